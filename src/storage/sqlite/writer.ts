import type { Database, Statement } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { Cursor } from '../../journal/event.ts';
import type { Fact } from '../../journal/fact.ts';
import { retryWhileBusy } from './busy-retry.ts';
import { openWriteConnection } from './connection.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { databasePath } from './data-directory.ts';
import { Deletions } from './deletions.ts';
import { EventRows } from './event-rows.ts';
import { FactRows } from './fact-rows.ts';
import { lockInstance } from './instance-lock.ts';
import { unpackCaptures, type CaptureRow, type PackedCaptures } from './packed-captures.ts';
import { toOpenError, toStoreError } from './sqlite-error.ts';

/**
 * Everything that changes a journal, over the only connection that may. One transaction at a time, in the order asked; each may wait
 * `busyTimeoutMs` from when it was asked for a lock that another program holds. After an I/O error or damage nothing is tried again: what
 * the disk holds then is unknown, and a repeated flush may succeed without the lost pages.
 */
export class Writer {
  readonly #db: Database;
  readonly #busyTimeoutMs: number;
  readonly #unlock: () => void;
  readonly #transaction: (work: () => unknown) => unknown;
  readonly #rows: EventRows;
  readonly #facts: FactRows;
  readonly #deletions: Deletions;
  readonly #insert: Statement<[number, number, ...CaptureRow]>;
  readonly #seqOfId: Statement<[Buffer], number>;
  readonly #doomed: Statement<[{ beforeUs: number; limit: number }], Doomed>;
  #last: Promise<unknown> = Promise.resolve();
  #failure: AppError | undefined;

  /**
   * Locks the data directory and opens the journal in it, made anew if there is none.
   * @throws {AppError} `data_in_use`, `data_damaged`, `data_newer`, `data_unusable`, `store_failed`
   */
  static async open(options: WriterOptions): Promise<Writer> {
    const unlock = lockInstance(options.directory);
    const path = databasePath(options.directory);
    try {
      const untilMs = performance.now() + options.busyTimeoutMs;
      const db = await retryWhileBusy(untilMs, () =>
        openWriteConnection(path, options.synchronous),
      );
      return new Writer(db, options.busyTimeoutMs, unlock);
    } catch (error) {
      unlock();
      throw toOpenError(error, path);
    }
  }

