import { setTimeout as sleep } from 'node:timers/promises';
import { startServers, warm, type Bench } from './bench.ts';
import { treeMemory } from './process-tree.ts';
import type { Correctness } from './product.ts';

const secs = 10;
const sampleMs = 200;

export interface MemoryFound {
  readonly load: string;
  /** Greatest of the samples taken while the load ran. */
  readonly pssMiB: number;
  readonly rssMiB: number;
  readonly samples: number;
}

/** Memory of a fresh product: at rest, then under each load. */
export async function runMemory(bench: Bench, found: MemoryFound[]): Promise<Correctness> {
  const { options, loads } = bench;
  const servers = await startServers(bench, 'memory', []);
  const { product } = servers;
  found.push({ load: 'at rest', ...treeMemory(product.roots), samples: 1 });
  await warm(bench, servers);
  for (const method of options.methods) {
    for (const connections of [32, 256]) {
      bench.progress(`memory ${method} c=${connections}`);
      const samples: { pssMiB: number; rssMiB: number }[] = [];
      const aborter = new AbortController();
      const sampling = (async () => {
        while (!aborter.signal.aborted) {
          samples.push(treeMemory(product.roots));
          await sleep(sampleMs);
        }
      })();
      const load = await loads.closed(product.url, method, connections, secs).finally(() => {
        aborter.abort();
      });
      await sampling;
      servers.note(product, load, loads.isExact ? 0 : connections);
      found.push({
        load: `${method} c=${connections}, ${Math.round(load.requests / load.secs)}/s`,
        pssMiB: Math.max(...samples.map((sample) => sample.pssMiB)),
        rssMiB: Math.max(...samples.map((sample) => sample.rssMiB)),
        samples: samples.length,
      });
    }
  }
  return servers.finish();
}
