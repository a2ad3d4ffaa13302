import type { AppError } from '../errors.ts';
import type { Capture } from './capture.ts';
import type { Cursor, Event } from './event.ts';
import type { Fact, FactKind, StoredFact } from './fact.ts';

/**
 * The engine under the journal. `test/support/describe-store.ts` holds every engine to what is said here.
 *
 * Every method rejects with an AppError: `store_failed` after an I/O error or damage (for good: the process should end), `store_closed`
 * after `close`, and what the method names.
 */
export interface Store {
  /**
   * Resolves with the first `store_failed` that any call met, or when the engine died while nothing was asked of it: the process should end.
   * Never rejects, and never resolves when the store is merely closed.
   */
  readonly failed: Promise<AppError>;

  /**
   * Makes a batch durable, in its order, all of it or nothing; resolves only when it would survive a power cut. A capture whose id is
   * stored already is not stored again and gives the cursor it has. At most `maxBatch` captures.
   * @returns the cursors, in the order of the batch
   * @throws {AppError} `store_full`, `store_busy`: nothing is stored, trying again later may work. `row_refused`: one of them can never be
   *   stored; which one shows when they are appended one by one.
   */
  append(batch: readonly Capture[]): Promise<readonly Cursor[]>;

  /** The events with these ids or cursors, in the order asked, the unknown ones left out. At most `maxPage` keys. */
  get(keys: { ids: readonly string[] } | { cursors: readonly Cursor[] }): Promise<readonly Event[]>;

  /**
   * Up to `limit` (at most `maxPage`) events committed after the cursor, in commit order; a page may also end early, but not empty, at
   * `maxPageBytes`. Empty only when there is nothing after it.
   * @throws {AppError} `bad_cursor` if this journal never gave that cursor.
   */
  since(cursor: Cursor, limit: number): Promise<readonly Event[]>;

  /** Like `since`, backwards: events committed before the cursor (none: from the newest), newest first. */
  before(cursor: Cursor | undefined, limit: number): Promise<readonly Event[]>;

  /** The newest cursor ever given, `''` in a new journal. Deleting events does not change it. */
  head(): Promise<Cursor>;

  /**
   * Deletes, oldest first, up to `limit` events stored before the time (µs), and stops at the first younger one. A deletion that deleted
   * anything notes its fact in the same transaction.
   * @returns how many went; fewer than `limit` means there are no more
   */
  prune(beforeUs: number, limit: number): Promise<number>;

  /**
   * Deletes the events with these cursors, at most `maxPage`, all of them or none; cursors that are gone do not count. A deletion that
   * deleted anything notes its fact in the same transaction.
   * @param reason of the fact
   * @returns how many went
   */
  remove(cursors: readonly Cursor[], reason: string): Promise<number>;

  /** Keeps facts, in order; of each kind the oldest beyond `maxFacts` give way. @throws {AppError} `store_full`, `store_busy`. */
  note(facts: readonly Fact[]): Promise<void>;

  /**
   * Notes that calls are without some of their events, which were deleted: of each the first that is left, at most `maxPage`. A note goes
   * with its event; cursors that are gone do not count.
   * @throws {AppError} `store_full`, `store_busy`
   */
  notePartialCalls(cursors: readonly Cursor[]): Promise<void>;

  /** Facts with `seq` below `beforeSeq` (none: from the newest), newest first. */
  facts(query: {
    kind?: FactKind;
    beforeSeq?: number;
    limit: number;
  }): Promise<readonly StoredFact[]>;

  health(): Promise<StoreHealth>;

  /** Finishes what was asked before, then lets go of everything. Idempotent. */
  close(): Promise<void>;
}

export interface StoreHealth {
  /** For example `sqlite 3.54.1`. */
  readonly engine: string;
  /** Made with the journal, never changed: tells one journal from another. */
  readonly journalId: string;
  readonly events: number;
  readonly oldestStoredAtUs?: number;
  readonly newestStoredAtUs?: number;
  /** Bytes of the database files. */
  readonly sizeBytes: number;
  /** Bytes left on their disk. */
  readonly freeBytes: number;
}

/** Captures in one transaction. Enough that a flush costs each of them little, few enough that none waits long for the others. */
export const maxBatch = 256;

/** Events in one page. */
export const maxPage = 1000;

/** A page of events with large bodies ends here, so that one page never takes much memory. */
export const maxPageBytes = 8 << 20;
