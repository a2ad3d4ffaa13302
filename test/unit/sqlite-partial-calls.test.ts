import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { maxPage } from '../../src/journal/store.ts';
import { JournalFollower } from '../../src/storage/sqlite/journal-follower.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { someCaptures } from '../support/captures.ts';
import { temporaryDirectory } from '../support/program.ts';

/** It starts two threads; on a busy machine that takes its time. */
jest.setTimeout(30_000);

test('which calls lost events is kept by the first that is left, as long as that is there', async () => {
  using temporary = temporaryDirectory();
  const directory = join(temporary.path, 'data');
  await using store = await openSqliteStore({ directory, synchronous: 'OFF' });
  const [first = '', second = '', , fourth = ''] = await store.append(someCaptures(4));
  const journal = new JournalFollower(directory);
  try {
    await store.remove([first], 'test');
    await store.notePartialCalls([fourth, second, second, first, 'no-cursor', '']);
    expect(journal.partialCalls(0, 9)).toEqual([2, 4]);
    expect(journal.partialCalls(2, 3)).toEqual([2]);
    expect(journal.partialCalls(3, 3)).toEqual([]);
    await store.remove([second], 'test');
    expect(journal.partialCalls(0, 9)).toEqual([4]);
    await store.prune(Infinity, 9);
    expect(journal.partialCalls(0, 9)).toEqual([]);
  } finally {
    journal.close();
  }
  const many = Array.from({ length: maxPage + 1 }, () => first);
  await expect(store.notePartialCalls(many)).rejects.toMatchObject({ code: 'internal' });
});
