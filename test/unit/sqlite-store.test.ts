import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { JournalFollower } from '../../src/storage/sqlite/journal-follower.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { someCaptures } from '../support/captures.ts';
import { describeStore } from '../support/describe-store.ts';
import { FailingStore } from '../support/failing-store.ts';
import { temporaryDirectory } from '../support/program.ts';
import type { StoreHarness } from '../support/store-harness.ts';
import type { Store } from '../../src/journal/store.ts';

/** Each of them starts threads, some of them programs; on a busy machine that takes its time. */
jest.setTimeout(30_000);

async function openHarness(
  nowUs: () => number,
  wrap: (store: Store) => Store = (store) => store,
): Promise<StoreHarness> {
  const temporary = temporaryDirectory();
  const directory = join(temporary.path, 'data');
  const open = async (): Promise<Store> =>
    wrap(await openSqliteStore({ directory, nowUs, synchronous: 'OFF' }));
  let store = await open();
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      temporary[Symbol.dispose]();
    },
  };
}

describeStore('SQLite', openHarness);

describeStore('FailingStore that is not told to fail', (nowUs) =>
  openHarness(nowUs, (store) => new FailingStore(store)),
);

test('a failing store fails as often as told, and not for good', async () => {
  await using harness = await openHarness(() => 0);
  const store = new FailingStore(harness.store);
  store.failNext('append', 'store_full', 'store_busy');
  await expect(store.append([])).rejects.toMatchObject({ code: 'store_full' });
  await expect(store.append([])).rejects.toMatchObject({ code: 'store_busy' });
  expect(await store.append(someCaptures(1))).toHaveLength(1);
});

test('a held store commits nothing until it is released, then in order', async () => {
  await using harness = await openHarness(() => 0);
  const store = new FailingStore(harness.store);
  store.hold('append');
  const [a, b] = [someCaptures(1), someCaptures(2)];
  const appended = [store.append(a), store.append(b)];
  expect(store.held('append')).toBe(2);
  expect(await store.head()).toBe('');
  store.release('append');
  const cursors = (await Promise.all(appended)).flat();
  const events = await store.since('', 9);
  expect(events.map(({ id }) => id)).toEqual([...a, ...b].map(({ id }) => id));
  expect(cursors).toEqual(events.map(({ cursor }) => cursor));
});

test('a follower in another thread reads what is committed, by its own connection', async () => {
  const temporary = temporaryDirectory();
  await using store = await openSqliteStore({ directory: temporary.path, synchronous: 'OFF' });
  const reader = new JournalFollower(temporary.path);
  try {
    expect(reader.head()).toBe('');
    await store.append(someCaptures(5));
    expect(reader.since('', 10)).toEqual(await store.since('', 10));
    expect(reader.head()).toBe(await store.head());
    expect(reader.since(reader.head(), 10)).toEqual([]);
    await store.append(someCaptures(1));
    expect(reader.since('', 3)).toEqual(await store.since('', 3));
    expect(() => reader.since('nonsense', 1)).toThrow(
      expect.objectContaining({ code: 'bad_cursor' }),
    );
  } finally {
    reader.close();
    reader.close();
  }
});

test('says what is wrong with a cursor and what to do', async () => {
  await using harness = await openHarness(() => 0);
  const { store } = harness;
  const [cursor = ''] = await store.append(someCaptures(1));
  const tag = cursor.slice(0, 6);
  const message = (cursor: string): Promise<unknown> =>
    store.since(cursor, 1).then(
      () => 'no error',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
  expect(await message('hello')).toMatch(/not a cursor.*as an answer gave it/);
  expect(await message(`${tag}-01`)).toMatch(/not a cursor/);
  expect(await message(`${tag}-0`)).toMatch(/not a cursor/);
  expect(await message(`${tag}-zzzzzzzzzzz`)).toMatch(/not a cursor/);
  expect(await message(`${tag}-2`)).toMatch(/beyond the newest/);
  const foreignTag = tag === '000000' ? '111111' : '000000';
  expect(await message(`${foreignTag}-1`)).toMatch(/another journal/);
});
