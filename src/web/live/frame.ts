import type { StreamMessage } from '../../api/event-stream.ts';
import type { Liveness } from './liveness.ts';

/** A message of the stream as it came: what the tabs tell each other. */
export interface Frame {
  /** `event`, `call` or `gap`; empty: only a place, up to which nothing more matched. */
  readonly event: string;
  /** JSON; empty if there is none. */
  readonly data: string;
  /** The cursor up to which everything was told with it; absent where the place stays. */
  readonly id?: string;
}

/** How the server calls the place before the first event. */
const startId = 'start';

export function framesOf(messages: readonly StreamMessage[]): readonly Frame[] {
  return messages.map(({ event, id, data = '' }) => ({
    event: data === '' ? '' : event,
    data,
    ...(id === undefined || id === '' ? {} : { id: id === startId ? '' : id }),
  }));
}

/** What tabs that follow the same say to each other; `by` names the one that reads, `n` counts what it told. */
export type TabMessage =
  /** Somebody joined: who reads, and how far is it? */
  | { readonly kind: 'hello' }
  /** Somebody reads, and has told `n` times, everything up to `at`. */
  | {
      readonly kind: 'lead';
      readonly by: string;
      readonly n: number;
      readonly at: string;
      readonly liveness: Liveness;
    }
  | {
      readonly kind: 'news';
      readonly by: string;
      readonly n: number;
      readonly frames: readonly Frame[];
    }
  | { readonly kind: 'liveness'; readonly by: string; readonly liveness: Liveness };
