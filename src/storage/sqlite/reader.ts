import type { Cursor, Event } from '../../journal/event.ts';
import { formatCursor } from './cursor.ts';
import { openReadConnection } from './connection.ts';
import { databasePath } from './data-directory.ts';
import { EventRows } from './event-rows.ts';
import { toEvents } from './packed-events.ts';
import { toStoreError } from './sqlite-error.ts';

/** Follows a journal from the thread that calls it: every call blocks that thread until the disk has answered. */
export interface SqliteReader {
  /** As `Store.since`. @throws {AppError} `bad_cursor`, `store_failed`, `store_busy` */
  since(cursor: Cursor, limit: number): readonly Event[];
  /** As `Store.head`. @throws {AppError} `store_failed`, `store_busy` */
  head(): Cursor;
  /** Idempotent. Close it before the store, so that the store can put its files in order. */
  close(): void;
}

/**
 * Opens a connection of its own that can only read, on a journal that `openSqliteStore` has made.
 * @throws {AppError} `data_damaged`, `data_newer`, `data_unusable`, `data_in_use`, `store_failed`
 */
export function openSqliteReader(directory: string): SqliteReader {
  const db = openReadConnection(databasePath(directory));
  const rows = new EventRows(db);
  return {
    since: (cursor, limit) => reading(() => toEvents(rows.tag, rows.since(cursor, limit))),
    head: () => reading(() => formatCursor(rows.tag, rows.headSeq())),
    close: () => {
      db.close();
    },
  };
}

/** Runs a query, with SQLite's errors as the store's. */
export function reading<T>(query: () => T): T {
  try {
    return query();
  } catch (error) {
    throw toStoreError(error);
  }
}
