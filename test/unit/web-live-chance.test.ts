import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApiCall } from '../../src/api/call.ts';
import { LiveBrowser, type TestFollower } from '../support/live-tabs.ts';

/** What can happen; numbers choose who or how much. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('store' as const), n: fc.nat(12) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), n: fc.nat(4_000) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), n: fc.nat(300) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const), n: fc.nat(30) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('stop' as const, 'close' as const, 'again' as const),
      n: fc.nat(9),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('cut' as const, 'ping' as const, 'deaf' as const),
      n: fc.constant(0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('weather' as const), n: fc.nat(5) }) },
);

const weathers = ['well', 'well', 'well', 'down', 'full', 'held'] as const;

/** One who follows, from where, and what those before it in its place were told. */
interface Witness {
  follower: TestFollower;
  readonly from: number;
  readonly before: string[];
  readonly earlier: ApiCall[];
  isThere: boolean;
}

async function play(
  of: 'events' | 'calls',
  steps: readonly { readonly do: string; readonly n: number }[],
  delays: readonly number[],
): Promise<{ browser: LiveBrowser; witnesses: readonly Witness[] }> {
  let drawn = 0;
  const browser = new LiveBrowser(() => delays[drawn++ % delays.length] ?? 1);
  const { clock, server } = browser;
  const witnesses: Witness[] = [];
  const join = (from: number): void => {
    // Some with another filter, so that streams become few.
    const q = ['', '', '', '1', '2', '3'][witnesses.length % 6] ?? '';
    const cursor = server.cursorAt(from);
    const after = cursor === 'start' ? '' : cursor;
    witnesses.push({
      follower: browser.follow({ of, q, after }),
      from,
      before: [],
      earlier: [],
      isThere: true,
    });
  };
  join(0);
  for (const { do: what, n } of steps) {
    const there = witnesses.filter(({ isThere }) => isThere);
    const one = there[n % Math.max(1, there.length)];
    if (what === 'store') browser.store(String(n % 4), ...['a', 'b', 'c'].slice(0, 1 + (n % 3)));
    else if (what === 'wait') await clock.goOn(n);
    else if (what === 'join') join(Math.max(0, server.events.length - (n % 10)));
    else if (what === 'cut') server.cut();
    else if (what === 'ping') server.ping();
    else if (what === 'deaf') browser.isDeaf = !browser.isDeaf;
    else if (what === 'weather') {
      server.weather = weathers[n] ?? 'well';
      if (server.weather === 'down') server.cut();
    } else if (one) {
      if (what === 'close') one.follower.close();
      else one.follower.stop();
      one.isThere = what === 'again';
      if (what === 'again') {
        one.before.push(...one.follower.ids);
        one.earlier.push(...one.follower.calls);
        const { target } = one.follower;
        one.follower = browser.follow({ ...target, after: one.follower.cursor() });
      }
    }
  }
  server.weather = 'well';
  browser.isDeaf = false;
  for (let i = 0; i < 8; i++) {
    await clock.goOn(15_000);
    server.ping();
  }
  return { browser, witnesses };
}

test('whoever joins, leaves, is cut off or closed: each is told every event once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 20 }),
      async (steps, delays) => {
        const { browser, witnesses } = await play('events', steps, delays);
        for (const { follower, from, before, isThere } of witnesses) {
          const { q } = follower.target;
          const due = browser.server.matching(q, from, Infinity).map(({ id }) => id);
          const told = [...before, ...follower.ids];
          expect(told).toEqual(isThere ? due : due.slice(0, told.length));
          follower.stop();
        }
        await browser.clock.goOn(1_000);
        expect(browser.clock.timers).toBe(0);
        expect(browser.server.streams).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

test('and every call as it is at last, never as it was before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 20 }),
      async (steps, delays) => {
        const { browser, witnesses } = await play('calls', steps, delays);
        for (const { follower, from, earlier, isThere } of witnesses) {
          const { q } = follower.target;
          const counts = new Map<string, number>();
          for (const { id, eventCount } of follower.calls) {
            expect(eventCount).toBeGreaterThan(counts.get(id) ?? 0);
            counts.set(id, eventCount);
          }
          for (const { id, eventCount } of earlier)
            if (eventCount > (counts.get(id) ?? 0)) counts.set(id, eventCount);
          for (const { callId, cursor } of browser.server.matching(q, from, Infinity)) {
            const { eventCount } = browser.server.call(callId, browser.server.placeOf(cursor));
            expect(counts.get(callId) ?? 0).toBeGreaterThanOrEqual(isThere ? eventCount : 0);
          }
          follower.stop();
        }
        await browser.clock.goOn(1_000);
        expect(browser.clock.timers).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);
