import { join } from 'node:path';
import { startServers, warm, type Bench } from './bench.ts';
import type { Load } from './load.ts';
import { isInstalled } from './machine.ts';
import type { Correctness } from './product.ts';

const delayUs = 10_000;
const rounds = 3;
const secs = 6;
const connections = 32;
const healthRate = 200;

export interface SlowDiskRound {
  readonly round: number;
  readonly load: Load;
  /** `GET /healthz` of both listeners, open loop, while the load runs. */
  readonly receiverHealth: Load;
  readonly inspectorHealth: Load;
}

/** The product on a disk whose every flush takes 10 ms longer: it must still answer the question whether it is well. */
export async function runSlowDisk(
  bench: Bench,
  found: SlowDiskRound[],
): Promise<Correctness | undefined> {
  const { loads } = bench;
  const slowDisk = await slowDiskWay(bench);
  if (slowDisk === undefined) {
    bench.progress('slow disk: NOT MEASURED, neither cc nor strace is installed');
    return undefined;
  }
  const servers = await startServers(bench, 'slowdisk', [], slowDisk);
  const { product } = servers;
  await warm(bench, servers);
  const alone = await loads.generate({
    ...{ url: product.url, method: 'GET', connections: 1, secs: 2, count: 50 },
  });
  servers.note(product, alone, 0);
  if (alone.p50Ms < delayUs / 1000)
    throw new Error(
      `slow disk: an answer took ${alone.p50Ms.toFixed(1)} ms: the delay has no effect, or the 200 came before the flush`,
    );

  for (let round = 0; round < rounds; round += 1) {
    bench.progress(`slow disk round ${round + 1}/${rounds}`);
    const health = (url: string): Promise<Load> =>
      loads.generate({
        ...{ url, method: 'GET', path: '/healthz', connections: 8 },
        ...{ secs: secs - 1, rate: healthRate },
      });
    const [load, receiverHealth, inspectorHealth] = await Promise.all([
      loads.closed(product.url, 'GET', connections, secs),
      health(product.url),
      health(product.inspectorUrl),
    ]);
    servers.note(product, load, loads.isExact ? 0 : connections);
    found.push({ round, load, receiverHealth, inspectorHealth });
  }
  return servers.finish();
}

/** A shim before libc where there is a compiler; else strace delays the system calls from outside. */
async function slowDiskWay(
  bench: Bench,
): Promise<{ wrapper?: readonly string[]; env?: Readonly<Record<string, string>> } | undefined> {
  if (isInstalled('cc')) {
    const shim = join(bench.directory, 'slow-fsync.so');
    const source = join(import.meta.dirname, 'slow-fsync.c');
    await bench.children.run('cc', 'cc', ['-shared', '-fPIC', '-O2', '-o', shim, source], 60_000);
    return { env: { LD_PRELOAD: shim, SLOW_FSYNC_US: String(delayUs) } };
  }
  if (!isInstalled('strace')) return undefined;
  const calls = 'fsync,fdatasync';
  return {
    wrapper: [
      ...['strace', '-f', '-qq', '--seccomp-bpf', '-o', '/dev/null'],
      ...['-e', `trace=${calls}`, '-e', `inject=${calls}:delay_exit=${delayUs}`],
    ],
  };
}
