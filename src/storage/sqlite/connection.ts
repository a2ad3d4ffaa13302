import { existsSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { checkLayout, migrate, migrations } from './migrations.ts';
import { toOpenError } from './sqlite-error.ts';

/**
 * Opens the one connection that writes, and brings the layout up to date. When this has returned, commits are flushed: see `assertFlushing`.
 * @throws {AppError} `data_damaged`, `data_newer` (then the files are left untouched), `data_unusable`
 * @throws {SqliteError} anything else, for the caller to try again or translate
 */
export function openWriteConnection(path: string, synchronous: 'FULL' | 'OFF'): Database {
  inspect(path);
  return opened(new SqliteDatabase(path, { timeout: busyTimeoutMs }), (db) => {
    assertSafeVersion(db);
    setUp(db);
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma(`journal_size_limit = ${journalSizeLimitBytes}`);
    db.pragma(`cache_size = -${writeCacheKiB}`);
    if (platform() === 'darwin') {
      // fsync() of macOS leaves the data in the drive's cache.
      db.pragma('fullfsync = ON');
      db.pragma('checkpoint_fullfsync = ON');
    }
    migrate(db, migrations);
    db.exec("INSERT OR REPLACE INTO meta VALUES ('opened_at', datetime())");
    if (synchronous === 'FULL') assertFlushing(db);
  });
}

/**
 * Opens a connection that can only read, on a journal that exists.
 * @throws {AppError} `data_damaged`, `data_newer`, `data_unusable`, `data_in_use`, `store_failed`
 */
export function openReadConnection(path: string): Database {
  if (!existsSync(path)) throw new AppError('data_unusable', `There is no journal at ${path}.`);
  try {
    const db = new SqliteDatabase(path, { readonly: true, timeout: readBusyTimeoutMs });
    return opened(db, () => {
      checkLayout(db, path);
      setUp(db);
      db.pragma('query_only = ON');
    });
  } catch (error) {
    throw toOpenError(error, path);
  }
}

/**
 * Makes sure that commits reach the disk. Call it after a write: the SQLite that comes with better-sqlite3 says FULL on a new WAL
 * connection and becomes NORMAL with the first write, unless FULL was set (SQLITE_DEFAULT_WAL_SYNCHRONOUS).
 * @throws {AppError} `data_unusable`
 */
export function assertFlushing(db: Database): void {
  const synchronous = db.pragma('synchronous', { simple: true });
  const journalMode = db.pragma('journal_mode', { simple: true });
  if (synchronous !== full || journalMode !== 'wal')
    throw new AppError(
      'data_unusable',
      `The database does not flush its commits (synchronous ${String(synchronous)}, journal mode ${String(journalMode)}).`,
    );
}

/** What `PRAGMA synchronous` answers for FULL: an acknowledged event survives a power cut. https://sqlite.org/pragma.html#pragma_synchronous */
const full = 2;

/** How long SQLite itself may block the thread for a lock; longer waits are made in JavaScript. */
const busyTimeoutMs = 20;

/** In WAL mode a reader waits only while another process recovers or closes the database. */
const readBusyTimeoutMs = 5_000;

/** Events are added at the end: a page is written, not looked at again. SQLite as it comes here would keep 16 MB of them. */
const writeCacheKiB = 4_000;

/** A write-ahead log that grew is cut back to this at the next checkpoint; SQLite's default is never. */
const journalSizeLimitBytes = 64 << 20;

/** Looks at an existing file over a read-only connection: one that writes would merge the write-ahead log into it when closing. */
function inspect(path: string): void {
  if (!existsSync(path) || statSync(path).size === 0) {
    // SQLite would take the file for a new database and delete what is left of the old one.
    if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0)
      throw new AppError(
        'data_damaged',
        `${path} is empty or gone, but its write-ahead log is there. Nothing was changed: keep a copy, then restore a backup.`,
      );
    return;
  }
  const options = { readonly: true, timeout: busyTimeoutMs };
  opened(new SqliteDatabase(path, options), (db) => {
    checkLayout(db, path);
  }).close();
}

/** Closes a connection again if it cannot be made ready. */
function opened(db: Database, makeReady: (db: Database) => void): Database {
  try {
    makeReady(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function setUp(db: Database): void {
  // Damage of a page shows where it is read, not as wrong data; SQL inside a foreign file cannot call functions with side effects.
  db.pragma('cell_size_check = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('temp_store = MEMORY');
}

/** Releases before this one can damage the database when two connections write and checkpoint at once. https://sqlite.org/wal.html#walresetbug */
const oldestVersion = [3, 51, 3];

/**
 * Makes sure that this SQLite does not have that bug.
 * @throws {AppError} `data_unusable`
 */
export function assertSafeVersion(db: Database): void {
  const version = sqliteVersion(db);
  const parts = version.split('.').map(Number);
  const difference = oldestVersion.map((part, i) => (parts[i] ?? 0) - part).find((d) => d !== 0);
  if ((difference ?? 0) < 0)
    throw new AppError(
      'data_unusable',
      `SQLite ${version} has a bug that can damage the database; ${oldestVersion.join('.')} or newer is needed.`,
    );
}

/** For example `3.54.1`. */
export function sqliteVersion(db: Database): string {
  return String(db.prepare('SELECT sqlite_version()').pluck().get());
}
