import { callEntry, judgedCall, type CallEntry, type JudgedCall } from './call-entry.ts';
import { HeldEvents, type CalledEvent } from './called-event.ts';

/** A call as far as an index has it. */
export interface KnownCall {
  readonly row: number;
  readonly last: number;
  readonly count: number;
  /** Some of its events were deleted. */
  readonly isPartial: boolean;
}

/** The calls of an index, and their events: where a book looks for what it does not remember. */
export interface CallSource {
  find(key: string): KnownCall | undefined;
  /** The events it holds of a call, as far as they are still in the journal. */
  eventsOf(row: number): HeldEvents;
}

/** A call that has changed. Of a large one all but the entry is read again when it is asked for: not all of them are in memory at once. */
export interface ChangedCall {
  readonly entry: CallEntry;
  readonly judged: JudgedCall;
  /** Those it holds. */
  readonly events: readonly CalledEvent[];
}

/**
 * Gathers events into calls. It remembers the latest calls, a bounded number of events in all, and gets others from the index. Of a call
 * that holds no more events only their number still changes.
 */
export class CallBook {
  readonly #source: CallSource;
  /** By key, the latest last. */
  readonly #calls = new Map<string, OpenCall>();
  readonly #changed = new Set<OpenCall>();
  #held = 0;

  constructor(source: CallSource) {
    this.#source = source;
  }

  /** The number of the call that an event with this key belongs to: its own if it is the first. To be followed by `add`. */
  rowOf(key: string, eventRow: number): number {
    const known = this.#calls.get(key);
    if (known) {
      // Again the latest.
      this.#calls.delete(key);
      this.#calls.set(key, known);
      return known.row;
    }
    const call = this.#source.find(key) ?? newCall(eventRow);
    this.#calls.set(key, { key, ...call });
    return call.row;
  }

  /** Adds an event to the call that `rowOf` gave. */
  add(key: string, event: CalledEvent): void {
    const call = this.#calls.get(key);
    if (!call) throw new Error('rowOf comes first');
    call.count++;
    call.last = event.row;
    this.#changed.add(call);
    call.newest = event;
    if (!call.held) return; // By now the index has this one, too: it comes with the others.
    const before = costOf(call.held);
    call.held.add(event);
    this.#held += costOf(call.held) - before;
  }

  /** Marks the call that `add` was given an event of: some of its events were deleted. */
  markPartial(key: string): void {
    const call = this.#calls.get(key);
    if (call) call.isPartial = true;
  }

  /**
   * The calls that changed since the last call of this, in the order of their last events; their events must be in the index. Each is read
   * once, however many of its events came, and large ones are not kept.
   */
  takeChanged(): readonly ChangedCall[] {
    const changed = Array.from(this.#changed, (call) => this.#take(call));
    this.#changed.clear();
    this.#forgetOldest();
    return changed.sort((a, b) => a.entry.last - b.entry.last);
  }

  /** Forgets a call: in the index it is no longer as remembered. */
  forget(key: string): void {
    const call = this.#calls.get(key);
    if (!call) return;
    this.#calls.delete(key);
    this.#changed.delete(call);
    if (call.held) this.#held -= costOf(call.held);
  }

  /** Forgets everything, as when what it remembers was not written. */
  clear(): void {
    this.#calls.clear();
    this.#changed.clear();
    this.#held = 0;
  }

  #take(call: OpenCall): ChangedCall {
    const { key, row, newest } = call;
    if (!call.held) {
      call.held = this.#source.eventsOf(row);
      // It may be gone from the journal, and all others with it.
      if (call.held.events.length === 0 && newest) call.held.add(newest);
      this.#held += costOf(call.held);
    }
    const { events, isFull } = call.held;
    const judged = judgedOf(call, call.held);
    const entry = callEntry(key, judged, { ...call, isFull });
    if (this.#held <= maxHeldBytes) return { entry, judged, events };
    this.forget(key);
    return readAgain(entry, this.#source);
  }

  #forgetOldest(): void {
    for (const { key } of this.#calls.values()) {
      if (this.#held <= maxRememberedBytes) return;
      this.forget(key);
    }
  }
}

interface OpenCall {
  readonly key: string;
  readonly row: number;
  isPartial: boolean;
  last: number;
  count: number;
  /** Absent as long as nobody needs them. */
  held?: HeldEvents;
  /** The event that was added last. */
  newest?: CalledEvent;
  /** As it was judged last. */
  judged?: JudgedCall;
}

function newCall(row: number): Omit<OpenCall, 'key'> {
  return { row, isPartial: false, last: 0, count: 0, held: new HeldEvents() };
}

/** Of a call that holds no more events nothing but their number changes. */
function judgedOf(open: OpenCall, held: HeldEvents): JudgedCall {
  const { judged, count } = open;
  if (!judged || !held.isFull) return (open.judged = judgedCall(held.events, count));
  return { ...judged, call: { ...judged.call, eventCount: count } };
}

function readAgain(entry: CallEntry, source: CallSource): ChangedCall {
  const read = (): readonly CalledEvent[] => source.eventsOf(entry.row).events;
  return {
    entry,
    get judged() {
      return judgedCall(read(), entry.count);
    },
    get events() {
      return read();
    },
  };
}

/** Of memory, about: small requests cost more than their bytes. */
function costOf({ bytes, events }: HeldEvents): number {
  return bytes + events.length * eventBytes;
}

const eventBytes = 2_048;

/** About two thousand usual events, at thirty a second the calls of the last minute. */
const maxRememberedBytes = 6 << 20;

/** What it remembers, a page of events, and some large calls that they belong to. */
const maxHeldBytes = 24 << 20;
