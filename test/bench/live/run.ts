/**
 * `npm run bench:live`: what those who wait for events and follow them cost the threads that receive. See `--help`.
 *
 * Ends with 1 if a request failed; a missed goal is printed, it does not fail the run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Api } from '../query/api.ts';
import { trafficTemplates } from '../query/traffic.ts';
import { benchMain } from '../bench-main.ts';
import type { Children } from '../receive/children.ts';
import { LoadMaker, type Load } from '../receive/load.ts';
import { describeMachine, isInMemory, isInstalled } from '../receive/machine.ts';
import { startProduct } from '../receive/product.ts';
import { parseOptions, usage, type LoopName, type Options } from './options.ts';
import { toMarkdown, type Results } from './report.ts';
import { measureSlice, type Slice } from './slice.ts';

const outDirectory = join(import.meta.dirname, '..', 'out');

process.exitCode = await benchMain(process.argv.slice(2), {
  usage,
  parseOptions,
  limitMs,
  run: async (options, directory, children) => {
    const results = await measure(options, directory, children);
    report(results);
    return results.slices.every(({ errors }) => Object.keys(errors).length === 0) ? 0 : 1;
  },
});

function limitMs({ loops, conditions, rounds, secs, closedSecs }: Options): number {
  const each = loops.reduce((sum, loop) => sum + 15 + (loop === 'open' ? secs : closedSecs), 0);
  return (120 + each * conditions.length * rounds) * 1000;
}

async function measure(options: Options, directory: string, children: Children): Promise<Results> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine(undefined);
  if (isInMemory(directory)) console.error(`${directory} is in memory: choose another --tmp`);
  const { product: script } = options;
  const product = await startProduct(children, { part: 'live', script, log: 'file', directory });
  const { inspectorUrl, url } = product;
  const token = readFileSync(join(directory, 'data', 'token'), 'utf8').trim();
  const api = new Api(inspectorUrl, token);
  const pid = Number(product.roots[0]);
  const templates = join(directory, 'templates');
  writeFileSync(templates, trafficTemplates(5_000).join('\n') + '\n');
  const loads = new LoadMaker(children, templates, isInstalled('wrk') ? 'wrk' : 'node');
  const load = (loop: LoopName, secs: number): Promise<Load> =>
    loop === 'open'
      ? loads.generate({ url, method: 'GET', connections: 32, secs, rate: options.rate })
      : loads.closed(url, 'GET', 32, secs);
  const slices: Slice[] = [];
  try {
    await load('closed', 5);
    for (let round = 0; round < options.rounds; round += 1)
      for (const loop of options.loops)
        for (const condition of inTurn(options.conditions, round)) {
          const secs = loop === 'open' ? options.secs : options.closedSecs;
          const plan = { loop, condition, round };
          const slice = await measureSlice({ pid, api, inspectorUrl, token }, children, plan, () =>
            load(loop, secs),
          );
          slices.push(slice);
          console.error(
            `round ${round + 1}/${options.rounds} ${loop} ${condition}: ${slice.receivingUs.toFixed(1)} µs`,
          );
        }
  } finally {
    api.close();
    await product.stop();
  }
  const loadAfter = loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
  return { startedAt, options, machine, loadAfter, slices };
}

/** Reversed every second round, so that what changes on the machine meets all alike. */
function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? items : items.toReversed();
}

function report(results: Results): void {
  const markdown = toMarkdown(results);
  mkdirSync(outDirectory, { recursive: true });
  const name = join(outDirectory, `live-${results.startedAt.replaceAll(/[:.]/g, '-')}`);
  writeFileSync(`${name}.json`, JSON.stringify(results, undefined, 1) + '\n');
  writeFileSync(`${name}.md`, markdown + '\n');
  console.log(`${markdown}\n\n${name}.json and .md`);
}
