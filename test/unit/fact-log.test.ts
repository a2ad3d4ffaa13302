import { expect, test } from '@jest/globals';
import { AppError } from '../../src/errors.ts';
import { FactLog } from '../../src/journal/fact-log.ts';
import type { Fact } from '../../src/journal/fact.ts';

const fact = (reason: string): Fact => ({ kind: 'refusal', atUs: 1, reason, message: 'no' });

/** A fact log whose timer the test fires, over a store that refuses while `isFull`. */
function setUp(): {
  log: FactLog;
  stored: string[][];
  store: { isFull: boolean };
  timers: { callback: () => void; ms: number }[];
  delays: unknown[];
} {
  const stored: string[][] = [];
  const store = { isFull: false };
  const timers: { callback: () => void; ms: number }[] = [];
  const delays: unknown[] = [];
  const log = new FactLog({
    store: {
      note: (facts) => {
        if (store.isFull) return Promise.reject(new AppError('store_full', 'full'));
        stored.push(facts.map(({ reason }) => reason));
        return Promise.resolve();
      },
    },
    later: (callback, ms) => timers.push({ callback, ms }),
    onDelay: (error) => delays.push(error),
  });
  return { log, stored, store, timers, delays };
}

test('facts that come together are stored together', async () => {
  const { log, stored, timers } = setUp();
  log.note(fact('a'));
  log.note(fact('b'));
  expect(timers).toHaveLength(1);
  expect(stored).toEqual([]);
  timers[0]?.callback();
  await log.flush();
  expect(stored).toEqual([['a', 'b']]);
});

test('facts wait while the disk is full, and are stored once, in order, when there is room', async () => {
  const { log, stored, store, delays } = setUp();
  store.isFull = true;
  log.note(fact('a'));
  await log.flush();
  log.note(fact('b'));
  await log.flush();
  expect(delays).toHaveLength(2);
  store.isFull = false;
  expect(await log.close()).toBe(0);
  expect(stored.flat()).toEqual(['a', 'b']);
});

test('closing says how many facts the store did not take', async () => {
  const { log, store } = setUp();
  log.note(fact('a'));
  await log.flush();
  store.isFull = true;
  log.note(fact('b'));
  log.note(fact('c'));
  expect(await log.close()).toBe(2);
});

test('a flood beyond the limit drops the oldest and counts them', async () => {
  const { log, stored, store } = setUp();
  store.isFull = true;
  for (let i = 0; i < 2_010; i++) log.note(fact(`${i}`));
  store.isFull = false;
  await log.close();
  expect(stored.flat()).toHaveLength(2_000);
  expect(stored[0]?.[0]).toBe('10');
  expect(log.counts).toMatchObject({ noted: 2_010, dropped: 10 });
});

test('one fact that the store can never keep does not hold up the others', async () => {
  const stored: string[] = [];
  const log = new FactLog({
    store: {
      note: (facts) => {
        if (facts.some(({ reason }) => reason === 'bad'))
          return Promise.reject(new AppError('row_refused', 'no'));
        stored.push(...facts.map(({ reason }) => reason));
        return Promise.resolve();
      },
    },
    later: () => undefined,
    onDelay: () => undefined,
  });
  for (const reason of ['a', 'bad', 'c']) log.note(fact(reason));
  expect(await log.close()).toBe(0);
  expect(stored).toEqual(['a', 'c']);
  expect(log.counts).toMatchObject({ noted: 3, dropped: 1 });
});
