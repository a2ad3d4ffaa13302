import { parseFilter } from '../../query/parse.ts';
import type { FilterContext } from '../../query/time-value.ts';

/** A stretch of time in µs since 1970 UTC, its end exclusive. */
export interface TimeSpan {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** When the first and the last event of the journal came. */
export interface JournalSpan {
  readonly oldestUs: number;
  readonly newestUs: number;
}

/** What the chart shows of a filter without times: so much up to now, all there is, or as much of the last day as has something. */
export type Reach = { readonly lastUs: number } | 'all' | 'fitting';

const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
const hourUs = 60 * minuteUs;
const dayUs = 24 * hourUs;

const reachesUs = [
  ...[5, 15, 30].map((count) => count * minuteUs),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hourUs),
];
const widerUs = [...reachesUs, 3 * dayUs, 7 * dayUs, 30 * dayUs];

/** Bounds that a filter gives; those it does not are undefined, as are all of one that is not understood. */
export function boundsIn(q: string, context: FilterContext): Partial<TimeSpan> {
  let fromUs: number | undefined;
  let untilUs: number | undefined;
  for (const term of understood(q, context)) {
    if (term.key !== 'after' && term.key !== 'before') continue;
    if ((term.key === 'after') === !term.isNegated) fromUs = Math.max(fromUs ?? 0, term.atUs);
    else untilUs = Math.min(untilUs ?? Infinity, term.atUs);
  }
  return {
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
  };
}

function understood(q: string, context: FilterContext): ReturnType<typeof parseFilter>['terms'] {
  try {
    return parseFilter(q, context).terms;
  } catch {
    return [];
  }
}

/**
 * What the chart shows.
 * @param bounds of the filter; where it has none, the reach decides
 * @param journal undefined: nothing is known of it, or it is empty
 */
export function shownSpan(
  bounds: Partial<TimeSpan>,
  reach: Reach,
  journal: JournalSpan | undefined,
  nowUs: number,
): TimeSpan {
  const latestUs = Math.max(nowUs, (journal?.newestUs ?? 0) + 1);
  const oldestUs = journal?.oldestUs ?? latestUs - dayUs;
  const { fromUs, untilUs } = bounds;
  if (fromUs !== undefined || untilUs !== undefined) {
    // Without an end it is now, without a beginning the journal's; where that leaves nothing, an hour is shown.
    const isToCome = fromUs !== undefined && fromUs >= latestUs;
    const until = untilUs ?? (isToCome ? fromUs + hourUs : latestUs);
    const from = fromUs ?? (oldestUs < until ? oldestUs : until - hourUs);
    return { fromUs: from, untilUs: Math.max(until, from + secondUs) };
  }
  if (reach === 'all') return { fromUs: Math.min(oldestUs, latestUs - hourUs), untilUs: latestUs };
  if (reach !== 'fitting') return { fromUs: latestUs - reach.lastUs, untilUs: latestUs };
  if (journal !== undefined && journal.newestUs < latestUs - dayUs)
    return { fromUs: oldestUs, untilUs: Math.max(journal.newestUs + 1, oldestUs + hourUs) };
  const lastUs = reachesUs.find((us) => latestUs - us <= oldestUs) ?? dayUs;
  return { fromUs: latestUs - lastUs, untilUs: latestUs };
}

/** The next wider reach of a chart that shows this much. */
export function widerReach({ fromUs, untilUs }: TimeSpan, journal?: JournalSpan): Reach {
  const lastUs = widerUs.find((us) => us > (untilUs - fromUs) * 1.01);
  const allUs = journal === undefined ? Infinity : untilUs - journal.oldestUs;
  return lastUs === undefined || lastUs >= Math.max(allUs, dayUs) ? 'all' : { lastUs };
}

/** Three times as much around the same middle, but nothing that is still to come; in whole seconds, or minutes if it is long. */
export function widened({ fromUs, untilUs }: TimeSpan, nowUs: number): TimeSpan {
  const us = untilUs - fromUs;
  const until = Math.min(untilUs + us, Math.max(nowUs, untilUs));
  const stepUs = us > hourUs ? minuteUs : secondUs;
  return {
    fromUs: Math.max(0, Math.floor((until - 3 * us) / stepUs) * stepUs),
    untilUs: Math.ceil(until / stepUs) * stepUs,
  };
}

/** Lengths of bars, as the API takes them. Of those over five minutes all are whole multiples of it: these it has sums of. */
const buckets: readonly { readonly text: string; readonly us: number }[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ text: `${count}s`, us: count * secondUs })),
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ text: `${count}m`, us: count * minuteUs })),
  ...[1, 2, 3, 6, 12].map((count) => ({ text: `${count}h`, us: count * hourUs })),
  ...[1, 2, 7].map((count) => ({ text: `${count}d`, us: count * dayUs })),
];

/** As many as can be told apart on a wide screen. */
export const maxBars = 150;

/**
 * How long each bar is: the shortest that makes no more than so many of them. They are more than a quarter of that, where a second is not
 * too long for it.
 * @param minUs no shorter
 */
export function bucketOf(
  { fromUs, untilUs }: TimeSpan,
  minUs = 0,
  most = maxBars,
): { readonly text: string; readonly us: number } {
  const us = untilUs - fromUs;
  const found = buckets.find((each) => each.us >= minUs && us / each.us <= most);
  return found ?? { text: '7d', us: 7 * dayUs };
}

/** What the server keeps sums of, however many events there are. */
export const summedUs = 5 * minuteUs;

/** More is more than the API counts at once; the beginning of so long a time has no events anyway. */
const maxSpanUs = 1_900 * 7 * dayUs;

/** The end of a time too long to count. */
export function countable({ fromUs, untilUs }: TimeSpan): TimeSpan {
  return { fromUs: Math.max(fromUs, untilUs - maxSpanUs), untilUs };
}
