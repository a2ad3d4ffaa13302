import type { Liveness } from '../live/liveness.ts';
import type { Refusal } from '../server/refusal.ts';

/** What a list shows. A new object each time something changes. */
export interface FeedState<Row> {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Row[];
  /** How many came that are not shown, as somebody reads further down or has paused. */
  readonly heldCount: number;
  /** Whether there are older ones. */
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  /** Whether it hears what comes. */
  readonly liveness: Liveness;
  /** Why there is nothing, or nothing more. */
  readonly refusal?: Refusal | undefined;
}
