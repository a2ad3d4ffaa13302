import type { Cursor } from '../journal/event.ts';

/** An event in commit order: `row` rises with it. */
export interface Place {
  readonly cursor: Cursor;
  readonly row: number;
}

/** An event as lists show it: JSON of an `EventSummary`. */
export interface LiveEvent extends Place {
  readonly json: string;
}

/** An event and the subscriptions it matches. */
export interface MatchedEvent extends LiveEvent {
  readonly to: readonly number[];
}
