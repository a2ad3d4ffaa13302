import { expect, test } from '@jest/globals';
import { AppError } from '../../src/errors.ts';
import type { Capture } from '../../src/journal/capture.ts';
import { Journal } from '../../src/journal/journal.ts';
import { maxBatch } from '../../src/journal/store.ts';

/** A store whose every append waits until the test lets it end: real enough to step group commit by hand. */
function steppedStore(): {
  batches: string[][];
  end: (error?: AppError) => Promise<void>;
  append: (batch: readonly Capture[]) => Promise<readonly string[]>;
} {
  const batches: string[][] = [];
  const ends: ((error?: AppError) => void)[] = [];
  return {
    batches,
    append: (batch) => {
      const ids = batch.map(({ id }) => id);
      batches.push(ids);
      return new Promise((resolve, reject) => {
        ends.push((error) => {
          if (error) reject(error);
          else resolve(ids.map((id) => `cursor of ${id}`));
        });
      });
    },
    end: async (error) => {
      ends.shift()?.(error);
      await turn();
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const capture = (id: string): Capture => ({
  id,
  receivedAtUs: 1,
  peer: '127.0.0.1:1',
  origin: 'received',
  answer: { status: 200 },
  head: 'GET / HTTP/1.1\r\n',
  body: new Uint8Array(),
});

function journalOn(
  store: Pick<ReturnType<typeof steppedStore>, 'append'>,
  options: {
    maxQueued?: number;
    onFatal?: (error: AppError) => void;
    elapsedUs?: () => number;
  } = {},
): Journal {
  return new Journal({
    store,
    endOfTurn: setImmediate,
    elapsedUs: () => 0,
    onFatal: () => undefined,
    ...options,
  });
}

test('captures of one turn share a commit; what comes meanwhile makes the next one', async () => {
  const store = steppedStore();
  const journal = journalOn(store);
  const first = [journal.append(capture('a')), journal.append(capture('b'))];
  await turn();
  const second = [journal.append(capture('c')), journal.append(capture('d'))];
  await turn();
  expect(store.batches).toEqual([['a', 'b']]);
  await store.end();
  expect(await Promise.all(first)).toEqual(['cursor of a', 'cursor of b']);
  expect(store.batches).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  await store.end();
  expect(await Promise.all(second)).toEqual(['cursor of c', 'cursor of d']);
});

test('a batch holds at most maxBatch captures and keeps their order', async () => {
  const store = steppedStore();
  const journal = journalOn(store);
  const all = Array.from({ length: maxBatch + 10 }, (_, i) => journal.append(capture(`${i}`)));
  await turn();
  await store.end();
  await store.end();
  await Promise.all(all);
  expect(store.batches.map((batch) => batch.length)).toEqual([maxBatch, 10]);
  expect(store.batches.flat()).toEqual(all.map((_, i) => `${i}`));
});

test('a full queue refuses at once, and takes again when there is room', async () => {
  const store = steppedStore();
  const journal = journalOn(store, { maxQueued: 1 });
  const a = journal.append(capture('a'));
  await turn();
  const b = journal.append(capture('b'));
  await expect(journal.append(capture('c'))).rejects.toMatchObject({ code: 'overloaded' });
  await store.end();
  const d = journal.append(capture('d'));
  await store.end();
  await store.end();
  await Promise.all([a, b, d]);
  expect(journal.counts).toMatchObject({ events: 3, refused: 1 });
});

test('one refused row does not take its neighbours with it', async () => {
  const store = steppedStore();
  const journal = journalOn(store);
  const settled = Promise.allSettled(['a', 'bad', 'c'].map((id) => journal.append(capture(id))));
  await turn();
  await store.end(new AppError('row_refused', 'one is bad'));
  await store.end();
  await store.end(new AppError('row_refused', 'this one'));
  await store.end();
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(store.batches).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
});

test('a full disk refuses the batch and nothing else', async () => {
  const store = steppedStore();
  const journal = journalOn(store);
  const a = journal.append(capture('a'));
  await turn();
  await Promise.all([
    expect(a).rejects.toMatchObject({ code: 'store_full' }),
    store.end(new AppError('store_full', 'full')),
  ]);
  const b = journal.append(capture('b'));
  await turn();
  await store.end();
  expect(await b).toBe('cursor of b');
});

test('a failure that may pass is reported for ten seconds, so that whoever waits for it sends again', async () => {
  const store = steppedStore();
  let nowUs = 5;
  const journal = journalOn(store, { elapsedUs: () => nowUs });
  const refused = Promise.allSettled([journal.append(capture('a'))]);
  await turn();
  await store.end(new AppError('store_full', 'full'));
  await refused;
  nowUs += 9_999_999;
  expect(journal.lastFailure).toMatchObject({ code: 'store_full' });
  nowUs += 1;
  expect(journal.lastFailure).toBeUndefined();
});

test('one event that cannot be kept says nothing of the store', async () => {
  const store = steppedStore();
  const journal = journalOn(store);
  const refused = Promise.allSettled([journal.append(capture('bad'))]);
  await turn();
  await store.end(new AppError('row_refused', 'this one'));
  await refused;
  expect(journal.lastFailure).toBeUndefined();
});

test('after an I/O error nothing is acknowledged any more, and the owner is told once', async () => {
  const store = steppedStore();
  const fatal: string[] = [];
  const journal = journalOn(store, { onFatal: ({ code }) => fatal.push(code) });
  const settled = Promise.allSettled([journal.append(capture('a'))]);
  await turn();
  const late = Promise.allSettled([journal.append(capture('b'))]);
  await store.end(new AppError('store_failed', 'fsync'));
  await expect(journal.append(capture('c'))).rejects.toMatchObject({ code: 'store_failed' });
  expect((await Promise.all([settled, late])).flat().map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
  ]);
  expect(store.batches).toEqual([['a']]);
  expect(fatal).toEqual(['store_failed']);
  expect(journal.lastFailure).toMatchObject({ code: 'store_failed' });
});

test('closing commits what waits and refuses what comes after', async () => {
  const store = steppedStore();
  const journal = journalOn(store);
  const a = journal.append(capture('a'));
  const closed = journal.close();
  await expect(journal.append(capture('b'))).rejects.toMatchObject({ code: 'store_closed' });
  await turn();
  await store.end();
  await closed;
  expect(await a).toBe('cursor of a');
});

test('a store that answers with too few cursors acknowledges nothing', async () => {
  const fatal: string[] = [];
  const journal = journalOn(
    { append: () => Promise.resolve(['only one']) },
    { onFatal: ({ code }) => fatal.push(code) },
  );
  const settled = await Promise.allSettled(['a', 'b'].map((id) => journal.append(capture(id))));
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(fatal).toEqual(['store_failed']);
});
