import { countedIn } from '../filter/facets.ts';
import { browserContext } from '../filter/filter-context.ts';
import { withTimeRange } from '../filter/terms.ts';
import { useCounts, type Counts } from '../filter/use-counts.ts';
import { printTime } from '../../query/time-value.ts';
import type { View } from '../place/place.ts';
import { ask } from '../server/ask.ts';
import { Refusal } from '../server/refusal.ts';
import { barsOf, type Bar } from './bars.ts';
import {
  boundsIn,
  bucketOf,
  countable,
  maxBars,
  shownSpan,
  summedUs,
  type JournalSpan,
  type Reach,
  type TimeSpan,
} from './time-span.ts';

const narrowPx = 640;

/** What there is to draw. */
export interface Histogram {
  readonly of: 'calls' | 'events';
  readonly span: TimeSpan;
  /** Whether it ends now: an old journal is shown as it was. */
  readonly isUpToNow: boolean;
  readonly bucketUs: number;
  readonly bars: readonly Bar[];
  /** Undefined: it is empty. */
  readonly journal: JournalSpan | undefined;
  /** false: only the newest were counted. */
  readonly isComplete: boolean;
}

/** Counts what matches by time, and again as events come. */
export function useHistogram(q: string, view: View, reach: Reach): Counts<Histogram> {
  const of = countedIn(view);
  return useCounts(`${of} ${JSON.stringify(reach)} ${q}`, q, (signal) =>
    load(q, of, reach, signal),
  );
}

async function load(
  q: string,
  of: 'calls' | 'events',
  reach: Reach,
  signal: AbortSignal,
): Promise<Histogram> {
  const context = browserContext();
  const bounds = boundsIn(q, context);
  const journal = await journalSpan(signal);
  const hasBounds = bounds.fromUs !== undefined || bounds.untilUs !== undefined;
  const span = countable(shownSpan(bounds, reach, journal, context.nowUs));
  const isUpToNow = span.untilUs >= context.nowUs;
  const first = await count(q, of, span, bounds, signal);
  // Nothing of the last day matches, but there is more: rather all of it than nothing.
  const isBare = reach === 'fitting' && !hasBounds && first.bars.every(({ total }) => total === 0);
  if (!isBare || journal === undefined || journal.oldestUs >= span.fromUs)
    return { ...first, of, journal, isUpToNow };
  const all = countable(shownSpan({}, 'all', journal, context.nowUs));
  return { ...(await count(q, of, all, {}, signal)), of, journal, isUpToNow: true };
}

async function count(
  q: string,
  of: 'calls' | 'events',
  span: TimeSpan,
  bounds: Partial<TimeSpan>,
  signal: AbortSignal,
): Promise<Pick<Histogram, 'span' | 'bucketUs' | 'bars' | 'isComplete'>> {
  const query = {
    q: bounded(q, span, bounds),
    by: of === 'calls' ? 'outcome' : 'type',
  } as const;
  const asked = async (minUs: number): ReturnType<typeof count> => {
    const bucket = bucketOf(span, minUs, window.innerWidth < narrowPx ? maxBars / 2 : maxBars);
    const answer = await ask('histogram', 'api/v1/histogram', {
      query: { ...query, bucket: bucket.text },
      signal,
    });
    // What was counted is what the server made of the times.
    const counted = {
      fromUs: Date.parse(answer.from) * 1000,
      untilUs: Date.parse(answer.until) * 1000,
    };
    return {
      span: counted,
      bucketUs: bucket.us,
      bars: barsOf(answer.buckets, counted, bucket.us),
      isComplete: answer.isComplete,
    };
  };
  try {
    return await asked(0);
  } catch (error) {
    // So many events are counted by whole stretches of five minutes only.
    if (error instanceof Refusal && error.fault.code === 'bad_request') return asked(summedUs);
    throw error;
  }
}

/** The filter with the bounds that it lacks; those it has stay as they are written, for the server knows better what they mean. */
function bounded(q: string, span: TimeSpan, { fromUs, untilUs }: Partial<TimeSpan>): string {
  const after = printTime(span.fromUs);
  const before = printTime(span.untilUs);
  if (fromUs === undefined && untilUs === undefined) return withTimeRange(q, after, before);
  return [
    q,
    ...(fromUs === undefined ? [`after:${after}`] : []),
    ...(untilUs === undefined ? [`before:${before}`] : []),
  ].join(' ');
}

async function journalSpan(signal: AbortSignal): Promise<JournalSpan | undefined> {
  const end = async (order: 'oldest' | 'newest'): Promise<string | undefined> => {
    const { events } = await ask('events', 'api/v1/events', {
      query: { order, limit: 1 },
      signal,
    });
    return events[0]?.receivedAt;
  };
  const [oldest, newest] = await Promise.all([end('oldest'), end('newest')]);
  if (oldest === undefined || newest === undefined) return undefined;
  return { oldestUs: Date.parse(oldest) * 1000, newestUs: Date.parse(newest) * 1000 };
}
