import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import { mountReadOnly, describeWith } from '../support/fault.ts';
import { startLoad } from '../support/load.ts';
import { runProgram, startProgram, temporaryDirectory } from '../support/program.ts';
import { expectAllFound, readBack } from '../support/read-back.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(60_000);

/** A data directory with some events in it, its server stopped. */
async function usedData(directory: string): Promise<string> {
  const data = join(directory, 'data');
  await using program = await startProgram({ data });
  const load = startLoad({ ...program, label: 'used', connections: 4, requests: 50 });
  await load.ended;
  expect(load.acknowledged).toHaveLength(200);
  expect(await program.stop()).toBe(0);
  return data;
}

/** Starts the server where it must not start: it says why in one line and ends. */
async function expectRefused(data: string, status: number, code: string): Promise<void> {
  const free = '127.0.0.1:0';
  const ended = await runProgram(['serve', '--receive', free, '--inspect', free, '--data', data]);
  expect(ended).toMatchObject({ status, stdout: '' });
  expect(ended.stderr).toMatch(new RegExp(`^ringlog: [^\\n]+ \\(${code}\\)\\n$`));
  expect(ended.stderr).toContain(data);
}

/** The files of a directory by name, each with a hash of what is in it. */
function hashes(directory: string): Record<string, string> {
  const files = readdirSync(directory).sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]),
  );
}

test('a second server on the same data ends with 75 and does not disturb the first', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using program = await startProgram({ data });
  const load = startLoad({ ...program, label: 'first', connections: 4 });
  await expectRefused(data, 75, 'data_in_use');
  await load.stop();
  expect(load.answers).toHaveLength(load.acknowledged.length);
  expect(load.broken()).toBe(0);
  expectAllFound(load.acknowledged, await readBack(program));
});

test('a server killed with kill -9 does not keep the next one out', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using first = await startProgram({ data });
  expect(await first.stop('SIGKILL')).toBe('SIGKILL');
  await using second = await startProgram({ data });
  expect((await second.ask('/readyz')).status).toBe(200);
});

describeWith(['root', 'mount'], () => {
  test('a read-only data directory ends it with 73', async () => {
    using directory = temporaryDirectory();
    using mounted = mountReadOnly(await usedData(directory.path));
    await expectRefused(mounted.path, 73, 'data_unusable');
    using empty = mountReadOnly(join(directory.path, 'empty'));
    await expectRefused(empty.path, 73, 'data_unusable');
  });

  test("another user's data directory ends it with 73", async () => {
    using directory = temporaryDirectory();
    const data = join(directory.path, 'data');
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, 65_534, 65_534);
    await expectRefused(data, 73, 'data_unusable');
    expect(readdirSync(data)).toEqual([]);
  });
});

test('a directory with files of something else is left as it is', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'home');
  mkdirSync(data, { mode: 0o755 });
  writeFileSync(join(data, '.profile'), 'umask 022\n');
  const before = hashes(data);
  await expectRefused(data, 73, 'data_unusable');
  expect(hashes(data)).toEqual(before);
  expect(statSync(data).mode & 0o777).toBe(0o755);
});

test('data of a newer version end it with 65 and are left as they are', async () => {
  using directory = temporaryDirectory();
  const data = await usedData(directory.path);
  const db = new SqliteDatabase(join(data, 'ringlog.db'));
  db.pragma('user_version = 999');
  db.close();
  const before = hashes(data);
  await expectRefused(data, 65, 'data_newer');
  // To read it at all, SQLite lays an empty write-ahead log and its index beside it.
  expect(hashes(data)).toMatchObject(before);
  expect(statSync(join(data, 'ringlog.db-wal')).size).toBe(0);
});

test.each([
  [
    'its first page is overwritten',
    (file: string) => {
      overwrite(file, 0, 4096);
    },
  ],
  [
    'its header says another format',
    (file: string) => {
      overwrite(file, 0, 16);
    },
  ],
  [
    'it is another kind of file',
    (file: string) => {
      writeFileSync(file, 'not a database\n'.repeat(999));
    },
  ],
])('a damaged database ends it with 65 and is left as it is: %s', async (_how, damage) => {
  using directory = temporaryDirectory();
  const data = await usedData(directory.path);
  damage(join(data, 'ringlog.db'));
  const before = hashes(data);
  await expectRefused(data, 65, 'data_damaged');
  expect(hashes(data)).toEqual(before);
});

test('a database that was lost while its write-ahead log was not is no new one', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using program = await startProgram({ data });
  const load = startLoad({ ...program, label: 'wal', connections: 1, requests: 5 });
  await load.ended;
  expect(await program.stop('SIGKILL')).toBe('SIGKILL');
  writeFileSync(join(data, 'ringlog.db'), '');
  const before = hashes(data);
  expect(before).toHaveProperty(['ringlog.db-wal']);
  await expectRefused(data, 65, 'data_damaged');
  expect(hashes(data)).toEqual(before);
});

test('only the owner can enter the data directory and read its files, whatever the umask', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  // The token is made in the directory when the environment has none.
  const start = (): ReturnType<typeof startProgram> =>
    startProgram({
      data,
      before: ['sh', '-c', 'umask 000; exec "$@"', 'sh'],
      env: { RINGLOG_TOKEN: '' },
      args: ['--event-log', join(data, 'events.ndjson')],
    });
  await using first = await start();
  const load = startLoad({ ...first, label: 'modes', connections: 1, requests: 5 });
  await load.ended;
  expectPrivate(data);
  expect(readdirSync(data)).toEqual(
    expect.arrayContaining(['ringlog.db', 'ringlog.db-wal', 'ringlog.db-shm', 'token']),
  );
  expect(await first.stop()).toBe(0);

  // A restore from a backup may have opened everything to everybody.
  chmodSync(data, 0o755);
  for (const name of readdirSync(data)) chmodSync(join(data, name), 0o644);
  await using second = await start();
  expect((await fetch(`${second.inspectorUrl}/readyz`)).status).toBe(200);
  for (const name of ['ringlog.db', 'ringlog.db-wal', 'ringlog.db-shm'])
    expect(modeOf(join(data, name))).toBe('600');
});

function expectPrivate(data: string): void {
  expect(modeOf(data)).toBe('700');
  const modes = readdirSync(data).map((name) => `${name} ${modeOf(join(data, name))}`);
  expect(modes).toEqual(readdirSync(data).map((name) => `${name} 600`));
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function overwrite(file: string, at: number, bytes: number): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, Buffer.alloc(bytes, 0xa5), 0, bytes, at);
  closeSync(fd);
}
