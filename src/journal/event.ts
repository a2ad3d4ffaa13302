import type { Capture } from './capture.ts';

/**
 * A place in the journal. Opaque: cursors are made by the store, compare only for equality, follow commit order, and stay valid when
 * other events are deleted. `''` stands before the first event.
 */
export type Cursor = string;

/** One stored capture. */
export interface Event extends Capture {
  readonly cursor: Cursor;
  /** When it was committed, µs since 1970 UTC; retention counts from here. */
  readonly storedAtUs: number;
}
