import { calledEvent, HeldEvents } from '../../index/called-event.ts';
import { readEvent } from '../../index/event-view.ts';
import { subjectOf } from '../../index/event-view.ts';
import type { JournalFollower } from './journal-follower.ts';

/** The events that a call holds of these, which are in order; those that are gone are left out. */
export function heldEvents(journal: JournalFollower, seqs: Iterable<number>): HeldEvents {
  const held = new HeldEvents();
  let part: number[] = [];
  const read = (): void => {
    for (const event of journal.get(part)) {
      const seen = readEvent(event);
      held.add(calledEvent(journal.place(event.cursor).row, seen, subjectOf(seen)));
    }
    part = [];
  };
  for (const seq of seqs) {
    part.push(seq);
    if (part.length === readAtOnce) read();
    if (held.isFull) return held;
  }
  read();
  return held;
}

/** Nearly every call at once, and large requests not all. */
const readAtOnce = 32;
