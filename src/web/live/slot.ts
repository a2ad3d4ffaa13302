import type { Locks, Release } from './surroundings.ts';

/** A browser opens six connections to a host, for all its tabs, where there is no HTTP/2: so many streams leave some for questions. */
const names = [1, 2, 3].map((n) => `ringlog-live-slot-${n}`);

/** @returns undefined if there are as many streams as there may be */
export async function takeFreeSlot(locks: Locks): Promise<Release | undefined> {
  for (const name of names) {
    const release = await locks.takeFree(name);
    if (release) return release;
  }
  return undefined;
}

/** Waits until one is free. Rejects when the signal is aborted first. */
export async function waitForSlot(locks: Locks, signal: AbortSignal): Promise<Release> {
  const found = new AbortController();
  const until = AbortSignal.any([signal, found.signal]);
  let isTaken = false;
  const tries = names.map(async (name) => {
    const release = await locks.take(name, until);
    if (isTaken || until.aborted) {
      release();
      throw new Error('another one was free, too');
    }
    isTaken = true;
    return release;
  });
  try {
    return await Promise.any(tries);
  } finally {
    found.abort();
  }
}
