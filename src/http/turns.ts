import { setImmediate } from 'node:timers/promises';

/** The receiver shares this thread and must not wait for a page of a thousand events, nor for a few large ones. */
const turnMs = 2;

/** Maps a page, letting the event loop turn now and then. */
export async function mapInTurns<A, B>(page: readonly A[], map: (one: A) => B): Promise<B[]> {
  const mapped: B[] = [];
  let endsAtMs = performance.now() + turnMs;
  for (const one of page) {
    mapped.push(map(one));
    if (performance.now() < endsAtMs) continue;
    await setImmediate();
    endsAtMs = performance.now() + turnMs;
  }
  return mapped;
}
