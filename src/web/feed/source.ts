import type { Liveness } from '../live/liveness.ts';
import type { Refusal } from '../server/refusal.ts';

/** A page of a list, the newest first. */
export interface FeedPage<Row> {
  readonly rows: readonly Row[];
  /** Where to go on; absent at the end. */
  readonly next?: string | undefined;
  /** The place from which on the stream has what this page has not. */
  readonly indexedTo?: string | undefined;
}

/** What a feed is told of what it follows. */
export interface FeedSink<Row> {
  readonly onRows: (rows: readonly Row[]) => void;
  /** What is shown may no longer be there. */
  readonly onGap: () => void;
  readonly onLiveness: (liveness: Liveness) => void;
  /** The server says no, and trying again does not change it. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** Where the rows of one list come from. */
export interface FeedSource<Row> {
  /** @param before `next` of an earlier page; undefined: the newest @throws {Refusal} */
  readonly page: (before: string | undefined, signal: AbortSignal) => Promise<FeedPage<Row>>;
  /** Where to go on after a row: for one that no page ended with. */
  readonly nextAfter: (row: Row, signal: AbortSignal) => Promise<string>;
  /** Follows what comes after a place. Absent: the newest page is looked at again now and then. */
  readonly follow?: (
    after: string,
    sink: FeedSink<Row>,
  ) => { readonly stop: () => void; readonly cursor: () => string };
  readonly keyOf: (row: Row) => string;
  /** Below 0 if `a` stands above `b`. Absent: what comes stands above all that is there. */
  readonly compare?: (a: Row, b: Row) => number;
  /** Whether nothing but an event can change it. */
  readonly isSettled: (row: Row) => boolean;
}
