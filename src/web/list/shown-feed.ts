import { useSyncExternalStore } from 'react';
import type { FeedState } from '../feed/feed.ts';

/** As much of the list that is shown as the header tells. */
export interface ShownFeed {
  readonly state: () => FeedState<unknown>;
  readonly subscribe: (listener: () => void) => () => void;
}

let shown: ShownFeed | undefined;
const listeners = new Set<() => void>();

/** @returns a function that takes it back, unless another is shown by then */
export function setShown(feed: ShownFeed): () => void {
  set(feed);
  return () => {
    if (shown === feed) set(undefined);
  };
}

function set(feed: ShownFeed | undefined): void {
  shown = feed;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  let stop = shown?.subscribe(listener);
  const onOther = (): void => {
    stop?.();
    stop = shown?.subscribe(listener);
    listener();
  };
  listeners.add(onOther);
  return () => {
    stop?.();
    listeners.delete(onOther);
  };
}

/** What the list that is shown says of itself; undefined where there is none. */
export function useShownFeed(): FeedState<unknown> | undefined {
  return useSyncExternalStore(subscribe, () => shown?.state());
}
