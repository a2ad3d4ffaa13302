import type { Cursor } from '../journal/event.ts';
import type { EventType } from '../protocol/classify.ts';

/** How many events of one type an extension sent under one myid by one method. */
export interface SenderCount {
  /** As `Sender` has it; empty where nothing tells. All texts are cut as those of an `IndexEntry`. */
  readonly extension: string;
  readonly extensionId: string;
  readonly myid: string;
  readonly type: EventType;
  readonly method: string;
  readonly count: number;
  /** When the newest of them was received, µs since 1970 UTC. */
  readonly lastAtUs: number;
  /** The number of the call which that one belongs to, unless it has very many events. */
  readonly call?: number;
}

export interface SenderCounts {
  /** The most recent first. */
  readonly counts: readonly SenderCount[];
  /** Whether these are all. */
  readonly isComplete: boolean;
  /** The newest event the index knew. */
  readonly indexedTo: Cursor;
}
