import type { Database, Statement } from 'better-sqlite3';
import type { Cursor, Event } from '../../journal/event.ts';
import { openReadConnection } from './connection.ts';
import { formatCursor, parseCursor, requireCursor } from './cursor.ts';
import { databasePath } from './data-directory.ts';
import { EventRows } from './event-rows.ts';
import { toEvents } from './packed-events.ts';
import { readTransaction } from './read-transaction.ts';
import { reading } from './reading.ts';

/**
 * Reads a journal in the thread that calls it, for those who derive something from it: events in commit order, and what was deleted.
 * Every method throws `store_busy` or `store_failed` if the journal cannot be read.
 */
export class JournalFollower {
  /** Runs several reads as one: see `readTransaction`. */
  readonly atOnce: ReturnType<typeof readTransaction>;
  readonly #db: Database;
  readonly #rows: EventRows;
  readonly #seqsUp: Statement<[number, number, number], number>;
  readonly #seqsDown: Statement<[number, number, number], number>;
  readonly #firstDeletion: Statement<[], number>;
  readonly #lastDeletion: Statement<[], number>;
  readonly #deletionsAfter: Statement<[number, number], DeletedRange>;
  readonly #hasDeletionBeyond: Statement<[number], number>;
  readonly #partialCalls: Statement<[number, number], number>;
  #knownHead = 0;

  /** @throws {AppError} `data_damaged`, `data_newer`, `data_unusable`, `data_in_use`, `store_failed` */
  constructor(directory: string) {
    const db = openReadConnection(databasePath(directory));
    this.#db = db;
    this.atOnce = readTransaction(db);
    this.#rows = new EventRows(db);
    const seqs = 'SELECT seq FROM event WHERE seq > ? AND seq < ? ORDER BY seq';
    this.#seqsUp = db.prepare<[number, number, number], number>(`${seqs} LIMIT ?`).pluck();
    this.#seqsDown = db.prepare<[number, number, number], number>(`${seqs} DESC LIMIT ?`).pluck();
    this.#firstDeletion = db.prepare<[], number>('SELECT ifnull(min(n), 0) FROM deletion').pluck();
    this.#lastDeletion = db.prepare<[], number>('SELECT ifnull(max(n), 0) FROM deletion').pluck();
    this.#deletionsAfter = db.prepare(
      'SELECT n, first, last FROM deletion WHERE n > ? ORDER BY n LIMIT ?',
    );
    this.#hasDeletionBeyond = db
      .prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM deletion WHERE last > ?)')
      .pluck();
    this.#partialCalls = db
      .prepare<[number, number], number>('SELECT seq FROM partial_call WHERE seq BETWEEN ? AND ?')
      .pluck();
  }

  get journalId(): string {
    return this.#rows.journalId;
  }

  /** What its cursors begin with. */
  get tag(): string {
    return this.#rows.tag;
  }

  headSeq(): number {
    return reading(() => this.#rows.headSeq());
  }

  head(): Cursor {
    return formatCursor(this.tag, this.headSeq());
  }

  /** The number of a cursor of this journal. @throws {AppError} `bad_cursor` */
  seqOf(cursor: Cursor): number {
    const parsed = parseCursor(this.tag, cursor);
    // Only what is not known to be within the journal is worth a question to it.
    if ('seq' in parsed && parsed.seq <= this.#knownHead) return parsed.seq;
    this.#knownHead = this.headSeq();
    return requireCursor(this.tag, cursor, this.#knownHead);
  }

  /** A cursor of this journal with its number. @throws {AppError} `bad_cursor` */
  place(cursor: Cursor): { readonly cursor: Cursor; readonly row: number } {
    return { cursor, row: this.seqOf(cursor) };
  }

  /** The event with this number. */
  placeOf(row: number): { readonly cursor: Cursor; readonly row: number } {
    return { cursor: formatCursor(this.tag, row), row };
  }

  /** As `Store.since`. @throws {AppError} `bad_cursor` */
  since(cursor: Cursor, limit: number): readonly Event[] {
    return reading(() => toEvents(this.tag, this.#rows.since(cursor, limit)));
  }

  /** The events with these numbers, those that are gone left out. */
  get(seqs: Iterable<number>): readonly Event[] {
    const cursors = Array.from(seqs, (seq) => formatCursor(this.tag, seq));
    return reading(() => toEvents(this.tag, this.#rows.get({ cursors })));
  }

  /** The numbers of the events between two numbers, both exclusive, in commit order or against it. */
  seqs(after: number, before: number, order: 'newest' | 'oldest', limit: number): number[] {
    const statement = order === 'newest' ? this.#seqsDown : this.#seqsUp;
    return reading(() => statement.all(after, before, limit));
  }

  /** The number of the oldest deletion that is still noted; 0 if there is none. */
  firstDeletion(): number {
    return reading(() => this.#firstDeletion.get() ?? 0);
  }

  lastDeletion(): number {
    return reading(() => this.#lastDeletion.get() ?? 0);
  }

  /** The next deletions after the one with that number. */
  deletionsAfter(n: number, limit: number): readonly DeletedRange[] {
    return reading(() => this.#deletionsAfter.all(n, limit));
  }

  /** Of the events between two numbers, both inclusive, those that are noted as the first left of calls that lost others. */
  partialCalls(first: number, last: number): readonly number[] {
    return reading(() => this.#partialCalls.all(first, last));
  }

  /** Whether events after the cursor may have been deleted. @throws {AppError} `bad_cursor` */
  hasGapAfter(cursor: Cursor): boolean {
    const seq = this.seqOf(cursor);
    return reading(() => this.#hasDeletionBeyond.get(seq) === 1);
  }

  close(): void {
    this.#db.close();
  }
}

/** Events that were deleted together: none is left of those from `first` to `last`. */
export interface DeletedRange {
  readonly n: number;
  readonly first: number;
  readonly last: number;
}
