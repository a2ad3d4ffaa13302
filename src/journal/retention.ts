import type { Store } from './store.ts';

/**
 * Deletes events that were stored longer ago than `keepMs`, a chunk at a time so that no commit of the receiver waits long for it. The
 * store notes each deletion as a fact in its own transaction.
 * @returns how many events went; `isStopped` ends it early between chunks
 */
export async function pruneOld(options: {
  store: Pick<Store, 'prune'>;
  keepMs: number;
  /** Now, as far as it can be trusted: see `steadyClock`. */
  nowUs: () => number;
  isStopped: () => boolean;
}): Promise<number> {
  const beforeUs = options.nowUs() - options.keepMs * 1000;
  let deleted = 0;
  while (!options.isStopped()) {
    const count = await options.store.prune(beforeUs, chunkEvents);
    deleted += count;
    if (count < chunkEvents) break;
  }
  return deleted;
}

/**
 * A clock for deleting: the wall clock, but never faster than time passes. A wall clock that is set ten years ahead by mistake must not
 * delete ten years of events; one that is set right or back only delays.
 */
export function steadyClock(nowUs: () => number, elapsedUs: () => number): () => number {
  const aheadUs = nowUs() - elapsedUs();
  return () => Math.min(nowUs(), aheadUs + elapsedUs());
}

/** A transaction of a few ms. */
const chunkEvents = 500;

/**
 * Deletes what is older now and then, until the function it returns is called, which resolves when a deletion under way has ended.
 * @param options `keepMs`: undefined: nothing is ever deleted
 */
export function scheduleRetention({
  keepMs,
  onDeleted,
  onError,
  ...options
}: {
  readonly store: Pick<Store, 'prune'>;
  readonly keepMs: number | undefined;
  readonly nowUs: () => number;
  readonly onDeleted: (events: number) => void;
  readonly onError: (error: unknown) => void;
}): () => Promise<void> {
  if (keepMs === undefined) return () => Promise.resolve();
  let isStopped = false;
  let running = Promise.resolve();
  const run = (): void => {
    running = running.then(async () => {
      try {
        const events = await pruneOld({ ...options, keepMs, isStopped: () => isStopped });
        if (events > 0) onDeleted(events);
      } catch (error) {
        onError(error);
      }
    });
  };
  const timer = setInterval(run, intervalMs);
  run();
  return () => {
    isStopped = true;
    clearInterval(timer);
    return running;
  };
}

/** Retention is counted in minutes at least, so looking once a minute is exact enough. */
const intervalMs = 60_000;
