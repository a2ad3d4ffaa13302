import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import {
  assertFlushing,
  assertSafeVersion,
  openWriteConnection,
} from '../../src/storage/sqlite/connection.ts';
import { migrate, migrations } from '../../src/storage/sqlite/migrations.ts';
import { JournalFollower } from '../../src/storage/sqlite/journal-follower.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { someCaptures } from '../support/captures.ts';
import { temporaryDirectory } from '../support/program.ts';

/** Each of them starts threads, some of them programs; on a busy machine that takes its time. */
jest.setTimeout(30_000);

/** A closed journal with some events, and then something done to it. */
async function journalAfter(change: (path: string) => void): Promise<{
  directory: string;
  contents: () => Record<string, string>;
  [Symbol.dispose]: () => void;
}> {
  const temporary = temporaryDirectory();
  const directory = temporary.path;
  {
    await using store = await openSqliteStore({ directory, synchronous: 'OFF' });
    await store.append(someCaptures(50));
  }
  change(join(directory, 'ringlog.db'));
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex');
  return {
    directory,
    contents: () =>
      Object.fromEntries(
        readdirSync(directory)
          // Shared memory is made anew by whoever comes first and holds nothing of its own.
          .filter((name) => !name.endsWith('-shm'))
          .map((name) => [name, digest(name)]),
      ),
    [Symbol.dispose]: temporary[Symbol.dispose],
  };
}

/** Runs SQL in a connection that ends without merging the write-ahead log. */
function crashAfter(path: string, sql: string): void {
  const db = new SqliteDatabase(path);
  db.exec(sql);
  const wal = readFileSync(`${path}-wal`);
  const main = readFileSync(path);
  db.close();
  writeFileSync(path, main);
  writeFileSync(`${path}-wal`, wal);
}

const inDatabase =
  (sql: string) =>
  (path: string): void => {
    const db = new SqliteDatabase(path);
    db.exec(sql);
    db.close();
  };

test.each([
  ['of a newer Ringlog', 'data_newer', inDatabase('PRAGMA user_version = 999')],
  [
    'of a newer Ringlog that did not end well',
    'data_newer',
    (path: string) => {
      crashAfter(path, 'PRAGMA user_version = 999; CREATE TABLE future (a)');
    },
  ],
  ['of another program', 'data_damaged', inDatabase('PRAGMA application_id = 1')],
  [
    'of a program that does not say which',
    'data_damaged',
    inDatabase('PRAGMA application_id = 0; PRAGMA user_version = 0'),
  ],
  [
    'with a damaged header',
    'data_damaged',
    (path: string) => {
      const bytes = readFileSync(path);
      bytes.fill(0x55, 0, 64);
      writeFileSync(path, bytes);
    },
  ],
  [
    'that was cut off',
    'data_damaged',
    (path: string) => {
      truncateSync(path, 5000);
    },
  ],
  [
    'that was emptied beside its write-ahead log',
    'data_damaged',
    (path: string) => {
      crashAfter(path, 'CREATE TABLE more (a)');
      truncateSync(path, 0);
    },
  ],
])('refuses data %s with %s, and leaves every byte as it is', async (_, code, change) => {
  using journal = await journalAfter(change);
  const before = journal.contents();
  await expect(openSqliteStore({ directory: journal.directory })).rejects.toMatchObject({ code });
  const after = journal.contents();
  // A look at a journal may leave an empty write-ahead log behind.
  if (before['ringlog.db-wal'] === undefined) delete after['ringlog.db-wal'];
  expect(after).toEqual(before);
});

test('a follower refuses such data too', async () => {
  using journal = await journalAfter(inDatabase('PRAGMA user_version = 999'));
  expect(() => new JournalFollower(journal.directory)).toThrow(
    expect.objectContaining({ code: 'data_newer' }),
  );
  expect(() => new JournalFollower('/nowhere')).toThrow(
    expect.objectContaining({ code: 'data_unusable' }),
  );
});

test('flushes every commit, still after the first write', () => {
  using temporary = temporaryDirectory();
  const path = join(temporary.path, 'ringlog.db');
  for (const start of ['new', 'again']) {
    const db = openWriteConnection(path, 'FULL');
    db.prepare("INSERT OR REPLACE INTO meta VALUES ('test', ?)").run(start);
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    assertFlushing(db);
    db.close();
  }
});

test('does not start on a connection that only says it flushes', () => {
  using temporary = temporaryDirectory();
  const db = new SqliteDatabase(join(temporary.path, 'a.db'));
  db.pragma('journal_mode = WAL');
  assertFlushing(db);
  db.exec('CREATE TABLE first_write (a)');
  expect(() => {
    assertFlushing(db);
  }).toThrow(expect.objectContaining({ code: 'data_unusable' }));
  db.close();
});

test('does not start with a SQLite that can damage the database', () => {
  const db = new SqliteDatabase(':memory:');
  let version = '';
  db.function('sqlite_version', () => version);
  const start = (): void => {
    assertSafeVersion(db);
  };
  for (version of ['3.51.3', '3.60.0', '4.0.0']) expect(start).not.toThrow();
  for (version of ['3.51.2', '3.7.99'])
    expect(start).toThrow(expect.objectContaining({ code: 'data_unusable' }));
  db.close();
});

test('a step of the layout is taken whole or not at all, and once', () => {
  const db = new SqliteDatabase(':memory:');
  const tables = (): unknown[] =>
    db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'new%'").pluck().all();
  const good = (): void => {
    db.exec('CREATE TABLE new_and_good (a)');
  };
  const bad = (): void => {
    db.exec('CREATE TABLE new_but_bad (a)');
    throw new Error('half-way');
  };
  expect(() => {
    migrate(db, [...migrations, good, bad]);
  }).toThrow('half-way');
  expect(db.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
  expect(tables()).toEqual(['new_and_good']);
  migrate(db, [...migrations, good]);
  expect(tables()).toEqual(['new_and_good']);
  db.close();
});
