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

/** Retention is counted in minutes at least, so looking once a minute is exact enough. */
export const retentionIntervalMs = 60_000;
