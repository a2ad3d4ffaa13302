import { setImmediate } from 'node:timers/promises';

/** Reading this many events takes a millisecond or two: the receiver shares this thread and must not wait for a page of a thousand. */
const eventsATurn = 40;

/** Maps a page, letting the event loop turn now and then. */
export async function mapInTurns<A, B>(page: readonly A[], map: (one: A) => B): Promise<B[]> {
  const mapped: B[] = [];
  for (const [i, one] of page.entries()) {
    if (i > 0 && i % eventsATurn === 0) await setImmediate();
    mapped.push(map(one));
  }
  return mapped;
}
