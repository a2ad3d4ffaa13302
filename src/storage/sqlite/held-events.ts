import { calledEvent, HeldEvents, type CalledEvent } from '../../index/called-event.ts';
import { readEvent, subjectOf } from '../../index/event-view.ts';
import type { JournalFollower } from './journal-follower.ts';

/** The events that a call holds of these, which are in order; those that are gone are left out. */
export function heldEvents(journal: JournalFollower, seqs: Iterable<number>): HeldEvents {
  const held = new HeldEvents();
  for (const event of candidates(journal, seqs)) if (!held.add(event) || held.isFull) break;
  return held;
}

/** The same one after the other, for who may not need them all. */
export function* eachHeldEvent(
  journal: JournalFollower,
  seqs: Iterable<number>,
): Generator<CalledEvent> {
  const held = new HeldEvents();
  for (const event of candidates(journal, seqs)) {
    if (held.add(event)) yield event;
    if (held.isFull) return;
  }
}

function* candidates(
  journal: JournalFollower,
  seqs: Iterable<number>,
): Generator<CalledEvent, void> {
  // One by one: each may be as large as all that a call holds.
  for (const seq of seqs)
    for (const event of journal.get([seq])) {
      const seen = readEvent(event);
      yield calledEvent(seq, seen, subjectOf(seen));
    }
}
