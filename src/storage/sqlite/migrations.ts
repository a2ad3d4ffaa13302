import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';

/** `RLog`: tells our files from other SQLite files (https://sqlite.org/pragma.html#pragma_application_id). */
const applicationId = 0x524c6f67;

/**
 * The steps from an empty file to today's layout; `user_version` counts those taken. A step that was released is never changed.
 *
 * Times and sizes stand before `head` and `body` in a row, so that a scan over them does not read what overflowed into further pages.
 */
export const migrations: readonly Migration[] = [
  function createJournal(db: Database): void {
    db.pragma(`application_id = ${applicationId}`);
    db.exec(`
      CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        received_at_us INTEGER NOT NULL,
        stored_at_us INTEGER NOT NULL,
        peer TEXT NOT NULL,
        forwarded_peer TEXT,
        origin INTEGER NOT NULL CHECK (origin BETWEEN 0 AND 2),
        status INTEGER NOT NULL,
        head BLOB NOT NULL,
        body BLOB
      ) STRICT;
      CREATE TABLE fact (
        seq INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        at_us INTEGER NOT NULL,
        reason TEXT NOT NULL,
        message TEXT NOT NULL,
        peer TEXT,
        status INTEGER,
        count INTEGER,
        bytes BLOB
      ) STRICT;
      CREATE INDEX fact_kind ON fact (kind, seq);
      INSERT INTO meta VALUES ('high_water', 0);
    `);
    db.prepare("INSERT INTO meta VALUES ('journal_id', ?)").run(randomUUID());
  },
  // For those who follow the journal: what they have derived from a deleted event has to go, too.
  function noteDeletions(db: Database): void {
    db.exec(`
      CREATE TABLE deletion (n INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
    `);
  },
  // For whoever makes an index anew: what is left in the journal does not tell which calls lost events.
  function notePartialCalls(db: Database): void {
    db.exec('CREATE TABLE partial_call (seq INTEGER PRIMARY KEY) STRICT;');
  },
];

type Migration = (db: Database) => void;

/** Takes the missing steps, each in a transaction of its own: a file has the layout before a step or after it, nothing between. */
export function migrate(db: Database, steps: readonly Migration[]): void {
  for (let version = layoutVersion(db); version < steps.length; version++) {
    db.transaction(() => {
      steps[version]?.(db);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

/**
 * Makes sure that a file is empty or a journal that this Ringlog can read. Changes nothing.
 * @throws {AppError} `data_damaged` if it belongs to another program, `data_newer` if a newer Ringlog wrote it
 */
export function checkLayout(db: Database, path: string): void {
  const foundId = db.pragma('application_id', { simple: true });
  const version = layoutVersion(db);
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (foundId === 0 && version === 0 && tables === 0) return;
  if (foundId !== applicationId)
    throw new AppError(
      'data_damaged',
      `${path} is a database of another program. It was left as it is: use another data directory.`,
    );
  if (version > migrations.length)
    throw new AppError(
      'data_newer',
      `${path} has layout ${version}, this Ringlog knows up to ${migrations.length}. Use the newer Ringlog that wrote it.`,
    );
}

function layoutVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}
