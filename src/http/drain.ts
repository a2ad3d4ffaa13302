import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Exchanges } from './exchange.ts';

/**
 * The graceful end of the receiver: no new connections; what is idle is closed; what was received is answered; what is not complete after
 * the grace is cut; what is still open after that is destroyed. Resolves when the last connection is gone and has noted what it had to.
 */
export async function drain(
  server: Server,
  options: {
    /** The connections that are open, as they are at any time. */
    readonly open: ReadonlySet<Exchanges>;
    readonly graceMs: number;
    readonly cutUnfinished: (exchanges: Exchanges) => void;
    /** Resolves when no connection is open. */
    readonly untilEmpty: () => Promise<void>;
  },
): Promise<void> {
  if (!server.listening) return;
  const { open, graceMs, cutUnfinished } = options;
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  // Not the HTTP server's own close: that one also closes idle connections at once, some with a request just arriving, and stops
  // looking after time-outs.
  NetServer.prototype.close.call(server);
  const idle = setInterval(() => {
    for (const { connection } of open) if (connection.isIdle) connection.socket.destroy();
  }, idleCheckMs);
  const grace = setTimeout(() => {
    for (const exchanges of open) cutUnfinished(exchanges);
  }, graceMs);
  const last = setTimeout(() => {
    for (const { connection } of open) connection.socket.destroy();
  }, graceMs + afterGraceMs);
  await closed;
  // The server tells its end before the last connections tell theirs, and they may still have a fact to note.
  while (open.size > 0) await options.untilEmpty();
  clearInterval(idle);
  clearTimeout(grace);
  clearTimeout(last);
  server.close();
}

/** A request on its way when the drain begins is read well before the first look. */
const idleCheckMs = 50;
/** For answers that still wait for the journal after the grace. */
const afterGraceMs = 2_500;
