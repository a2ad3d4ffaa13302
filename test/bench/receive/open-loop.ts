import { startServers, warm, type Bench } from './bench.ts';
import type { Correctness } from './product.ts';
import { measureSlice, type Slice } from './slice.ts';

export const openLoopRate = 1_000;
const connections = 64;

export interface OpenLoopSlice extends Slice {
  readonly round: number;
}

/** Requests due every millisecond whatever the server does: what a stall costs is seen here and not in a closed loop. */
export async function runOpenLoop(bench: Bench, slices: OpenLoopSlice[]): Promise<Correctness> {
  const { options, loads } = bench;
  const servers = await startServers(bench, 'openloop', options.against);
  await warm(bench, servers);
  for (let round = 0; round < options.openRounds; round += 1) {
    bench.progress(`open loop round ${round + 1}/${options.openRounds}`);
    for (const server of round % 2 === 0 ? servers.all : servers.all.toReversed()) {
      const slice = await measureSlice(server, async () => {
        const load = await loads.generate({
          ...{ url: server.url, method: 'GET', connections },
          ...{ secs: options.openSecs, rate: openLoopRate },
        });
        servers.note(server, load, 0);
        return load;
      });
      slices.push({ round, ...slice });
    }
  }
  return servers.finish();
}
