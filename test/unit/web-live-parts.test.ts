import { expect, test } from '@jest/globals';
import type { ApiCall } from '../../src/api/call.ts';
import { createStreamParser } from '../../src/api/event-stream.ts';
import { createBackoff } from '../../src/web/live/backoff.ts';
import { createCatchUp } from '../../src/web/live/catch-up.ts';
import { framesOf } from '../../src/web/live/frame.ts';
import { keyOf } from '../../src/web/live/key.ts';
import { NewestCalls } from '../../src/web/live/newest-calls.ts';
import { RecentIds } from '../../src/web/live/recent-ids.ts';
import { isFinal } from '../../src/web/live/refusing.ts';
import { Refusal } from '../../src/web/server/refusal.ts';

test('tabs share only what is the same: kind, filter and the place of the page', () => {
  const keys = [
    keyOf('/', { of: 'events', q: '' }),
    keyOf('/', { of: 'calls', q: '' }),
    keyOf('/ringlog/', { of: 'events', q: '' }),
    keyOf('/', { of: 'events', q: 'type:hangup' }),
  ];
  expect(new Set(keys).size).toBe(4);
  expect(keyOf('/', { of: 'events', q: ' type:hangup ' })).toBe(keys[3]);
});

test('messages keep their place, also without data, and the start is an empty one', () => {
  const text =
    ': at\nid: start\n\n: ping\n\nevent: gap\ndata: {}\n\nid: c1\nevent: event\ndata: {"id":1}\n\n';
  expect(framesOf(createStreamParser(1_000)(text))).toEqual([
    { event: '', data: '', id: '' },
    { event: 'gap', data: '{}' },
    { event: 'event', data: '{"id":1}', id: 'c1' },
  ]);
});

test('it has caught up at the second place, or with an event that was stored after the answer began', () => {
  const place = { event: '', data: '', id: 'c' };
  const event = (storedAt: string) => ({
    event: 'event',
    data: JSON.stringify({ storedAt }),
    id: 'c',
  });
  const atMs = Date.parse('2026-05-30T12:00:05Z');
  const byPlace = createCatchUp(undefined);
  expect(byPlace([place, event('2026-05-30T12:00:09.000000Z')])).toBe(false);
  expect(byPlace([])).toBe(false);
  expect(byPlace([place])).toBe(true);
  const byTime = createCatchUp(atMs);
  expect(byTime([place, event('2026-05-30T12:00:04.999999Z')])).toBe(false);
  expect(byTime([event('2026-05-30T12:00:05.000001Z')])).toBe(true);
});

test('it waits longer each time, at most five seconds, and briefly again after success', () => {
  const backoff = createBackoff();
  const waits = Array.from({ length: 7 }, () => backoff.nextMs());
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  backoff.reset();
  expect(backoff.nextMs()).toBe(250);
});

test('ids are known until so many others have come', () => {
  const ids = new RecentIds(2);
  expect([ids.add('a'), ids.add('b'), ids.add('a')]).toEqual([true, true, false]);
  ids.add('c');
  expect([ids.add('b'), ids.add('a')]).toEqual([false, true]);
});

test('of a call no older state counts, but for one of which events were deleted, and another call of its id', () => {
  const calls = new NewestCalls(2);
  const takes = (call: Partial<ApiCall>): boolean => {
    const whole = { id: 'a', startedAt: '2026-05-30T12:00:00Z', eventCount: 1, ...call };
    return calls.isNews(whole as ApiCall, JSON.stringify(whole));
  };
  expect(takes({ eventCount: 3 })).toBe(true);
  expect(takes({ eventCount: 2 })).toBe(false);
  expect(takes({ eventCount: 3 })).toBe(false);
  expect(takes({ eventCount: 3, outcome: 'zombie' })).toBe(true);
  expect(takes({ eventCount: 2, partial: true })).toBe(true);
  expect(takes({ eventCount: 1, startedAt: '2026-05-30T13:00:00Z' })).toBe(true);
  takes({ id: 'b' });
  takes({ id: 'c' });
  expect(takes({ eventCount: 1 })).toBe(true);
});

test('large calls are not remembered beyond a number of characters', () => {
  const calls = new NewestCalls(100, 1_000);
  const takes = (id: string): boolean =>
    calls.isNews({ id, startedAt: '', eventCount: 1 } as ApiCall, id.repeat(400));
  expect(['a', 'b', 'a', 'b'].map(takes)).toEqual([true, true, false, false]);
  expect(['c', 'b', 'c', 'a'].map(takes)).toEqual([true, false, false, true]);
});

test.each([
  [0, 'unreachable', false],
  [0, 'foreign', true],
  [400, 'bad_filter', true],
  [401, 'unauthorized', true],
  [429, 'too_many_tries', false],
  [502, 'foreign', false],
  [503, 'store_closed', false],
])('status %s with %s is final: %s', (status, code, isIt) => {
  expect(isFinal(new Refusal(status, { code, detail: '' }))).toBe(isIt);
});
