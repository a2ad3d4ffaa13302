import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Capture } from '../../src/journal/capture.ts';
import { maxBatch, maxPage } from '../../src/journal/store.ts';
import { someCapture, someCaptures } from './captures.ts';
import { describeDeletion } from './describe-deletion.ts';
import { describeReading } from './describe-reading.ts';
import { fullFact, plainFact } from './facts.ts';
import { anyTimeUs, hasFailed, type OpenStore, type StoreHarness } from './store-harness.ts';

/** What every engine promises: see the docstrings of `Store`. */
export function describeStore(name: string, open: OpenStore): void {
  const openNow = (): Promise<StoreHarness> => open(() => anyTimeUs);

  describe(`a store: ${name}`, () => {
    describeReading(open);
    describeDeletion(open);

    test('gives every event back as it was captured, whatever bytes it has', async () => {
      await using harness = await open(() => 42);
      const { store } = harness;
      await fc.assert(
        fc.asyncProperty(fc.array(anyCapture, { maxLength: 5 }), async (batch) => {
          const from = await store.head();
          const cursors = await store.append(batch);
          const expected = batch.map((capture, i) => ({
            ...capture,
            cursor: cursors[i],
            storedAtUs: 42,
          }));
          expect(await store.since(from, maxPage)).toEqual(expected);
          expect(await store.get({ cursors })).toEqual(expected);
          expect(await store.get({ ids: batch.map(({ id }) => id) })).toEqual(expected);
        }),
        { numRuns: 30 },
      );
    });

    test('keeps one order: of a batch, and of batches from many callers', async () => {
      await using harness = await openNow();
      const batches = Array.from({ length: 40 }, (_, i) => someCaptures((i % 5) + 1));
      const cursors = await Promise.all(batches.map((batch) => harness.store.append(batch)));
      const events = await harness.store.since('', maxPage);
      expect(events.map(({ id }) => id)).toEqual(batches.flat().map(({ id }) => id));
      expect(events.map(({ cursor }) => cursor)).toEqual(cursors.flat());
      expect(await harness.store.head()).toBe(cursors.flat().at(-1));
    });

    test('takes a whole batch, and an empty one', async () => {
      await using harness = await openNow();
      expect(await harness.store.append([])).toEqual([]);
      const cursors = await harness.store.append(someCaptures(maxBatch));
      expect(new Set(cursors).size).toBe(maxBatch);
    });

    test('stores an id once, however often it is appended', async () => {
      await using harness = await openNow();
      const [a, b] = [someCapture(), someCapture()];
      const [first] = await harness.store.append([a]);
      const again = await harness.store.append([b, a, b, { ...a, head: 'another one' }]);
      expect(again[1]).toBe(first);
      expect(again[3]).toBe(first);
      expect(again[2]).toBe(again[0]);
      expect(await harness.store.since('', 10)).toMatchObject([{ head: a.head }, { id: b.id }]);
    });

    test('stores nothing of a batch with an event it cannot keep, and the others when they come alone', async () => {
      await using harness = await openNow();
      const { store } = harness;
      const batch = [someCapture(), someCapture({ id: 'not a UUID' }), someCapture()];
      await expect(store.append(batch)).rejects.toMatchObject({ code: 'row_refused' });
      expect(await store.head()).toBe('');
      const alone = await Promise.allSettled(batch.map((capture) => store.append([capture])));
      expect(alone.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.since('', 10)).toHaveLength(2);
    });

    test('refuses times that are not whole and heads that are not bytes', async () => {
      await using harness = await openNow();
      const bad = [{ receivedAtUs: NaN }, { receivedAtUs: 0.5 }, { head: 'GET /\u0416' }];
      for (const members of bad)
        await expect(harness.store.append([someCapture(members)])).rejects.toMatchObject({
          code: 'row_refused',
        });
    });

    test('knows its journal, its size and its ends', async () => {
      let nowUs = 0;
      await using harness = await open(() => nowUs);
      const empty = await harness.store.health();
      expect(empty).toMatchObject({ events: 0, engine: expect.stringMatching(/^\w+ \d/) });
      expect(empty).not.toHaveProperty('oldestStoredAtUs');
      expect(empty).not.toHaveProperty('newestStoredAtUs');

      for (nowUs of [5, 6, 7]) await harness.store.append(someCaptures(2));
      await harness.store.prune(6, 100);
      const health = await harness.store.health();
      expect(health).toMatchObject({ events: 4, oldestStoredAtUs: 6, newestStoredAtUs: 7 });
      expect(health.sizeBytes).toBeGreaterThan(0);
      expect(health.freeBytes).toBeGreaterThan(0);
      expect((await (await harness.reopen()).health()).journalId).toBe(empty.journalId);
    });

    test('has everything when it is opened again', async () => {
      await using harness = await openNow();
      await harness.store.append([someCapture({ body: new Uint8Array([0, 255]) })]);
      await harness.store.note([fullFact]);
      const [events, facts] = [
        await harness.store.since('', 9),
        await harness.store.facts({ limit: 9 }),
      ];
      const reopened = await harness.reopen();
      expect(await reopened.since('', 9)).toEqual(events);
      expect(await reopened.facts({ limit: 9 })).toEqual(facts);
    });

    test('finishes what was asked before it was closed, and refuses what comes after', async () => {
      await using harness = await openNow();
      const { store } = harness;
      const asked = [store.append(someCaptures(3)), store.since('', 9), store.note([plainFact])];
      const closed = Promise.all([store.close(), store.close()]);
      await expect(Promise.all(asked)).resolves.toHaveLength(3);
      await closed;
      await store.close();
      expect(await hasFailed(store)).toBe(false);
      const late: (() => Promise<unknown>)[] = [
        () => store.append(someCaptures(1)),
        () => store.get({ ids: [] }),
        () => store.since('', 1),
        () => store.before(undefined, 1),
        () => store.head(),
        () => store.prune(0, 1),
        () => store.note([plainFact]),
        () => store.facts({ limit: 1 }),
        () => store.health(),
      ];
      for (const call of late) await expect(call()).rejects.toMatchObject({ code: 'store_closed' });
      expect(await (await harness.reopen()).since('', 9)).toHaveLength(3);
    });
  });
}

const anyBytes = fc.uint8Array({ maxLength: 300 });

const anyCapture: fc.Arbitrary<Capture> = fc
  .record(
    {
      receivedAtUs: fc.maxSafeNat(),
      peer: fc.string(),
      forwardedPeer: fc.string(),
      origin: fc.constantFrom('received' as const, 'fixture' as const, 'import' as const),
      status: fc.integer({ min: 100, max: 599 }),
      head: anyBytes,
      body: anyBytes,
    },
    { requiredKeys: ['receivedAtUs', 'peer', 'origin', 'status', 'head', 'body'] },
  )
  .map(({ status, head, ...members }) =>
    someCapture({
      ...members,
      answer: { status },
      head: Buffer.from(head).toString('latin1'),
    }),
  );
