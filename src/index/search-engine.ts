import type { Cursor } from '../journal/event.ts';
import type { Filter } from '../query/filter.ts';
import type { Narrowing } from '../query/narrow.ts';
import type { SenderCounts } from './sender-counts.ts';

/**
 * Numbers of events: they rise in commit order and are never given twice. An engine's own; what is shown to others is a cursor.
 */
export type Rows = Float64Array<ArrayBuffer>;

/** An event, or a call, as lists show it: JSON of an `EventSummary` or an `ApiCall`, or what a method says, made where it was read. */
export interface ShownRow {
  readonly row: number;
  readonly cursor: Cursor;
  readonly json: string;
}

/**
 * The questions an engine answers from the index, each small enough that many askers get their turn: what is long is made of several.
 * `test/support/describe-search.ts` holds every engine to what is said here.
 *
 * Every method rejects with an AppError: `index_failed` when the index cannot be read, `index_closed` after `close`, and what it names.
 */
export interface SearchEngine {
  /**
   * Rows that the narrowing selects, a superset of those that match, in commit order or against it.
   * @param query `after`, `before`: only rows beyond these cursors, exclusive. At most `maxRows`.
   * @throws {AppError} `bad_cursor`
   */
  select(query: SelectQuery): Promise<Selection>;

  /** Rows as `select` gives them, but read from the journal without the index, and with nothing narrowed. @throws {AppError} `bad_cursor` */
  list(query: Omit<SelectQuery, 'narrowing'>): Promise<Rows>;

  /**
   * Those of the rows whose events match, in their order. Rows that are gone match nothing. It may look at the first ones only, so that large
   * events keep others waiting no longer than small ones.
   * @param isExact the rows come from a narrowing that is exact, so only what it could not decide is looked at
   * @param nowUs µs since 1970 UTC: which calls are zombies depends on it
   */
  matching(filter: Filter, rows: Rows, isExact: boolean, nowUs: number): Promise<Matching>;

  /** The events of these rows as JSON, in their order, those that are gone left out; ends early, but not empty, at `maxPageBytes`. */
  show(rows: Rows): Promise<readonly ShownRow[]>;

  /** What the rules say about the events of these rows, as `show` gives them: JSON of a list of `ListedFinding`, empty or not, for each. */
  findings(rows: Rows): Promise<readonly ShownRow[]>;

  /** The events of these rows that match least badly: the most telling terms fit, then the most terms, then the newest. At most `limit`. */
  nearest(filter: Filter, rows: Rows, limit: number): Promise<readonly NearMiss[]>;

  /** The cursors of rows, in their order. */
  cursors(rows: Rows): Promise<readonly Cursor[]>;

  /** How many events fall into each stretch of time, by value: over all events between the times, or over the given rows. */
  histogram(query: HistogramQuery): Promise<readonly HistogramCount[]>;

  /** How often each value occurs in the rows, the most frequent first, at most `maxFacetValues` of each. */
  facets(rows: Rows): Promise<Facets>;

  /** What every extension has sent, of all events: at most `limit` counts, the most recent first. */
  senders(limit: number): Promise<SenderCounts>;

  /** The id of the first equal request in the day before that event, if there is one. */
  duplicateOf(cursor: Cursor): Promise<string | undefined>;

  /** Lets go of the index, so that its file can be replaced, until `open`. Calls that come meanwhile wait. */
  release(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface SelectQuery {
  readonly narrowing: Narrowing;
  readonly order: 'newest' | 'oldest';
  readonly after?: Cursor | undefined;
  readonly before?: Cursor | undefined;
  /** The last one that counts, inclusive. */
  readonly until?: Cursor | undefined;
  readonly limit: number;
}

export interface Selection {
  readonly rows: Rows;
  /** The newest event the index knew. */
  readonly indexedTo: Cursor;
  /** Whether the index knew everything up to `until`; true without one. */
  readonly isCovered: boolean;
}

/** What was found among the first rows asked about. */
export interface Matching {
  readonly rows: Rows;
  /** How many were looked at: all, or fewer if that took long, but at least one. */
  readonly looked: number;
}

export interface NearMiss extends ShownRow {
  /** The terms that did not fit, as a filter writes them. */
  readonly missed: readonly string[];
}

export type HistogramField = 'type' | 'myid';

export interface HistogramQuery {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly bucketUs: number;
  readonly by: HistogramField;
  /** Only these; without them all events. */
  readonly rows?: Rows;
  /** Without rows: only events of these types and owners; it has no terms about anything else. */
  readonly filter?: Filter;
}

export interface HistogramCount {
  /** Where the stretch begins, µs since 1970 UTC; a multiple of `bucketUs`. */
  readonly atUs: number;
  readonly value: string;
  readonly count: number;
}

export const facetNames = ['type', 'myid', 'ext', 'status', 'finding', 'method', 'origin'] as const;

export type Facets = Readonly<
  Record<(typeof facetNames)[number], readonly { readonly value: string; readonly count: number }[]>
>;

export const maxFacetValues = 50;

/** Rows in one answer: half a megabyte of numbers at most. */
export const maxRows = 50_000;
