/**
 * `npm run bench:query`: how long questions take with a million events stored while others come in. See `--help`.
 *
 * Ends with 1 if a request failed; a missed goal is printed, it does not fail the run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchMain } from '../bench-main.ts';
import type { Children } from '../receive/children.ts';
import { LoadMaker } from '../receive/load.ts';
import { describeMachine, isInMemory } from '../receive/machine.ts';
import { startProduct } from '../receive/product.ts';
import { Api } from './api.ts';
import { fillJournal } from './fill.ts';
import { timeQueries, watch } from './measure.ts';
import { parseOptions, usage, type Options } from './options.ts';
import { queriesOf } from './queries.ts';
import { toMarkdown, type Results } from './report.ts';
import { trafficTemplates } from './traffic.ts';

const outDirectory = join(import.meta.dirname, '..', 'out');
const limitMs = 20 * 60_000;
const dayUs = 86_400_000_000;
/** More than a question takes on average where all goals are reached. */
const secsPerQuery = 0.04;
const madeName = 'made.json';

process.exitCode = await benchMain(process.argv.slice(2), {
  usage,
  parseOptions,
  limitMs: () => limitMs,
  run: async (options, directory, children) => {
    const results = await measure(options, directory, children);
    report(results);
    return Object.keys(results.load.errors).length === 0 ? 0 : 1;
  },
});

async function measure(options: Options, directory: string, children: Children): Promise<Results> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine(undefined);
  const kept = options.data ?? directory;
  const data = join(kept, 'data');
  if (isInMemory(options.tmp)) console.error(`${options.tmp} is in memory: choose another --tmp`);
  const fromUs = Date.now() * 1000 - dayUs + 60_000_000;
  const made = readMade(kept, options.calls) ?? { fromUs, calls: options.calls };
  if (!existsSync(data)) {
    console.error(`storing ${options.calls} calls`);
    await fillJournal(data, made);
    writeFileSync(join(kept, madeName), JSON.stringify(made));
  }
  const server = await startProduct(children, {
    part: 'query',
    script: options.product,
    log: 'file',
    directory: kept,
  });
  const token = readFileSync(join(data, 'token'), 'utf8').trim();
  const api = new Api(server.inspectorUrl, token);
  const beside = new Api(server.inspectorUrl, token);
  try {
    const projectedPerSec = await projected(api);
    const templates = join(directory, 'templates');
    writeFileSync(templates, trafficTemplates(5_000, Date.now().toString(36)).join('\n') + '\n');
    const loads = new LoadMaker(children, templates, 'node');
    const queries = queriesOf(made.calls, made.fromUs);
    const secs = Math.ceil((options.rounds + 3) * queries.length * secsPerQuery) + 5;
    console.error(`measuring, at most ${secs} s`);
    let isOver = false;
    const loading = loads
      .generate({ url: server.url, method: 'GET', connections: 16, secs, rate: options.rate })
      .finally(() => (isOver = true));
    const watching = watch(beside, server.roots);
    await sleep(1_000);
    const timings = await timeQueries(api, queries, {
      pid: Number(server.roots[0]),
      rounds: options.rounds,
      isOver: () => isOver,
    });
    const [load, watched] = await Promise.all([loading, watching.end()]);
    return {
      ...{ startedAt, options, machine, timings, load, watched },
      loadAfter: loadavg()
        .map((value) => value.toFixed(2))
        .join(' '),
      events: made.calls * 5,
      ...(projectedPerSec === undefined ? {} : { projectedPerSec }),
    };
  } finally {
    api.close();
    beside.close();
    await server.stop();
  }
}

type Made = Parameters<typeof fillJournal>[1];

/** What an earlier run stored there. @throws {Error} if that was something else */
function readMade(directory: string, calls: number): Made | undefined {
  const file = join(directory, madeName);
  if (!existsSync(file)) return undefined;
  const made = JSON.parse(readFileSync(file, 'utf8')) as Made;
  if (made.calls !== calls)
    throw new Error(`--data: there are ${made.calls} calls, and --calls asks for ${calls}`);
  return made;
}

/** Waits until the index has everything. @returns events a second; undefined if it had */
async function projected(api: Api): Promise<number | undefined> {
  const startedAt = performance.now();
  const first = await api.behind();
  if (first === 0) return undefined;
  for (let behind = first; behind > 0;) {
    await sleep(200);
    behind = await api.behind();
  }
  return (first * 1000) / (performance.now() - startedAt);
}

function report(results: Results): void {
  const markdown = toMarkdown(results);
  mkdirSync(outDirectory, { recursive: true });
  const name = join(outDirectory, `query-${results.startedAt.replaceAll(/[:.]/g, '-')}`);
  writeFileSync(`${name}.json`, JSON.stringify(results, undefined, 1) + '\n');
  writeFileSync(`${name}.md`, markdown + '\n');
  console.log(`${markdown}\n\n${name}.json and .md`);
}
