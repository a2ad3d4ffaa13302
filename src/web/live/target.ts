import type { ApiCall } from '../../api/call.ts';
import type { EventSummary } from '../../api/event.ts';
import type { Refusal } from '../server/refusal.ts';
import type { Liveness } from './liveness.ts';

/** What is followed. */
export interface FollowTarget {
  readonly of: 'events' | 'calls';
  /** Filter; empty: all. */
  readonly q: string;
  /** The cursor after which it begins; empty: the very start. */
  readonly after: string;
}

/** Who is told, all of them at most once every 50 ms. */
export interface Follower {
  /** Of `events`: each once, in the order in which they were stored. */
  readonly onEvents: (events: readonly EventSummary[]) => void;
  /** Of `calls`: each as it is by now, never as it was before. */
  readonly onCalls: (calls: readonly ApiCall[]) => void;
  /** Some events were deleted before they could be sent. */
  readonly onGap: () => void;
  readonly onLiveness: (liveness: Liveness) => void;
  /** Trying again does not change it: it has stopped. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** One who follows. */
export interface Following {
  readonly stop: () => void;
  /** How far it has been told: where to go on later. */
  readonly cursor: () => string;
}
