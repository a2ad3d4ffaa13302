import type { MemoryFound } from './memory.ts';
import type { OpenLoopSlice } from './open-loop.ts';
import type { Options } from './options.ts';
import type { Correctness } from './product.ts';
import type { ServerName } from './server.ts';
import type { SlowDiskRound } from './slow-disk.ts';
import { median } from './statistics.ts';
import type { SyncProbe } from './sync-probe.ts';
import type { ThroughputSlice } from './throughput.ts';

/** Everything a run has found; nothing is left out or replaced later. */
export interface Results {
  readonly startedAt: string;
  readonly options: Options;
  readonly machine: Readonly<Record<string, string>>;
  readonly loadTool: string;
  readonly sync: SyncProbe[];
  readonly throughput: ThroughputSlice[];
  readonly openLoop: OpenLoopSlice[];
  readonly slowDisk: SlowDiskRound[];
  readonly memory: MemoryFound[];
  readonly correctness: Correctness[];
  /** Why the run did not come to its end, or what must not happen in it. */
  readonly failures: string[];
}

/** Share of foreign CPU above which a run decides nothing. */
export const noisyShare = 0.25;

export function foreignShare(results: Results): number {
  const slices = [...results.throughput, ...results.openLoop];
  return median(slices.map((slice) => slice.foreignShare));
}

/** Answers other than 200 and broken connections, and what the product did not keep: each is a failure of the run. */
export function collectFailures(results: Results): string[] {
  const failures = [...results.failures];
  const note = (where: string, errors: Readonly<Record<string, number>>): void => {
    if (Object.keys(errors).length > 0) failures.push(`${where}: ${JSON.stringify(errors)}`);
  };
  for (const { server, method, connections, round, errors } of results.throughput)
    note(`throughput ${server} ${method} c=${connections} round ${round + 1}`, errors);
  for (const { server, round, errors } of results.openLoop)
    note(`open loop ${server} round ${round + 1}`, errors);
  for (const { round, load, receiverHealth, inspectorHealth } of results.slowDisk) {
    note(`slow disk round ${round + 1}`, load.errors);
    note(`slow disk round ${round + 1}, receiver's /healthz`, receiverHealth.errors);
    note(`slow disk round ${round + 1}, inspector's /healthz`, inspectorHealth.errors);
  }
  for (const { part, problems } of results.correctness)
    failures.push(...problems.map((problem) => `${part}: ${problem}`));
  return failures;
}

/** The slices of one server in one cell of the throughput table, by round. */
export function cell(
  results: Results,
  server: ServerName,
  method: string,
  connections: number,
): readonly ThroughputSlice[] {
  return results.throughput.filter(
    (slice) =>
      slice.server === server && slice.method === method && slice.connections === connections,
  );
}
