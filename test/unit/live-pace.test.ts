import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Live } from '../../src/live/live.ts';
import { follow, openLive } from '../support/followed-journal.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});

afterEach(() => {
  jest.useRealTimers();
});

test('what comes alone is given at once, what follows it soon, and what is many together', async () => {
  const journal = openLive();
  const follower = await paced(journal.live, 100);
  const givenAfterMs = async (...myids: readonly number[]): Promise<number> => {
    const cursors = await journal.add(...myids);
    journal.tell();
    const { afterMs, given } = await follower.next();
    expect(given).toEqual(cursors);
    return afterMs;
  };
  expect(await givenAfterMs(1)).toBe(0);
  expect(await givenAfterMs(1, 1)).toBe(50);
  expect(await givenAfterMs(1, 1, 1)).toBe(50);
  expect(await givenAfterMs(1)).toBe(100);
  jest.advanceTimersByTime(50);
  expect(await givenAfterMs(1)).toBe(0);
  await follower.end();
});

/** A follower, and after how many ms of the held clock each piece of news is given. */
async function paced(
  live: Live,
  paceMs: number,
): Promise<{
  next(): Promise<{ readonly afterMs: number; readonly given: readonly string[] }>;
  end(): Promise<void>;
}> {
  const { next, end } = follow(live, {}, { paceMs });
  await next();
  return {
    end,
    next: async () => {
      const waiting = next();
      for (let afterMs = 0; ; afterMs++) {
        const turn = new Promise<undefined>((resolve) => {
          setImmediate(resolve, undefined);
        });
        const news = await Promise.race([waiting, turn]);
        if (news) return { afterMs, given: news.events.map(({ cursor }) => cursor) };
        jest.advanceTimersByTime(1);
      }
    },
  };
}
