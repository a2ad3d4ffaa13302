import { AppError } from '../errors.ts';
import type { Filter, Term } from '../query/filter.ts';
import { asksEvents } from '../query/match-call.ts';
import { narrowCalls } from '../query/narrow-calls.ts';
import { narrow } from '../query/narrow.ts';
import type { CallHistogramField } from './call-engine.ts';
import type { CallSearch } from './call-search.ts';
import { maxRows, type HistogramCount, type HistogramField } from './search-engine.ts';
import type { Search } from './search.ts';

export interface TimeCounts {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly counts: readonly HistogramCount[];
  /** false: only `maxRows` events or calls were looked at, the newest. */
  readonly isComplete: boolean;
}

/**
 * Counts matching events by stretches of time. A filter that asks for nothing but types, owners and times is answered from sums, however
 * many events there are; any other by going through its matches.
 * @throws {AppError} `bad_request` for more than `maxBuckets` stretches, and what the engine throws
 */
export async function countByTime(
  search: Search,
  filter: Filter,
  options: { readonly bucketUs: number; readonly by: HistogramField; readonly nowUs: number },
): Promise<TimeCounts> {
  const { bucketUs, by } = options;
  const { fromUs, untilUs } = timesOf(filter, options);
  const range = { fromUs, untilUs, bucketUs, by };
  const { engine } = search;
  if (filter.terms.every(isCountedBy)) {
    const others = { terms: filter.terms.filter(({ key }) => key === 'type' || key === 'myid') };
    const counts = await engine.histogram({ ...range, filter: others });
    return { fromUs, untilUs, counts, isComplete: true };
  }
  const { rows, next } = await search.find(filter, { order: 'newest', limit: maxRows });
  const counts = await engine.histogram({ ...range, rows });
  return { fromUs, untilUs, counts, isComplete: next === undefined };
}

/**
 * Counts matching calls by stretches of time, by when they began. What the facts of calls decide is counted in the index, however many there
 * are; any other filter by going through its matches.
 * @throws {AppError} `bad_request` for more than `maxBuckets` stretches, and what the engine throws
 */
export async function countCallsByTime(
  calls: CallSearch,
  filter: Filter,
  options: {
    readonly bucketUs: number;
    readonly by: CallHistogramField;
    readonly nowUs: number;
  },
): Promise<TimeCounts> {
  const times = timesOf(filter, options);
  const bounds: Term[] = [
    { key: 'after', isNegated: false, atUs: times.fromUs },
    { key: 'before', isNegated: false, atUs: times.untilUs },
  ];
  const within = { terms: [...filter.terms, ...bounds] };
  if (!asksEvents(filter) && filter.terms.every(({ isNegated }) => !isNegated)) {
    const counts = await calls.engine.callHistogram({ ...options, of: narrowCalls(within) });
    return { ...times, counts, isComplete: true };
  }
  const range = { order: 'newest', limit: maxRows, maxLooked: maxRows } as const;
  const { rows, next } = await calls.find(within, range);
  const counts = await calls.engine.callHistogram({ ...options, of: rows });
  return { ...times, counts, isComplete: next === undefined };
}

/** Between which times to count: those of the filter, but none later than a day from now; else the last 24 hours. */
function timesOf(
  filter: Filter,
  { bucketUs, nowUs }: { readonly bucketUs: number; readonly nowUs: number },
): { readonly fromUs: number; readonly untilUs: number } {
  const times = narrow(filter);
  const untilUs = Math.min(times.untilUs ?? nowUs + 1, nowUs + dayUs);
  const fromUs = times.fromUs ?? untilUs - dayUs;
  if ((untilUs - fromUs) / bucketUs > maxBuckets)
    throw new AppError(
      'bad_request',
      `That time has more than ${maxBuckets} stretches of this length. Parameter "bucket" must be longer, or the time shorter.`,
    );
  return { fromUs, untilUs };
}

/** What the sums are kept by. Of owners they have what is shown: neither whole long ones nor what U+FFFD stands for. */
function isCountedBy(term: Term): boolean {
  if (term.key === 'myid')
    return term.values.every(
      ({ wanted }) => wanted.length <= maxOwnerLength && !/[\0\ufffd]/.test(wanted),
    );
  return term.key === 'type' || term.key === 'after' || term.key === 'before';
}

/** In UTF-16 units; what was cut for being longer than 256 bytes is longer than this. */
const maxOwnerLength = 64;

const dayUs = 86_400_000_000;

/** As many as a wide screen has columns. */
const maxBuckets = 2_000;
