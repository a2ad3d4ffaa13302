import type { TimeSpan } from './time-span.ts';

/** What is counted in one stretch of time. */
export interface Bar {
  /** When it begins, in µs since 1970 UTC; it may begin before the span. */
  readonly atUs: number;
  readonly total: number;
  /** By name; none is 0. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Bars for all of a span, those that have nothing included: what the API leaves out. */
export function barsOf(
  buckets: readonly {
    readonly at: string;
    readonly counts: Readonly<Record<string, number>>;
  }[],
  { fromUs, untilUs }: TimeSpan,
  bucketUs: number,
): readonly Bar[] {
  const byTime = new Map(buckets.map(({ at, counts }) => [Date.parse(at) * 1000, counts]));
  const firstUs = Math.floor(fromUs / bucketUs) * bucketUs;
  const count = Math.max(1, Math.ceil((untilUs - firstUs) / bucketUs));
  return Array.from({ length: count }, (_, index) => {
    const atUs = firstUs + index * bucketUs;
    const counts = byTime.get(atUs) ?? {};
    return { atUs, counts, total: sum(Object.values(counts)) };
  });
}

/** The names that occur, in the order of the known ones, with their sums. Names that are not known come last. */
export function totalsOf(
  bars: readonly Bar[],
  order: readonly string[],
): readonly { readonly name: string; readonly count: number }[] {
  const totals = new Map<string, number>();
  for (const { counts } of bars)
    for (const [name, count] of Object.entries(counts))
      totals.set(name, (totals.get(name) ?? 0) + count);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : Infinity);
  return [...totals]
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1));
}

/**
 * How high the stack of each bar reaches with each name, the lowest first. A part that would be too low to see is drawn as high as can be
 * seen: one failed call among a thousand is what somebody looks for.
 * @param minShare of the highest bar
 */
export function stackTops(
  bars: readonly Bar[],
  names: readonly string[],
  minShare: number,
): readonly (readonly number[])[] {
  const least = Math.max(0, ...bars.map(({ total }) => total)) * minShare;
  const tops = bars.map(() => 0);
  return names.map((name) =>
    bars.map(({ counts }, index) => {
      const count = counts[name] ?? 0;
      const top = (tops[index] ?? 0) + (count === 0 ? 0 : Math.max(count, least));
      tops[index] = top;
      return top;
    }),
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
