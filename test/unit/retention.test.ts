import { expect, test } from '@jest/globals';
import { pruneOld, steadyClock } from '../../src/journal/retention.ts';

test('deletes chunk by chunk until a chunk is not full', async () => {
  const asked: [number, number][] = [];
  const counts = [500, 500, 20, 500];
  const deleted = await pruneOld({
    store: {
      prune: (beforeUs, limit) => {
        asked.push([beforeUs, limit]);
        return Promise.resolve(counts[asked.length - 1] ?? 0);
      },
    },
    keepMs: 60_000,
    nowUs: () => 100_000_000,
    isStopped: () => false,
  });
  expect(deleted).toBe(1020);
  expect(asked).toEqual(Array(3).fill([40_000_000, 500]));
});

test('stops between chunks when asked', async () => {
  let chunks = 0;
  const prune = (): Promise<number> => Promise.resolve(500);
  await pruneOld({
    store: { prune },
    keepMs: 60_000,
    nowUs: () => 0,
    isStopped: () => ++chunks > 2,
  });
  expect(chunks).toBe(3);
});

test('a wall clock that is set ahead deletes nothing early; one that is set back delays', () => {
  let [wallUs, elapsedUs] = [1_000_000, 50];
  const clock = steadyClock(
    () => wallUs,
    () => elapsedUs,
  );
  const pass = (us: number): void => {
    wallUs += us;
    elapsedUs += us;
  };
  pass(1000);
  expect(clock()).toBe(1_001_000);
  wallUs += 10 * 365 * 86_400_000_000;
  pass(1000);
  expect(clock()).toBe(1_002_000);
  wallUs = 500_000;
  expect(clock()).toBe(500_000);
});
