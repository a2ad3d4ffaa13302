import { useEffect, useSyncExternalStore } from 'react';
import type { Feed } from '../feed/feed.ts';
import type { FeedState } from '../feed/feed-state.ts';
import { usePaused } from '../feed/paused.ts';
import { setShown } from './shown-feed.ts';

/** What a list says as long as it is shown: then it follows what comes, and the header tells of it. */
export function useFeed<Row>(feed: Feed<Row>): FeedState<Row> {
  const state = useSyncExternalStore(feed.subscribe, feed.state);
  const isPaused = usePaused();
  useEffect(() => {
    feed.start();
    return () => {
      feed.stop();
    };
  }, [feed]);
  useEffect(() => {
    feed.setPaused(isPaused);
  }, [feed, isPaused]);
  useEffect(() => setShown({ state: feed.state, subscribe: feed.subscribe }), [feed]);
  return state;
}
