import type { Cursor } from '../journal/event.ts';
import type { Followed, MatchedEvent, Place } from '../live/place.ts';
import type { Filter } from '../query/filter.ts';
import type { LagCounts } from './delivery-lag.ts';

/** What the projector's thread is asked for. `open` comes first. */
export type ProjectorCalls = {
  open: (options: { readonly directory: string; readonly memory: SharedArrayBuffer }) => void;
  /** What matches after the place that this gives is published under the id. */
  subscribe: (of: Followed, id: number, filter: Filter) => Place;
  unsubscribe: (of: Followed, id: number) => void;
  /** The last event that was looked at. Whatever matched up to it was published before this answer. */
  position: (of: Followed) => Place;
  placeOf: (cursor: Cursor) => Place;
  /** Whether events after the cursor may have been deleted. */
  hasGapAfter: (cursor: Cursor) => boolean;
  /** Begins to make a new index, unless one is being made. */
  rebuild: () => void;
  /** Puts the new index into the place of the old one, or of a damaged one an empty one; nobody may have it open. */
  replaceIndex: () => void;
  status: () => IndexStatus;
  /** Since the start. */
  deliveryLag: () => LagCounts;
};

/** What it tells unasked. */
export type ProjectorNews =
  | { readonly kind: 'matched'; readonly of: Followed; readonly events: readonly MatchedEvent[] }
  /** The first events left of calls that lost others, to be kept in the journal; at most `maxPage`. */
  | { readonly kind: 'partial'; readonly cursors: readonly Cursor[] }
  /** A new index is complete, or the old one is damaged: `replaceIndex` should be called. */
  | { readonly kind: 'replace' }
  /** It goes on, but people should know. */
  | { readonly kind: 'trouble'; readonly code: string };

/** How far the index is. */
export interface IndexStatus {
  /** The last event in it. */
  readonly indexedTo: Cursor;
  /** Events stored since. */
  readonly behind: number;
  /** A new index that is being made: events in it, of those in the journal. */
  readonly rebuilding?: { readonly done: number; readonly of: number };
}
