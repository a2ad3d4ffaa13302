/**
 * How long the index of many events takes to be made, and what questions and new events wait meanwhile. Fills a journal in a temporary
 * directory, so it needs about 2 KB of disk for each event.
 * `node test/bench/rebuild.ts [EVENTS]`: 1,000,000 unless told otherwise. Needs the built program.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fillJournal } from '../support/filled-journal.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

const events = Number(process.argv[2] ?? 1_000_000);
const limitMs = 30 * 60_000;

const questions = [
  '/api/v1/events?limit=50',
  '/api/v1/events?q=type:answer&limit=50',
  '/api/v1/events?q=call:00000000&limit=50',
  '/api/v1/events?q=num:79160001*&limit=50',
  '/api/v1/events?q=%D0%9F%D0%95%D0%A2%D0%A0%D0%9E%D0%92&limit=50',
  '/api/v1/facets',
];

interface Status {
  readonly behind: number;
  readonly rebuilding?: unknown;
}

async function statusOf(program: Program): Promise<Status> {
  return (await (await program.ask('/api/v1/index')).json()) as Status;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Asks everything in turn until told to stop, or so many times. @returns the sorted times in ms, by question */
async function askAll(
  program: Program,
  isOver: () => boolean | Promise<boolean>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(questions.map((path) => [path, []]));
  while (!(await isOver()))
    for (const [path, list] of times) {
      const ms = 1000 * (await seconds(async () => (await program.ask(path)).text()));
      list.push(ms);
    }
  for (const list of times.values()) list.sort((a, b) => a - b);
  return times;
}

function print(times: ReadonlyMap<string, readonly number[]>): void {
  for (const [path, list] of times) {
    const at = (share: number): string =>
      (list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? NaN).toFixed(1);
    console.log(`  ${path}: median ${at(0.5)} ms, p99 ${at(0.99)}, max ${at(1)} (${list.length})`);
  }
}

using directory = temporaryDirectory();
const data = join(directory.path, 'data');
console.log(
  `filled with ${events} events: ${(await seconds(() => fillJournal(data, events))).toFixed(1)} s`,
);
await using program = await startProgram({ data, args: ['--event-log', 'off'] });
const first = await seconds(() =>
  until('the first index is there', async () => (await statusOf(program)).behind === 0, limitMs),
);
console.log(`first index: ${first.toFixed(1)} s, ${Math.round(events / first)} events/s`);
const bytes = statSync(join(data, 'index.db')).size;
console.log(
  `index.db: ${(bytes / 2 ** 20).toFixed(0)} MiB, ${Math.round(bytes / events)} B an event`,
);
let rounds = 20;
console.log('idle:');
print(await askAll(program, () => rounds-- === 0));

await fetch(`${program.inspectorUrl}/api/v1/index`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${program.token}` },
});
let times: ReadonlyMap<string, readonly number[]> = new Map();
const rebuilt = await seconds(async () => {
  times = await askAll(program, async () => (await statusOf(program)).rebuilding === undefined);
});
console.log(
  `rebuild while it is asked: ${rebuilt.toFixed(1)} s, ${Math.round(events / rebuilt)} events/s`,
);
print(times);