  private constructor(db: Database, busyTimeoutMs: number, unlock: () => void) {
    this.#db = db;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#unlock = unlock;
    // Rolls back what failed, unless SQLite has done so by itself.
    const transaction = db.transaction((work: () => unknown) => work());
    this.#transaction = (work) => transaction.immediate(work);
    this.#rows = new EventRows(db);
    this.#facts = new FactRows(db);
    this.#deletions = new Deletions(db);
    this.#insert = db.prepare(
      `INSERT INTO event (seq, stored_at_us, id, received_at_us, peer, forwarded_peer, origin, status, head, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    );
    this.#seqOfId = db.prepare<[Buffer], number>('SELECT seq FROM event WHERE id = ?').pluck();
    this.#doomed = db.prepare(
      `WITH oldest AS MATERIALIZED (SELECT seq, stored_at_us FROM event ORDER BY seq LIMIT @limit)
       SELECT count(*) AS count, min(seq) AS first, max(seq) AS last,
         min(stored_at_us) AS first_us, max(stored_at_us) AS last_us
       FROM oldest WHERE seq < ifnull(
         (SELECT min(seq) FROM oldest WHERE stored_at_us >= @beforeUs), 9223372036854775807)`,
    );
  }

  /** As `Store.append`. */
  append(packed: PackedCaptures, storedAtUs: number): Promise<Cursor[]> {
    return this.#commit(() => {
      let seq = this.#rows.headSeq();
      return unpackCaptures(packed).map((row) => {
        const { changes } = this.#insert.run(seq + 1, storedAtUs, ...row);
        if (changes === 1) seq++;
        const rowSeq = changes === 1 ? seq : this.#seqOfId.get(row[0]);
        return formatCursor(this.#rows.tag, rowSeq ?? 0);
      });
    });
  }

  /** As `Store.prune`. */
  prune(beforeUs: number, limit: number, nowUs: number): Promise<number> {
    return this.#commit(() => {
      const doomed = this.#doomed.get({ beforeUs, limit });
      if (!doomed || doomed.count === 0) return 0;
      this.#deletions.keepHead(this.#rows.headSeq());
      this.#deletions.deleteRange(doomed.first, doomed.last);
      this.#facts.add([deletionFact(this.#rows.tag, doomed, 'retention', nowUs)]);
      return doomed.count;
    });
  }

  /** As `Store.remove`. */
  remove(cursors: readonly Cursor[], reason: string, nowUs: number): Promise<number> {
    return this.#commit(() => {
      const { tag } = this.#rows;
      const rows = cursors
        .map((cursor) => parseCursor(tag, cursor))
        .map((parsed) => ('seq' in parsed ? this.#deletions.find(parsed.seq) : undefined))
        .filter((row) => row !== undefined)
        .sort((a, b) => a.seq - b.seq);
      const [first, last] = [rows[0], rows.at(-1)];
      if (!first || !last) return 0;
      this.#deletions.keepHead(this.#rows.headSeq());
      const count = this.#deletions.deleteRows(rows.map(({ seq }) => seq));
      const times = rows.map(({ stored_at_us }) => stored_at_us);
      const doomed = {
        count,
        first: first.seq,
        last: last.seq,
        first_us: Math.min(...times),
        last_us: Math.max(...times),
      };
      this.#facts.add([deletionFact(tag, doomed, reason, nowUs)]);
      return count;
    });
  }

  /** As `Store.note`. */
  note(facts: readonly Fact[]): Promise<void> {
    return this.#commit(() => {
      this.#facts.add(facts);
    });
  }

  /** As `Store.notePartialCalls`. */
  notePartialCalls(cursors: readonly Cursor[]): Promise<void> {
    return this.#commit(() => {
      for (const cursor of cursors) {
        const parsed = parseCursor(this.#rows.tag, cursor);
        if ('seq' in parsed) this.#deletions.notePartial(parsed.seq);
      }
    });
  }

  /**
   * Waits for what was asked, merges the write-ahead log into the database and lets go of the directory.
   * @throws {AppError} `store_failed`, `store_full` if it could not be merged: nothing is lost, the next start goes on
   */
  async close(): Promise<void> {
    await this.#last;
    try {
      // With a reader still there this does only what it can.
      if (!this.#failure) this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      throw toStoreError(error);
    } finally {
      this.#db.close();
      this.#unlock();
    }
  }

  #commit<T>(work: () => T): Promise<T> {
    const untilMs = performance.now() + this.#busyTimeoutMs;
    const done = this.#last.then(async () => {
      if (this.#failure) throw this.#failure;
      try {
        return (await retryWhileBusy(untilMs, () => this.#transaction(work))) as T; // what work gave
      } catch (thrown) {
        const error = toStoreError(thrown);
        if (error instanceof AppError && error.code === 'store_failed') this.#failure = error;
        throw error;
      }
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}

export interface WriterOptions {
  readonly directory: string;
  readonly busyTimeoutMs: number;
  readonly synchronous: 'FULL' | 'OFF';
}

interface Doomed {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly first_us: number;
  readonly last_us: number;
}

function deletionFact(tag: string, doomed: Doomed, reason: string, nowUs: number): Fact {
  const cursors = `${formatCursor(tag, doomed.first)} to ${formatCursor(tag, doomed.last)}`;
  const times = `${formatTime(doomed.first_us)} to ${formatTime(doomed.last_us)}`;
  return {
    kind: 'deletion',
    atUs: nowUs,
    reason,
    message: `Deleted ${doomed.count} events, cursors ${cursors}, stored ${times}.`,
    count: doomed.count,
  };
}

function formatTime(us: number): string {
  return new Date(us / 1000).toISOString();
}
