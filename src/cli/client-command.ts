import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';
import { requireInspector } from '../api/client.ts';
import { ApiError } from '../api/client-error.ts';
import type { Connection } from '../api/client-request.ts';
import type { ResolvedConfig } from '../config.ts';
import { readToken } from '../token.ts';
import { failureOf } from './failure.ts';
import type { Shell, StopReason } from './shell.ts';

/**
 * Runs what a command asks a server. It ends quietly when nobody reads its output any more (exit status 0), and when it is asked to stop (128
 * and the number of the signal): then `work` sees the connection's signal, and is waited for, so that it leaves nothing half done.
 * @param filter what a failure of the filter points into
 * @throws {AppError} as `failureOf`
 */
export async function askServer(
  resolved: ResolvedConfig,
  shell: Pick<Shell, 'stdout' | 'stopped'>,
  filter: string,
  work: (connection: Connection) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  // A request at a time, but each adds one of its own and takes it away later.
  setMaxListeners(0, stop.signal);
  const { server, timeout } = resolved.config;
  const connection = {
    server,
    token: tokenFor(resolved),
    timeoutMs: timeout,
    signal: stop.signal,
  };
  const working = (async () => {
    if (connection.token !== undefined) await requireInspector(connection);
    return work(connection);
  })();
  const ended = Promise.race([
    shell.stdout.closed.then(() => 0),
    shell.stopped.then(statusAfter),
  ]).then(async (status) => {
    stop.abort();
    await working.catch(() => undefined);
    return status;
  });
  try {
    const status = await Promise.race([working, ended]);
    return stop.signal.aborted ? await ended : status;
  } catch (error) {
    if (stop.signal.aborted) return await ended;
    throw error instanceof ApiError ? failureOf(error, connection, filter) : error;
  }
}

/** 128 and the number of the signal, as a shell has it. @throws what nobody caught */
export function statusAfter({ signal, error }: StopReason): number {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- It is what was thrown.
  if (error !== undefined) throw error;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return 128 + (number ?? 0);
}

/**
 * The token of the environment, else that of the data directory. The latter belongs to the server of this machine: it is sent elsewhere
 * only when its directory was named for that.
 */
export function tokenFor({ config, origins }: ResolvedConfig): string | undefined {
  if (config.token !== undefined) return config.token;
  const { hostname } = new URL(config.server);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return isHere || origins.data !== 'default' ? readToken(config.data) : undefined;
}
