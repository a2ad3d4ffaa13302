import type { Database, Statement } from 'better-sqlite3';
import type { CallSource, KnownCall } from '../../index/call-book.ts';
import type { CallEntry } from '../../index/call-entry.ts';
import type { HeldEvents } from '../../index/called-event.ts';
import { heldEvents } from './held-events.ts';
import type { JournalFollower } from './journal-follower.ts';

/** The calls of an index that is being written. Runs inside the caller's transactions; every method throws SQLite's errors. */
export class CallTable implements CallSource {
  readonly #journal: JournalFollower;
  readonly #find: Statement<[string], CallRow>;
  readonly #seqs: Statement<[number], number>;
  readonly #put: Statement;
  readonly #keyOf: Statement<[number], string>;
  readonly #countOf: Statement<[number], number>;
  readonly #left: Statement<[number], { first: number | null; last: number; count: number }>;
  readonly #renumberEvents: Statement<[number, number]>;
  readonly #renumber: Statement<[number, number]>;
  readonly #remove: Statement<[number]>;
  readonly #markPartial: Statement<[string]>;
  readonly #partial: Statement<[], { readonly key: string; readonly row: number }>;

  constructor(db: Database, journal: JournalFollower) {
    this.#journal = journal;
    this.#find = db.prepare('SELECT row, last, count, is_partial FROM call WHERE id = ?');
    this.#seqs = db
      .prepare<[number], number>('SELECT seq FROM event WHERE call = ? ORDER BY seq')
      .pluck();
    this.#put = db.prepare(
      `INSERT INTO call (row, id, last, count, started_us, outcome, direction, zombie_us, talk_us, ring_us, findings, is_unrecorded, is_partial, is_full)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (row) DO UPDATE
       SET last = excluded.last, count = excluded.count, started_us = excluded.started_us,
         outcome = excluded.outcome, direction = excluded.direction, zombie_us = excluded.zombie_us,
         talk_us = excluded.talk_us, ring_us = excluded.ring_us, findings = excluded.findings, is_unrecorded = excluded.is_unrecorded,
         is_partial = excluded.is_partial, is_full = excluded.is_full`,
    );
    this.#keyOf = db.prepare<[number], string>('SELECT id FROM call WHERE row = ?').pluck();
    this.#countOf = db.prepare<[number], number>('SELECT count FROM call WHERE row = ?').pluck();
    this.#left = db.prepare(
      'SELECT min(seq) AS first, max(seq) AS last, count(*) AS count FROM event WHERE call = ?',
    );
    this.#renumberEvents = db.prepare('UPDATE event SET call = ? WHERE call = ?');
    this.#renumber = db.prepare('UPDATE call SET row = ? WHERE row = ?');
    this.#remove = db.prepare('DELETE FROM call WHERE row = ?');
    this.#markPartial = db.prepare('UPDATE call SET is_partial = 1 WHERE id = ?');
    this.#partial = db.prepare('SELECT id AS key, row FROM call WHERE is_partial = 1');
  }

  find(key: string): KnownCall | undefined {
    const found = this.#find.get(key);
    if (!found) return undefined;
    const { is_partial, ...call } = found;
    return { ...call, isPartial: is_partial === 1 };
  }

  eventsOf(row: number): HeldEvents {
    return heldEvents(this.#journal, this.#seqs.iterate(row));
  }

  put(entry: CallEntry): void {
    this.#put.run(
      entry.row,
      entry.key,
      entry.last,
      entry.count,
      entry.startedAtUs,
      entry.outcome,
      entry.direction,
      entry.zombieAtUs ?? null,
      entry.talkUs ?? null,
      entry.ringUs ?? null,
      entry.findings === '' ? null : entry.findings,
      entry.isUnrecorded ? 1 : 0,
      entry.isPartial ? 1 : 0,
      entry.isFull ? 1 : 0,
    );
  }

  /** The key of the call with that number. */
  keyOf(row: number): string | undefined {
    return this.#keyOf.get(row);
  }

  /** How many events a call has; 0 if there is none with that number. */
  countOf(row: number): number {
    return this.#countOf.get(row) ?? 0;
  }

  markPartial(key: string): void {
    this.#markPartial.run(key);
  }

  /** All that are marked. */
  partial(): readonly { readonly key: string; readonly row: number }[] {
    return this.#partial.all();
  }

  /** After some of its events went: takes the call out if none is left, else numbers it by the first of the rest and marks it. */
  shrink(row: number): KnownCall | undefined {
    const { first, last, count } = this.#left.get(row) ?? { first: null, last: 0, count: 0 };
    if (first === null) {
      this.#remove.run(row);
      return undefined;
    }
    if (first !== row) {
      this.#renumberEvents.run(first, row);
      this.#renumber.run(first, row);
    }
    return { row: first, last, count, isPartial: true };
  }
}

interface CallRow {
  readonly row: number;
  readonly last: number;
  readonly count: number;
  readonly is_partial: number;
}
