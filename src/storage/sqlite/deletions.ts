import type { Database, Statement } from 'better-sqlite3';

/**
 * Deletes events, and keeps in table `deletion` what went, for those who follow the journal; in `partial_call` of calls that lost some the
 * first that is left, as far as somebody who knows the calls has told. Runs inside the caller's transaction.
 */
export class Deletions {
  readonly #find: Statement<[number], { readonly seq: number; readonly stored_at_us: number }>;
  readonly #delete: Statement<[number, number]>;
  readonly #note: Statement<[number, number]>;
  readonly #trim: Statement<[number]>;
  readonly #keepHead: Statement<[number]>;
  readonly #notePartial: Statement<[number]>;
  readonly #forgetPartial: Statement<[number, number]>;

  constructor(db: Database) {
    this.#find = db.prepare('SELECT seq, stored_at_us FROM event WHERE seq = ?');
    this.#delete = db.prepare('DELETE FROM event WHERE seq BETWEEN ? AND ?');
    this.#note = db.prepare('INSERT INTO deletion (first, last) VALUES (?, ?)');
    // The newest is never trimmed, so its number is not given again.
    this.#trim = db.prepare('DELETE FROM deletion WHERE n <= (SELECT max(n) FROM deletion) - ?');
    this.#keepHead = db.prepare(
      "UPDATE meta SET value = CAST(? AS INTEGER) WHERE name = 'high_water'",
    );
    this.#notePartial = db.prepare(
      'INSERT OR IGNORE INTO partial_call (seq) SELECT seq FROM event WHERE seq = ?',
    );
    this.#forgetPartial = db.prepare('DELETE FROM partial_call WHERE seq BETWEEN ? AND ?');
  }

  /** The event with that number, if it is there. */
  find(seq: number): { readonly seq: number; readonly stored_at_us: number } | undefined {
    return this.#find.get(seq);
  }

  /** Before rows go: the mark keeps their numbers from being given again. */
  keepHead(headSeq: number): void {
    this.#keepHead.run(headSeq);
  }

  /** Deletes the events from `first` to `last`. */
  deleteRange(first: number, last: number): void {
    this.#delete.run(first, last);
    this.#noteRange(first, last);
  }

  /** Deletes the events with these numbers, in rising order; neighbours are noted as one range. @returns how many went */
  deleteRows(seqs: readonly number[]): number {
    let deleted = 0;
    let first: number | undefined;
    seqs.forEach((seq, i) => {
      deleted += this.#delete.run(seq, seq).changes;
      first ??= seq;
      if (seqs[i + 1] === seq + 1) return;
      this.#noteRange(first, seq);
      first = undefined;
    });
    return deleted;
  }

  /** Notes that the event with that number, if it is still there, is the first left of its call. */
  notePartial(seq: number): void {
    this.#notePartial.run(seq);
  }

  #noteRange(first: number, last: number): void {
    this.#forgetPartial.run(first, last);
    this.#note.run(first, last);
    this.#trim.run(maxDeletions);
  }
}

/** Ranges kept. A follower that is further behind derives everything anew, which then costs little more. */
const maxDeletions = 100_000;
