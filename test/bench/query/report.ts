import type { Load } from '../receive/load.ts';
import { percentile } from '../receive/statistics.ts';
import type { Timing, Watched } from './measure.ts';
import type { Options } from './options.ts';

export interface Results {
  readonly startedAt: string;
  readonly options: Options;
  readonly machine: Readonly<Record<string, string>>;
  readonly loadAfter: string;
  readonly events: number;
  /** Absent where the data of an earlier run was used. */
  readonly projectedPerSec?: number;
  readonly timings: readonly Timing[];
  readonly load: Load;
  readonly watched: Watched;
}

/** What each answer may take, in 95 of 100 cases. */
const goalMs = 50;

export function missedGoals({ timings }: Results): readonly string[] {
  return timings.filter(({ p95Ms }) => !(p95Ms <= goalMs)).map(({ name }) => name);
}

/** The run as a Markdown page; the figures are all in the JSON file beside it. */
export function toMarkdown(results: Results): string {
  const { timings, load, watched, options } = results;
  const missed = missedGoals(results);
  return [
    `# Query benchmark, ${results.startedAt}`,
    `${results.events} events stored, ${options.rate} a second coming in, one client asking.`,
    missed.length === 0
      ? `Goal reached: p95 of every query is at most ${goalMs} ms.`
      : `Goal of p95 ≤ ${goalMs} ms **missed** by: ${missed.join('; ')}.`,
    table(
      ['query', 'p50 ms', 'p95 ms', 'max ms', 'search CPU ms', 'samples', 'found', 'KiB'],
      timings.map((timing) => [
        ...[
          timing.name,
          figure(timing.p50Ms),
          figure(timing.p95Ms),
          figure(timing.maxMs),
          figure(timing.searchMs),
        ],
        ...[timing.samples, timing.found, figure(timing.bytes / 1024)],
      ]),
    ),
    table(
      ['meanwhile', 'p50', 'p95', 'max'],
      [
        row('events the index is behind', watched.behind),
        row('PSS, MiB', watched.pssMiB),
        row('RSS, MiB', watched.rssMiB),
      ],
    ),
    `Receiver: ${load.requests} events, p50 ${figure(load.p50Ms)} ms, p99 ${figure(load.p99Ms)} ms, max ${figure(load.maxMs)} ms from the time each was due; errors ${JSON.stringify(load.errors)}.`,
    ...(results.projectedPerSec === undefined
      ? []
      : [
          `Before: the index was made of what was stored at ${figure(results.projectedPerSec)} events/s.`,
        ]),
    table(['', ''], Object.entries({ ...results.machine, 'load after': results.loadAfter })),
    `Options: \`${JSON.stringify(options)}\``,
  ].join('\n\n');
}

function row(name: string, values: readonly number[]): string[] {
  return [name, ...[0.5, 0.95, 1].map((share) => figure(percentile(values, share)))];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function figure(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
