import { tellActivity } from '../feed/activity.ts';
import { Feed } from '../feed/feed.ts';
import type { FeedSource } from '../feed/source.ts';

/** Lists that were looked at last: who comes back finds them as they were. */
const maxFeeds = 8;
const feeds = new Map<string, Feed<unknown>>();

/**
 * The list of this name; made if it is not there.
 * @param name the same one is always of the same kind
 * @param isCalls whether its keys are those of calls
 */
export function feedNamed<Row>(
  name: string,
  makeSource: () => FeedSource<Row>,
  isCalls: boolean,
): Feed<Row> {
  const known = feeds.get(name) as Feed<Row> | undefined;
  const feed =
    known ??
    new Feed<Row>(makeSource(), {
      setTimeout: (then, ms) => window.setTimeout(then, ms),
      clearTimeout: (timer) => {
        window.clearTimeout(timer);
      },
      onTaken: (keys) => {
        tellActivity({ callIds: new Set(isCalls ? keys : []) });
      },
    });
  feeds.delete(name);
  feeds.set(name, feed as Feed<unknown>);
  for (const [oldest] of feeds) {
    if (feeds.size <= maxFeeds) break;
    feeds.delete(oldest);
  }
  return feed;
}

/** Of somebody else's login nothing stays. */
export function forgetFeeds(): void {
  for (const feed of feeds.values()) feed.stop();
  feeds.clear();
}
