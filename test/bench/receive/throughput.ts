import { startServers, warm, type Bench } from './bench.ts';
import type { Method } from './load.ts';
import type { Correctness } from './product.ts';
import { measureSlice, type Slice } from './slice.ts';

export interface ThroughputSlice extends Slice {
  readonly method: Method;
  readonly connections: number;
  readonly round: number;
}

/**
 * Closed loop: slices A B C of all servers, reversed every second round, so that what changes on the machine meets all of them alike.
 * Every slice made goes to `slices`, also when the run breaks off later.
 */
export async function runThroughput(bench: Bench, slices: ThroughputSlice[]): Promise<Correctness> {
  const { options, loads } = bench;
  const servers = await startServers(bench, 'throughput', options.against);
  await warm(bench, servers);
  for (const connections of options.connections) {
    for (const method of options.methods) {
      for (let round = 0; round < options.rounds; round += 1) {
        bench.progress(
          `throughput ${method} c=${connections} round ${round + 1}/${options.rounds}`,
        );
        for (const server of round % 2 === 0 ? servers.all : servers.all.toReversed()) {
          const slice = await measureSlice(server, async () => {
            const load = await loads.closed(server.url, method, connections, options.secs);
            servers.note(server, load, loads.isExact ? 0 : connections);
            return load;
          });
          slices.push({ method, connections, round, ...slice });
        }
      }
    }
  }
  return servers.finish();
}
