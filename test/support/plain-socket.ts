import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { within, type Program } from './program.ts';
import { readMetric } from './read-metric.ts';
import { until } from './until.ts';

/** A connection on which a test writes what it likes, or nothing. */
export interface PlainSocket {
  readonly socket: Socket;
  /** `address:port` of this side: how facts name their sender. */
  readonly peer: string;
  readonly text: () => string;
  /** Resolves when the other side ended it, however. */
  readonly ended: Promise<void>;
  [Symbol.dispose](): void;
}

/**
 * Opens a connection.
 * @param options.isReading whether what comes is read, the default, or left lying in the kernel
 */
export async function openSocket(
  url: string,
  options: { isReading?: boolean } = {},
): Promise<PlainSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let text = '';
  const ended = Promise.withResolvers<undefined>();
  // An end counts like a reset: a test asks when it is over.
  for (const event of ['end', 'close', 'error'])
    socket.on(event, () => {
      ended.resolve(undefined);
    });
  if (options.isReading !== false)
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
  await within(once(socket, 'connect'), () => `no connection to ${url}`);
  return {
    socket,
    peer: `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`,
    text: () => text,
    ended: ended.promise,
    [Symbol.dispose]: () => {
      socket.destroy();
    },
  };
}

/** A complete request for the receiver. */
export function plainRequest(key: string): string {
  return `GET /fordel/show.php?myid=175&n=${key} HTTP/1.1\r\nHost: ringlog.test\r\n\r\n`;
}

/**
 * Sends requests one behind the other without reading an answer, until nothing moves any more: the other side cannot write, so it reads no
 * more either. Needs a program that is sent nothing else meanwhile.
 */
export async function sendUntilStuck(
  program: Pick<Program, 'ask'>,
  { socket }: Pick<PlainSocket, 'socket'>,
  label: string,
): Promise<void> {
  let sent = 0;
  const send = (): void => {
    let hasRoom = true;
    while (hasRoom) {
      const many = Array.from({ length: 500 }, (_, i) => plainRequest(`${label}-${sent + i}.`));
      sent += many.length;
      hasRoom = socket.write(many.join(''));
    }
  };
  socket.on('drain', send);
  send();
  let before = -1;
  await until('its requests are taken no more', async () => {
    await pause(300);
    const taken = await readMetric(program, 'ringlog_journal_events_total');
    const isStuck = taken > 0 && taken === before && taken < sent;
    before = taken;
    return isStuck;
  });
  socket.off('drain', send);
}
