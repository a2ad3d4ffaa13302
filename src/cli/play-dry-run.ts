import type { RunOrder } from '../api/run.ts';
import type { Config, ResolvedConfig } from '../config.ts';
import { formatCurl } from '../formats/curl.ts';
import { isoTime } from '../formats/iso-time.ts';
import { statusAfter } from './client-command.ts';
import { localPlan } from './local-plan.ts';
import type { Shell } from './shell.ts';

/**
 * Prints what would be sent, as lines for a shell: each sends one event, in the order of their times and without the waits between them.
 * @throws {AppError} `bad_scenario`
 */
export async function playDryRun(
  { config }: ResolvedConfig,
  shell: Pick<Shell, 'stdout' | 'stopped'>,
  order: RunOrder,
): Promise<number> {
  const plan = await localPlan(config, order, config.to ?? receiverHere(config.receive));
  const { seed, startUs, url } = plan;
  let status: number | undefined;
  void shell.stdout.closed.then(() => (status ??= 0));
  void shell.stopped.then((reason) => (status ??= statusAfter(reason)));
  shell.stdout.write(`# The same again with --seed ${seed} --at ${isoTime(startUs)}\n`);
  let count = 0;
  for (const { request } of plan.requests) {
    shell.stdout.write(`${formatCurl({ ...request, baseUrl: url.origin })}\n`);
    if (++count % linesALook === 0) await shell.stdout.drained();
    if (status !== undefined) return status;
  }
  return 0;
}

const linesALook = 64;

/** The receiver of this machine. Nobody can connect to "all addresses"; the loopback address is one of them. */
function receiverHere({ host, port }: Config['receive']): URL {
  const name = host === '::' || host === '0.0.0.0' ? '127.0.0.1' : host;
  return new URL(`http://${name.includes(':') ? `[${name}]` : name}:${port}`);
}
