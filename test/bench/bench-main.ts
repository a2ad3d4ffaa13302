import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Children } from './receive/children.ts';

/**
 * The frame of a benchmark: its options, a directory that goes away, and children that end whatever happens, also at a signal or when it
 * takes longer than planned.
 * @returns the exit status: 2 for wrong options, else what `run` says
 */
export async function benchMain<O extends { readonly tmp: string }>(
  args: readonly string[],
  bench: {
    readonly usage: string;
    readonly parseOptions: (args: readonly string[]) => O;
    readonly limitMs: (options: O) => number;
    readonly run: (options: O, directory: string, children: Children) => Promise<number>;
  },
): Promise<number> {
  if (args.includes('--help')) {
    console.log(bench.usage);
    return 0;
  }
  let options: O;
  try {
    options = bench.parseOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${bench.usage}`);
    return 2;
  }
  const directory = mkdtempSync(join(options.tmp, 'ringlog-bench-'));
  const children = new Children(directory);
  const breakOff = (): void => {
    children.killAll();
    rmSync(directory, { recursive: true, force: true });
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, breakOff);
  const limit = setTimeout(breakOff, bench.limitMs(options));
  try {
    return await bench.run(options, directory, children);
  } finally {
    clearTimeout(limit);
    await children.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    for (const signal of signals) process.off(signal, breakOff);
  }
}
