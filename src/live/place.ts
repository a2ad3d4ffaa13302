import type { Cursor } from '../journal/event.ts';

/** An event in commit order: `row` rises with it. */
export interface Place {
  readonly cursor: Cursor;
  readonly row: number;
}

/** An event, or a call by its last event, and the subscriptions it matches. */
export interface MatchedEvent extends Place {
  /** What lists show of it, JSON of an `EventSummary` or an `ApiCall`, as `frameOf` has it. */
  readonly frame: Uint8Array;
  readonly to: readonly number[];
}

/** What can be followed: events as they come, or calls as they change. */
export type Followed = 'events' | 'calls';
