import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { someCaptures } from '../support/captures.ts';
import { describeWith, mountReadOnly } from '../support/fault.ts';
import { temporaryDirectory } from '../support/program.ts';

/** Each of them starts threads, some of them programs; on a busy machine that takes its time. */
jest.setTimeout(30_000);

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

/** Opens a store and closes it again. */
async function tryOpen(directory: string): Promise<void> {
  await using store = await openSqliteStore({ directory, synchronous: 'OFF' });
  await store.append(someCaptures(1));
}

test.each([0, 0o777])(
  'makes a directory and files that only the owner can read, with umask %i',
  async (mask) => {
    using temporary = temporaryDirectory();
    const directory = join(temporary.path, 'data');
    const umask = process.umask(mask);
    try {
      await using store = await openSqliteStore({ directory, synchronous: 'OFF' });
      await store.append(someCaptures(1));
      expect(modeOf(directory)).toBe('700');
      const modes = readdirSync(directory).map((name) => [name, modeOf(join(directory, name))]);
      expect(Object.fromEntries(modes)).toEqual({
        'ringlog.db': '600',
        'ringlog.db-shm': '600',
        'ringlog.db-wal': '600',
        'ringlog.lock': '600',
      });
    } finally {
      process.umask(umask);
    }
  },
);

test('makes the directories above as anybody would', async () => {
  using temporary = temporaryDirectory();
  const umask = process.umask(0o022);
  try {
    await tryOpen(join(temporary.path, 'a', 'b', 'data'));
    expect(modeOf(join(temporary.path, 'a'))).toBe('755');
    expect(modeOf(join(temporary.path, 'a', 'b'))).toBe('755');
  } finally {
    process.umask(umask);
  }
});

test('closes an open directory of its own, and its files', async () => {
  using temporary = temporaryDirectory();
  await tryOpen(temporary.path);
  for (const name of ['token', 'index.db', 'index.db-wal'])
    writeFileSync(join(temporary.path, name), '');
  chmodSync(temporary.path, 0o755);
  chmodSync(join(temporary.path, 'ringlog.db'), 0o644);
  await tryOpen(temporary.path);
  expect(modeOf(temporary.path)).toBe('700');
  expect(modeOf(join(temporary.path, 'ringlog.db'))).toBe('600');
});

test('leaves a directory with files of something else as it is', async () => {
  using temporary = temporaryDirectory();
  for (const name of ['.bashrc', 'thesis.odt', 'a', 'b'])
    writeFileSync(join(temporary.path, name), '');
  chmodSync(temporary.path, 0o755);
  const names = readdirSync(temporary.path);
  await expect(tryOpen(temporary.path)).rejects.toMatchObject({
    code: 'data_unusable',
    message: expect.stringMatching(/holds files of something else \(.*\.bashrc.* and 1 more\)/),
  });
  expect(readdirSync(temporary.path)).toEqual(names);
  expect(modeOf(temporary.path)).toBe('755');
});

test('starts again although somebody put a file beside the journal', async () => {
  using temporary = temporaryDirectory();
  await tryOpen(temporary.path);
  writeFileSync(join(temporary.path, 'notes.txt'), '');
  chmodSync(temporary.path, 0o750);
  await tryOpen(temporary.path);
  expect(modeOf(temporary.path)).toBe('750');
});

test('says in one line why a place cannot hold the data', async () => {
  using temporary = temporaryDirectory();
  const file = join(temporary.path, 'file');
  writeFileSync(file, '');
  for (const directory of [file, join(file, 'below'), '/proc/ringlog'])
    await expect(tryOpen(directory)).rejects.toMatchObject({
      code: 'data_unusable',
      message: expect.stringMatching(/^The data directory \S+ cannot be used: [a-z ]+\.$/),
    });
});

describeWith(['root'], () => {
  test('does not use the directory of another user', async () => {
    using temporary = temporaryDirectory();
    const directory = join(temporary.path, 'theirs');
    mkdirSync(directory);
    chownSync(directory, 12_345, 12_345);
    await expect(tryOpen(directory)).rejects.toMatchObject({
      code: 'data_unusable',
      message: expect.stringContaining('belongs to user 12345'),
    });
    expect(readdirSync(directory)).toEqual([]);
  });
});

describeWith(['mount'], () => {
  test('does not start on a read-only file system', async () => {
    using temporary = temporaryDirectory();
    const source = join(temporary.path, 'data');
    await tryOpen(source);
    using mounted = mountReadOnly(source);
    await expect(tryOpen(mounted.path)).rejects.toMatchObject({
      code: 'data_unusable',
      message: expect.stringContaining('the file system is read-only'),
    });
  });
});
