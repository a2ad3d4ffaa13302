import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Capture } from '../../src/journal/capture.ts';
import { maxCallEvents } from '../../src/protocol/call.ts';
import { printTime } from '../../src/query/time-value.ts';
import { slotUs } from '../../src/storage/sqlite/index-slots.ts';
import { callsOnPages, expectCalls } from './call-pages.ts';
import { anyCallFilter, anyJournal } from './called-captures.ts';
import { callCaptures, interleaved, remove, startAnew, strayCapture } from './called-journal.ts';
import { allEvents, borderUs, filterOf, formCapture, storeAll } from './indexed-events.ts';
import { naiveCalls } from './naive-calls.ts';
import type { LastingSearchHarness, OpenSearch } from './search-harness.ts';

/** When calls are looked at: while they go on, and when those that never ended are zombies. */
const anyNowUs = fc.constantFrom(1, 700, 5_000, 90_000).map((s) => borderUs + s * 1e6);

/** How every engine finds calls: those that the same events make when each of them is looked at. */
export function describeCalls(open: OpenSearch<LastingSearchHarness>): void {
  test('lists of calls, of their events and of findings are as the events say, whatever was sent and is asked for', async () => {
    let nowUs = borderUs;
    await using harness = await open(() => nowUs);
    const seen = { some: 0, none: 0, all: 0 };
    await fc.assert(
      fc.asyncProperty(
        anyJournal,
        fc.array(anyCallFilter, { minLength: 5, maxLength: 5 }),
        anyNowUs,
        async (captures, filters, at) => {
          nowUs = at;
          await startAnew(harness);
          const events = await storeAll(harness, captures);
          const all = naiveCalls(events).length;
          for (const filter of filters) {
            const count = await expectCalls(harness, filter, { events, nowUs });
            seen[count === 0 ? 'none' : count === all ? 'all' : 'some']++;
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3);
  });

  test('calls are as what is left of them says: after deletions, more events, a new start, and in an index made anew', async () => {
    let nowUs = borderUs;
    await using harness = await open(() => nowUs);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anyJournal, anyJournal),
        fc.array(anyCallFilter, { minLength: 3, maxLength: 3 }),
        fc.infiniteStream(fc.nat(3)),
        anyNowUs,
        async ([captures, later], filters, chances, at) => {
          nowUs = at;
          await startAnew(harness);
          const expectAll = async (): Promise<void> => {
            const events = await allEvents(harness.store);
            for (const filter of [filterOf(''), ...filters])
              await expectCalls(harness, filter, { events, nowUs });
          };
          const events = await storeAll(harness, captures);
          const firsts = new Set(naiveCalls(events).map(({ row }) => row));
          const doomed = events.filter((_event, i) => {
            const chance = chances.next().value as number; // It has no end.
            return chance === 0 || (chance === 1 && firsts.has(i + 1));
          });
          await remove(harness, doomed);
          await expectAll();
          await storeAll(harness, later);
          await expectAll();
          const [whole] = naiveCalls(await allEvents(harness.store));
          const left = new Map((await allEvents(harness.store)).map((event) => [event.id, event]));
          await remove(
            harness,
            (whole?.events ?? []).flatMap(({ id }) => left.get(id) ?? []),
          );
          await harness.reopen();
          await harness.settle();
          await expectAll();
          await harness.rebuild();
          await expectAll();
        },
      ),
      { numRuns: 4 },
    );
  });

  test('events that come between pages make no call of before get lost or come twice', async () => {
    await using harness = await open(() => borderUs);
    for (const [text, order] of [
      ['', 'newest'],
      ['', 'oldest'],
      ['type:dial-in', 'newest'],
      ['anna', 'newest'],
      ['anna', 'oldest'],
      ['myid:175 direction:in', 'newest'],
    ] as const) {
      await startAnew(harness);
      const before = Array.from({ length: 12 }, (_, n) => callCaptures(`before-${n}`));
      await storeAll(harness, interleaved(before.map((own) => own.slice(0, 2))));
      let n = 0;
      const found = await callsOnPages(harness, filterOf(text), { order, limit: 2 }, async () => {
        if (n >= before.length) return;
        // Of a call that is given already or comes later, and of new ones.
        const more = [before[n]?.slice(2), before[11 - n]?.slice(1, 2), callCaptures(`new-${n}`)];
        n++;
        await storeAll(harness, interleaved(more.map((own) => own ?? [])));
      });
      const ids = found.map(({ id }) => id).filter((id) => id.startsWith('before-'));
      const expected = before.map((_, i) => `before-${i}`);
      expect([text, order, ids]).toEqual([
        text,
        order,
        order === 'newest' ? expected.toReversed() : expected,
      ]);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    }
  });

  test('a call is found by when it began, whichever of its events was stored first', async () => {
    await using harness = await open(() => borderUs);
    const later = strayCapture('a-call', 'hay', borderUs + slotUs);
    await storeAll(harness, [later, strayCapture('a-call', 'hay', borderUs - 1)]);
    const [border, beforeBorder] = [borderUs, borderUs - 1].map(printTime);
    for (const word of ['', ' hay'])
      for (const [text, count] of [
        [`before:${border}`, 1],
        [`after:${beforeBorder} before:${border}`, 1],
        [`before:${beforeBorder}`, 0],
        [`after:${border}`, 0],
      ] as const)
        for (const order of ['oldest', 'newest'] as const) {
          const range = { order, limit: 2 };
          const found = await callsOnPages(harness, filterOf(text + word), range);
          expect([text + word, found.length]).toEqual([text + word, count]);
        }
  });

  test('a call is not found by a word that its events do not have, although they have more than an index keeps', async () => {
    await using harness = await open(() => borderUs);
    const many = Array.from({ length: 1_200 }, (_, i) => `w${i}`);
    const body = `EventType=hangup&CallID=wordy&words=${many.join('+')}`;
    await storeAll(harness, [formCapture({ target: '/?a=1', body })]);
    await expectIds(harness, 'w0 w1199', ['wordy']);
    await expectIds(harness, 'w1200', []);
  });

  test('a call is not found by an event that it does not hold', async () => {
    await using harness = await open(() => borderUs);
    const stray = (word: string): Capture => strayCapture('many', word);
    await storeAll(
      harness,
      Array.from({ length: maxCallEvents - 1 }, () => stray('hay')),
    );
    await storeAll(harness, [stray('needle')]);
    await expectIds(harness, 'needle', ['many']);
    await storeAll(harness, [stray('nail')]);
    await expectIds(harness, 'nail', []);
    await expectIds(harness, 'needle', ['many']);
  });

  test('a call is found by its last event, however many events of others come between', async () => {
    await using harness = await open(() => borderUs);
    const needles = Array.from({ length: 30 }, (_, n) => strayCapture(`other-${n}`, 'needle'));
    await storeAll(harness, [strayCapture('long-one', 'hay'), strayCapture('long-two', 'hay')]);
    await storeAll(
      harness,
      Array.from({ length: 20_100 }, () => formCapture({ target: '/?word=hay' })),
    );
    const lateUs = borderUs + 1e9;
    await storeAll(harness, [...needles, strayCapture('long-two', 'needle', lateUs), ...needles]);
    const expected = ['long-two', ...Array.from({ length: 30 }, (_, n) => `other-${n}`)];
    for (const limit of [1, 4, 50])
      for (const order of ['newest', 'oldest'] as const) {
        const found = await callsOnPages(harness, filterOf('needle'), { order, limit });
        const ids = found.map(({ id }) => id);
        expect([limit, order === 'newest' ? ids.toReversed() : ids]).toEqual([limit, expected]);
      }
    const until = new Date(borderUs / 1000 + 1).toISOString();
    const timed = filterOf(`needle before:${until}`);
    const found = await callsOnPages(harness, timed, { order: 'newest', limit: 4 });
    expect(found.map(({ id }) => id)).toEqual(expected.toReversed());
  }, 120_000);
}

/** Expects these calls, whose CallIDs are given, of either order of asking. */
async function expectIds(
  harness: LastingSearchHarness,
  text: string,
  ids: readonly string[],
): Promise<void> {
  for (const order of ['newest', 'oldest'] as const) {
    const found = await callsOnPages(harness, filterOf(text), { order, limit: 3 });
    expect([text, order, found.map(({ id }) => id)]).toEqual([text, order, ids]);
  }
}
