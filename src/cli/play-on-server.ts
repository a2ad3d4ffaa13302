import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../api/client.ts';
import { askJson, type Connection } from '../api/client-request.ts';
import { routes } from '../api/contract.ts';
import type { ApiRun, RunOrder } from '../api/run.ts';
import type { ResolvedConfig } from '../config.ts';
import { askServer } from './client-command.ts';
import type { PlayReport } from './play-report.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';

/**
 * Has the server play into its own receiver, and waits for the end. Asked to stop, it stops the run.
 * @param print says what came of it, and returns the exit status
 * @throws {AppError} as `failureOf`
 */
export function playOnServer(
  resolved: ResolvedConfig,
  shell: Pick<Shell, 'stdout' | 'stderr' | 'stopped'>,
  order: RunOrder,
  print: (report: PlayReport) => number,
): Promise<number> {
  return askServer(resolved, shell, '', async (connection) => {
    const begun = await startRun(connection, order);
    const progress = createProgress(shell.stderr);
    try {
      const run = await endOf(connection, begun, ({ sent, answered, failed }) => {
        const count = Object.values(answered).reduce((sum, one) => sum + one, 0);
        progress.show(`${sent} sent, ${count} answered, ${failed} not answered`);
      });
      progress.end();
      return print(reportOf(run, connection.server));
    } finally {
      progress.end();
    }
  });
}

async function startRun(connection: Connection, order: RunOrder): Promise<ApiRun> {
  const { method, path, answers } = routes.startRun;
  const headers = { 'Content-Type': 'application/json' };
  const request = { method, path, headers, body: JSON.stringify(order) };
  return (await askJson(connection, request, answers[202].schema)).run;
}

/** The run when it has ended: by itself, or because the connection was aborted. */
async function endOf(
  connection: Connection,
  begun: ApiRun,
  show: (run: ApiRun) => void,
): Promise<ApiRun> {
  const params = { id: begun.id };
  const { signal } = connection;
  try {
    for (let run = begun; ; run = (await ask(connection, 'run', { params })).run) {
      show(run);
      if (run.state !== 'running') return run;
      await sleep(lookMs, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const last = { ...connection, signal: AbortSignal.timeout(stopLimitMs) };
    return (await ask(last, 'stopRun', { params })).run;
  }
}

/** An eye follows that, and nobody waits long for the end. */
const lookMs = 200;

/** Sooner than this process is ended by force. */
const stopLimitMs = 5_000;

function reportOf(run: ApiRun, server: string): PlayReport {
  const { what, state, sent, answered, failed, failures, why, latency, seed, at } = run;
  const ended = Date.parse(run.endedAt ?? run.startedAt);
  return {
    what,
    to: `the receiver of ${server}`,
    isWhole: state === 'done',
    sent,
    answered: Object.entries(answered),
    failed:
      failures ?? (failed === 0 ? [] : [{ why: why ?? 'It is not known why.', count: failed }]),
    latency,
    seconds: (ended - Date.parse(run.startedAt)) / 1_000,
    seed,
    at,
  };
}
