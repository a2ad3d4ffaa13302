import { useSyncExternalStore } from 'react';
import type { FeedState } from '../feed/feed-state.ts';
import { createTopic } from '../topic.ts';

/** As much of the list that is shown as the header tells. */
export interface ShownFeed {
  readonly state: () => FeedState<unknown>;
  readonly subscribe: (listener: () => void) => () => void;
}

let shown: ShownFeed | undefined;
const others = createTopic();

/** @returns a function that takes it back, unless another is shown by then */
export function setShown(feed: ShownFeed): () => void {
  set(feed);
  return () => {
    if (shown === feed) set(undefined);
  };
}

function set(feed: ShownFeed | undefined): void {
  shown = feed;
  others.tell();
}

function subscribe(listener: () => void): () => void {
  let stop = shown?.subscribe(listener);
  const stopOthers = others.subscribe(() => {
    stop?.();
    stop = shown?.subscribe(listener);
    listener();
  });
  return () => {
    stop?.();
    stopOthers();
  };
}

/** What the list that is shown says of itself; undefined where there is none. */
export function useShownFeed(): FeedState<unknown> | undefined {
  return useSyncExternalStore(subscribe, () => shown?.state());
}
