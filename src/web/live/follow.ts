import { browserSurroundings, rootPath } from './browser.ts';
import { startFollowing } from './following.ts';
import { keyOf } from './key.ts';
import type { Follower, Following, FollowTarget } from './target.ts';

export type { Follower, Following, FollowTarget } from './target.ts';

/**
 * Follows what matches, from a cursor on, until it is stopped. Nothing is missing; of events nothing comes twice, of calls each comes whenever it
 * has changed. Tabs that follow the same share one stream, and all tabs together have at most three.
 */
export function follow(target: FollowTarget, follower: Follower): Following {
  return startFollowing(browserSurroundings(), keyOf(rootPath, target), target, follower);
}
