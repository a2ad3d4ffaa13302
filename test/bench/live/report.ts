import { median, spread } from '../receive/statistics.ts';
import { conditionTexts, type ConditionName } from './follow-plan.ts';
import type { LoopName, Options } from './options.ts';
import type { Slice } from './slice.ts';

export interface Results {
  readonly startedAt: string;
  readonly options: Options;
  readonly machine: Readonly<Record<string, string>>;
  readonly loadAfter: string;
  readonly slices: readonly Slice[];
}

/** Followers may add so much to what receiving costs. */
const goalShare = 0.15;

/** The run as a Markdown page; the figures are all in the JSON file beside it. */
export function toMarkdown(results: Results): string {
  const { options, machine, loadAfter } = results;
  return [
    `# Live benchmark, ${results.startedAt}`,
    `CPU of the threads that receive (main and writer), with and without followers. Goal: at most +${goalShare * 100} % with 1,000 waits and 100 streams.`,
    ...options.loops.map((loop) => section(results, loop)),
    table(['', ''], Object.entries({ ...machine, 'load after': loadAfter })),
    `Options: \`${JSON.stringify(options)}\``,
    'Medians over all slices; nothing is left out. `more` is the ratio of the medians, then the median of the ratios within a round [least–greatest].',
  ].join('\n\n');
}

function section(results: Results, loop: LoopName): string {
  const { options } = results;
  const title =
    loop === 'open' ? `Open loop, ${options.rate} events a second` : 'Closed loop, 32 connections';
  const head = ['followers', 'events/s', 'p99 ms', 'CPU µs', 'of it main', 'more', 'follow µs'];
  const rows = options.conditions.map((condition) => {
    const slices = cell(results, loop, condition);
    const of = (value: (slice: Slice) => number): string => figure(median(slices.map(value)));
    return [
      conditionTexts[condition],
      of((slice) => slice.requestsPerSec),
      of((slice) => slice.p99Ms),
      of((slice) => slice.receivingUs),
      of((slice) => slice.mainUs),
      more(slices, cell(results, loop, 'none')),
      of((slice) => slice.followingUs),
      of((slice) => slice.behind),
    ];
  });
  return `## ${title}\n\n${table([...head, 'behind at the end'], rows)}`;
}

function cell(results: Results, loop: LoopName, condition: ConditionName): readonly Slice[] {
  return results.slices.filter((slice) => slice.loop === loop && slice.condition === condition);
}

function more(of: readonly Slice[], base: readonly Slice[]): string {
  if (of[0]?.condition === base[0]?.condition || base.length === 0) return '';
  const costs = (slices: readonly Slice[]): number[] =>
    slices.map(({ receivingUs }) => receivingUs);
  const share = median(costs(of)) / median(costs(base)) - 1;
  const pairs = spread(costs(of).map((cost, at) => cost / (costs(base)[at] ?? Number.NaN) - 1));
  return `${percent(share)}; ${percent(pairs.median)} [${percent(pairs.min)}–${percent(pairs.max)}]`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function figure(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(0)} %`;
}
