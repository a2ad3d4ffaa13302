import type { Cursor } from '../journal/event.ts';
import type { Filter } from '../query/filter.ts';
import type { CallNarrowing } from '../query/narrow-calls.ts';
import type { HistogramCount, Matching, Rows, ShownRow } from './search-engine.ts';

/**
 * The questions about calls that an engine answers from the index. The number of a call is that of its first event, so calls have an order
 * that does not change while they go on.
 *
 * Every method rejects with an AppError: `index_failed`, `index_closed`, and what it names. `nowUs` is µs since 1970 UTC: what is a zombie
 * depends on it.
 */
export interface CallEngine {
  /**
   * Numbers of calls that the narrowing selects, a superset of those that match, in their order or against it. An engine may leave out of
   * account what it cannot use in that order, such as tokens.
   * @throws {AppError} `bad_cursor`
   */
  selectCalls(query: SelectCallsQuery): Promise<CallSelection>;

  /**
   * Those of the calls that match, in their order. Calls that are gone match nothing. As `SearchEngine.matching` it may look at the first only.
   * @param decided as `selectCalls` gave it for this filter: of these calls the events need not be read
   */
  matchingCalls(filter: Filter, rows: Rows, nowUs: number, decided?: Rows): Promise<Matching>;

  /** The calls as JSON of an `ApiCall`, in their order; ends early, but not empty, when they have many or large events. */
  showCalls(rows: Rows, nowUs: number): Promise<readonly ShownRow[]>;

  /** What the rules say about the calls, as `showCalls` gives them: JSON of a list of `ListedFinding`. What is wrong with one event is not in it. */
  callFindings(rows: Rows, nowUs: number): Promise<readonly ShownRow[]>;

  /** The call with this CallID in any case, or the newest whose CallID begins with these 6 or more characters; `last`: the newest. */
  callNamed(id: string): Promise<number | undefined>;

  /** One call with its events: JSON of an `ApiCallDetail`. Undefined if it is gone. */
  showCall(row: number, nowUs: number): Promise<string | undefined>;

  /**
   * The calls that have events after one cursor, up to another, in the order of their last events in there; at most those of the next
   * `maxTouching` events.
   * @throws {AppError} `bad_cursor`
   */
  touchedCalls(after: Cursor, until: Cursor): Promise<TouchedCalls>;

  /**
   * How often each value occurs in the calls, the most frequent first, at most `maxFacetValues` of each; extensions and owners of the events
   * that calls hold, at most 100,000.
   */
  callFacets(rows: Rows, nowUs: number): Promise<CallFacets>;

  /** How many calls began in each stretch of time, by value. */
  callHistogram(query: CallHistogramQuery): Promise<readonly HistogramCount[]>;

  /** All calls and findings, counted. */
  callCounts(nowUs: number): Promise<CallCounts>;
}

export interface SelectCallsQuery {
  readonly narrowing: CallNarrowing;
  readonly order: 'newest' | 'oldest';
  /** Only calls that began after, or before, the event at this cursor, exclusive. */
  readonly after?: Cursor | undefined;
  readonly before?: Cursor | undefined;
  readonly limit: number;
  readonly nowUs: number;
}

export interface CallSelection {
  readonly rows: Rows;
  /** Those of the rows of which the index knows that all terms about events hold; absent: none. */
  readonly decided?: Rows | undefined;
  /** Only calls beyond this number are left, in the same order; undefined when there is no more. It may be there although there are fewer rows than asked for. */
  readonly next: number | undefined;
  /** The newest event the index knew. */
  readonly indexedTo: Cursor;
}

export interface TouchedCalls {
  readonly rows: Rows;
  /** Of the last event of each in the range. */
  readonly cursors: readonly Cursor[];
  /** Up to where it looked; the second cursor at the end. */
  readonly at: Cursor;
}

export type CallFacets = Readonly<
  Record<
    'outcome' | 'direction' | 'finding' | 'ext' | 'myid',
    readonly { readonly value: string; readonly count: number }[]
  >
>;

export type CallHistogramField = 'outcome' | 'direction';

export interface CallHistogramQuery {
  /** These calls, or all that match a filter of which this is the narrowing: one without terms about events and without negated ones. */
  readonly of: Rows | CallNarrowing;
  readonly bucketUs: number;
  readonly by: CallHistogramField;
  readonly nowUs: number;
}

export interface CallCounts {
  /** Calls by outcome, as of now. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Calls in which somebody talked and no RecID was sent. */
  readonly unrecorded: number;
  /** Events and calls that a rule has something to say about, by rule. */
  readonly findings: Readonly<Record<string, number>>;
}

/** Events of one answer of `touchedCalls`. */
export const maxTouching = 2_000;
