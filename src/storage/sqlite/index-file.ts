import { closeSync, existsSync, fchmodSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { indexVersion } from '../../index/index-version.ts';

/** Where the index is inside a data directory. */
export function indexPath(directory: string): string {
  return join(directory, 'index.db');
}

/** Where a new index is made while the other one is in use. */
export function nextIndexPath(directory: string): string {
  return join(directory, 'index-next.db');
}

/** Removes an index with all its files. */
export function removeIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/**
 * Opens the connection that writes an index. What is not an index of this journal and this version, or is damaged, is removed and begun
 * anew: everything in it is derived.
 * @throws {SqliteError} if the disk is full or fails
 */
export function openIndexFile(path: string, journalId: string): Database {
  if (existsSync(path)) {
    const db = openIfOurs(path, journalId);
    if (db) return db;
    removeIndex(path);
  }
  makePrivate(path);
  const db = new SqliteDatabase(path);
  try {
    setUp(db);
    db.transaction(() => {
      create(db, journalId);
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** An empty file for its owner alone, whatever the umask; SQLite gives the files it adds the same mode. */
function makePrivate(path: string): void {
  const fd = openSync(path, 'wx', 0o600);
  fchmodSync(fd, 0o600);
  closeSync(fd);
}

/** Opens a connection that can only read, on an index that `openIndexFile` has made. @throws {SqliteError} */
export function openIndexToRead(path: string): Database {
  const db = new SqliteDatabase(path, { readonly: true, timeout: busyTimeoutMs });
  db.pragma('trusted_schema = OFF');
  db.pragma('temp_store = MEMORY');
  db.pragma('query_only = ON');
  return db;
}

/** A reader waits only while the file is put in order. */
const busyTimeoutMs = 5_000;

function openIfOurs(path: string, journalId: string): Database | undefined {
  let db: Database | undefined;
  try {
    db = new SqliteDatabase(path);
    setUp(db);
    const found = db
      .prepare("SELECT value FROM meta WHERE name IN ('journal', 'version') ORDER BY name")
      .pluck()
      .all();
    if (found[0] === journalId && found[1] === String(indexVersion)) return db;
  } catch (error) {
    if (!isNoIndex(error)) {
      db?.close();
      throw error;
    }
  }
  db?.close();
  return undefined;
}

/** A file of somebody else; a full or failing disk is none. */
function isNoIndex(error: unknown): boolean {
  return isDamage(error) || codeOf(error).startsWith('SQLITE_READONLY');
}

/** Whether an index is not as this version would have written it; damage of the journal is `store_failed`. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|ERROR|CONSTRAINT|MISMATCH)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown }; // of anything: an object, perhaps without a code
  return typeof code === 'string' ? code : '';
}

function setUp(db: Database): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('temp_store = MEMORY');
  db.pragma('journal_mode = WAL');
  // After a power cut the newest transactions may be gone: whole ones, and they are derived again.
  db.pragma('synchronous = NORMAL');
  db.pragma(`journal_size_limit = ${journalSizeLimitBytes}`);
  db.pragma(`cache_size = -${cacheKib}`);
}

/** Few calls have so many events of others between their own ones. */
export const longCallRows = 20_000;

/** More than the tokens of a thousand usual events take: what does not fit is written at once, and has to be merged later. */
const tokenBufferBytes = 4 << 20;
const journalSizeLimitBytes = 64 << 20;
/** Enough for the inner pages of the trees of a few million events. */
const cacheKib = 8 << 10;

/**
 * `slot` and `tally` count events by stretches of five minutes of their time of receipt: a day's histogram reads a few thousand rows, and a
 * time filter becomes a range of rows. A slot's range may be too wide, never too narrow. `call.row` is the number of its first event, and
 * `event.call` is that of its call. `sender.last` is the event received at
 * `sender.last_us`.
 */
function create(db: Database, journalId: string): void {
  db.exec(`
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
      seq INTEGER PRIMARY KEY,
      at_us INTEGER NOT NULL,
      type TEXT NOT NULL,
      myid TEXT NOT NULL,
      origin TEXT NOT NULL,
      method TEXT NOT NULL,
      status TEXT,
      ext TEXT,
      call INTEGER,
      findings TEXT,
      is_cut INTEGER NOT NULL,
      fingerprint BLOB NOT NULL,
      sender INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX event_fingerprint ON event (fingerprint);
    CREATE INDEX event_cut ON event (seq) WHERE is_cut = 1;
    CREATE INDEX event_call ON event (call) WHERE call IS NOT NULL;
    CREATE INDEX event_found ON event (findings) WHERE findings IS NOT NULL;
    CREATE TABLE call (
      row INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      last INTEGER NOT NULL,
      count INTEGER NOT NULL,
      started_us INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      direction TEXT NOT NULL,
      zombie_us INTEGER,
      talk_us INTEGER,
      ring_us INTEGER,
      findings TEXT,
      is_unrecorded INTEGER NOT NULL,
      is_partial INTEGER NOT NULL,
      is_full INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX call_id ON call (id);
    CREATE INDEX call_outcome ON call (outcome);
    CREATE INDEX call_began ON call (outcome, started_us);
    CREATE INDEX call_unrecorded ON call (row) WHERE is_unrecorded = 1;
    CREATE INDEX call_partial ON call (row) WHERE is_partial = 1;
    CREATE INDEX call_open ON call (zombie_us) WHERE zombie_us IS NOT NULL;
    CREATE INDEX call_found ON call (findings) WHERE findings IS NOT NULL;
    CREATE INDEX call_long ON call (last) WHERE last - row > ${longCallRows};
    CREATE VIRTUAL TABLE token USING fts5 (
      tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
    );
    INSERT INTO token (token, rank) VALUES ('hashsize', ${tokenBufferBytes});
    CREATE TABLE slot (
      slot INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE tally (
      slot INTEGER NOT NULL, type TEXT NOT NULL, myid TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (slot, type, myid)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sender (
      id INTEGER PRIMARY KEY,
      ext TEXT NOT NULL,
      ext_id TEXT NOT NULL,
      myid TEXT NOT NULL,
      type TEXT NOT NULL,
      method TEXT NOT NULL,
      count INTEGER NOT NULL,
      last_us INTEGER NOT NULL,
      last INTEGER NOT NULL,
      UNIQUE (ext, ext_id, myid, type, method)
    ) STRICT;
  `);
  const insert = db.prepare('INSERT INTO meta VALUES (?, ?)');
  insert.run('journal', journalId);
  insert.run('version', String(indexVersion));
  insert.run('position', '0');
  insert.run('deletions', '0');
}
