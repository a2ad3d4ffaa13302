import type { Database, Statement } from 'better-sqlite3';
import { slotOf } from './index-slots.ts';

/**
 * The counts of an index that is being written: events by stretches of time, as `slot` and `tally` keep them. Runs inside the caller's
 * transactions.
 */
export class TimeTable {
  readonly #addToSlot: Statement<[Slot & { slot: number }]>;
  readonly #addToTally: Statement<[number, string, string, number]>;
  readonly #lessInSlot: Statement<[number]>;
  readonly #lessInTally: Statement<[number, string, string]>;
  readonly #removeSlot: Statement<[number]>;
  readonly #removeTally: Statement<[number]>;
  /** Counted, but not yet written: by slot, then by type and myid. */
  #slots = new Map<number, Slot>();
  #tallies = new Map<string, Tally>();

  constructor(db: Database) {
    this.#addToSlot = db.prepare(
      `INSERT INTO slot VALUES (@slot, @first, @last, @count) ON CONFLICT DO UPDATE
       SET first = min(first, @first), last = max(last, @last), count = count + @count`,
    );
    this.#addToTally = db.prepare(
      'INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
    );
    this.#lessInSlot = db.prepare('UPDATE slot SET count = count - 1 WHERE slot = ?');
    this.#lessInTally = db.prepare(
      'UPDATE tally SET count = count - 1 WHERE slot = ? AND type = ? AND myid = ?',
    );
    this.#removeSlot = db.prepare('DELETE FROM slot WHERE slot = ? AND count = 0');
    this.#removeTally = db.prepare('DELETE FROM tally WHERE slot = ? AND count = 0');
  }

  /** Counts an event; `write` keeps it. Of a page nearly all fall into the same few rows. */
  count({ receivedAtUs, type, myid }: Counted, seq: number): void {
    const slot = slotOf(receivedAtUs);
    const known = this.#slots.get(slot);
    if (known) {
      known.first = Math.min(known.first, seq);
      known.last = Math.max(known.last, seq);
      known.count++;
    } else this.#slots.set(slot, { first: seq, last: seq, count: 1 });
    const key = `${slot} ${type} ${myid}`;
    const tally = this.#tallies.get(key);
    if (tally) tally.count++;
    else this.#tallies.set(key, { slot, type, myid, count: 1 });
  }

  write(): void {
    for (const [slot, { first, last, count }] of this.#slots)
      this.#addToSlot.run({ slot, first, last, count });
    for (const { slot, type, myid, count } of this.#tallies.values())
      this.#addToTally.run(slot, type, myid, count);
    this.clear();
  }

  /** Forgets what was counted and not written. */
  clear(): void {
    this.#slots = new Map();
    this.#tallies = new Map();
  }

  /** Takes events out again. */
  remove(
    events: readonly { readonly at_us: number; readonly type: string; readonly myid: string }[],
  ): void {
    const slots = new Set<number>();
    for (const { at_us, type, myid } of events) {
      const slot = slotOf(at_us);
      slots.add(slot);
      this.#lessInSlot.run(slot);
      this.#lessInTally.run(slot, type, myid);
    }
    for (const slot of slots) {
      this.#removeSlot.run(slot);
      this.#removeTally.run(slot);
    }
  }
}

interface Counted {
  readonly receivedAtUs: number;
  readonly type: string;
  readonly myid: string;
}

interface Slot {
  first: number;
  last: number;
  count: number;
}

interface Tally {
  readonly slot: number;
  readonly type: string;
  readonly myid: string;
  count: number;
}
