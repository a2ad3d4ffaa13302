/** What came since the last tick, for whatever shows something derived of it: counts, a histogram, an opened call. */
export interface Activity {
  /** Of the calls that are new or have changed. */
  readonly callIds: ReadonlySet<string>;
}

const listeners = new Set<(activity: Activity) => void>();

/** @returns a function that ends it */
export function onActivity(listener: (activity: Activity) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The lists tell it as they take up what has come, at most five times a second. */
export function tellActivity(activity: Activity): void {
  for (const listener of listeners) listener(activity);
}
