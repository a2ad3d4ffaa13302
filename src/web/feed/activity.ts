import { createTopic } from '../topic.ts';

/** What came since the last tick, for whatever shows something derived of it: counts, a histogram, an opened call. */
export interface Activity {
  /** Of the calls that are new or have changed. */
  readonly callIds: ReadonlySet<string>;
}

/** The lists tell it as they take up what has come, at most five times a second. */
export const { subscribe: onActivity, tell: tellActivity } = createTopic<[activity: Activity]>();
