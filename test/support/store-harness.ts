import type { Store } from '../../src/journal/store.ts';

/** A store on data of its own. */
export interface StoreHarness extends AsyncDisposable {
  readonly store: Store;
  /** Closes the store and opens another one on the same data. */
  reopen(): Promise<Store>;
}

/** Makes a new, empty store whose clock is the one given. */
export type OpenStore = (nowUs: () => number) => Promise<StoreHarness>;

/** A moment in 2023, for tests that are not about time. */
export const anyTimeUs = 1_700_000_000_000_000;

/** Whether the store says that it failed: at once, or not. */
export function hasFailed({ failed }: Pick<Store, 'failed'>): Promise<boolean> {
  return Promise.race([
    failed.then(() => true),
    new Promise<boolean>((resolve) => {
      setImmediate(resolve, false);
    }),
  ]);
}
