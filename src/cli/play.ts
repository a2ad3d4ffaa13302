import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { painter } from '../formats/paint.ts';
import { outputForm } from './output-form.ts';
import { playDryRun } from './play-dry-run.ts';
import { playOnServer } from './play-on-server.ts';
import { formatReport, isTaken, reportJson, type PlayReport } from './play-report.ts';
import { playTo } from './play-to.ts';
import { runOrder } from './run-order.ts';
import { listScenarios } from './scenario-list.ts';
import type { Shell } from './shell.ts';

/**
 * Plays a PBX: scenarios by name, or a load of calls, to a receiver or in the server; and prints what came of it.
 * @returns 1 if something was not answered 2xx, else 0
 * @throws {AppError} `usage`, `bad_scenario`, `unreachable` if nobody was there from the start, and as `failureOf`
 */
export async function play(
  resolved: ResolvedConfig,
  shell: Shell,
  switches: ReadonlySet<string>,
  names: readonly string[],
): Promise<number> {
  if (switches.has('list')) return listScenarios(resolved, shell);
  const form = outputForm(resolved, ['pretty', 'line', 'json'], 'line');
  const order = runOrder(resolved, switches, names);
  const { to } = resolved.config;
  if (switches.has('dryRun')) return playDryRun(resolved, shell, order);
  if (to === undefined && resolved.origins.scenarios === 'flag')
    throw new AppError('usage', 'The server has its own scenarios: --scenarios goes with --to.');
  const { stdout } = shell;
  const print = (report: PlayReport): number => {
    const text =
      form === 'json' ? reportJson(report) : formatReport(report, painter(stdout.useColor));
    stdout.write(text);
    return isTaken(report) ? 0 : 1;
  };
  return to === undefined
    ? playOnServer(resolved, shell, order, print)
    : playTo(resolved, shell, order, to, print);
}
