import { calledEvent, HeldEvents } from '../../index/called-event.ts';
import { readEvent, subjectOf } from '../../index/event-view.ts';
import type { JournalFollower } from './journal-follower.ts';

/** The events that a call holds of these, which are in order; those that are gone are left out. */
export function heldEvents(journal: JournalFollower, seqs: Iterable<number>): HeldEvents {
  const held = new HeldEvents();
  // One by one: each may be as large as all that a call holds.
  for (const seq of seqs) {
    for (const event of journal.get([seq])) {
      const seen = readEvent(event);
      held.add(calledEvent(seq, seen, subjectOf(seen)));
    }
    if (held.isFull) break;
  }
  return held;
}
