import { readReadiness } from '../api/client.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Output, Shell } from './shell.ts';

type ReadyShell = Pick<Shell, 'stopped'> & { readonly stdout: Output & { readonly fd: number } };

/**
 * Asks a server whether it is ready to take events; with `--wait`, until it is.
 * @returns 0 when it is ready
 * @throws {AppError} `unreachable` when nothing answers or it is not ready, or when asked to stop before; `timed_out` when `--wait` had no
 *   luck
 */
export function ready(config: Config, shell: ReadyShell): Promise<number> {
  const stop = new AbortController();
  const stopped = shell.stopped.then(() => {
    stop.abort();
    throw new AppError('unreachable', `Stopped before ${config.server} was ready.`);
  });
  return Promise.race([askUntilReady(config, shell, stop.signal), stopped]);
}

async function askUntilReady(
  { server, wait, timeout }: Config,
  shell: Pick<ReadyShell, 'stdout'>,
  stop: AbortSignal,
): Promise<number> {
  const deadlineMs = performance.now() + timeout;
  for (;;) {
    const leftMs = Math.max(1, deadlineMs - performance.now());
    const readiness = await readReadiness(server, wait ? Math.min(leftMs, 2_000) : leftMs);
    if (readiness.isReady) {
      shell.stdout.write(`ready ${server}\n`);
      return 0;
    }
    if (!wait || stop.aborted)
      throw new AppError('unreachable', `${server} is not ready: ${readiness.why}`);
    if (performance.now() >= deadlineMs)
      throw new AppError('timed_out', `${server} was not ready in time: ${readiness.why}`);
    await pause(Math.min(pollMs, leftMs));
  }
}

/** Soon enough for a person or a CI job, rare enough to be free. */
const pollMs = 100;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
