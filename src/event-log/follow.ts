import type { Cursor, Event } from '../journal/event.ts';
import type { Signals } from '../threads/signals.ts';

/**
 * Follows the journal by cursor until asked to end: reads a page, writes it, and only then reads on; waits for a wake when there is no
 * more. Wakes carry nothing and may come in any number: what counts is in the journal. Whoever asks to end gets what was committed before.
 */
export function follow(
  from: Cursor,
  {
    signals,
    since,
    write,
  }: {
    readonly signals: Signals;
    /** The next events after a cursor, at most a page. */
    readonly since: (cursor: Cursor) => readonly Event[];
    /** Returns when all of them are written. */
    readonly write: (events: readonly Event[]) => void;
  },
): void {
  for (let cursor = from; ;) {
    // Both before reading: what comes later is found by the next round.
    const isLastRound = signals.isAskedToEnd;
    const seen = signals.wakeCount;
    for (let page = since(cursor); page.length > 0; page = since(cursor)) {
      write(page);
      signals.addWritten(page.length);
      cursor = page.at(-1)?.cursor ?? cursor;
    }
    signals.noteCaughtUp(seen);
    if (isLastRound) return;
    signals.waitForWake(seen);
    signals.pause(gatherMs);
  }
}

/** Too short for a person to see, long enough that under load a page holds many events and the writer is rarely disturbed by a reader. */
const gatherMs = 10;
