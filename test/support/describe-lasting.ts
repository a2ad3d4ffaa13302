import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event } from '../../src/journal/event.ts';
import type { Filter } from '../../src/query/filter.ts';
import {
  allEvents,
  anyCapture,
  anyFilter,
  expectPages,
  filterOf,
  formCapture,
  storeAll,
} from './indexed-events.ts';
import type { LastingSearchHarness, OpenSearch } from './search-harness.ts';

/** What an index has after its events went, its process ended, and its file was made anew. */
export function describeLasting(open: OpenSearch<LastingSearchHarness>): void {
  test('finds what is left after deletions, a new start, and in an index made anew', async () => {
    let nowUs = 0;
    await using harness = await open(() => nowUs);
    let cursor = '';
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCapture, { minLength: 30, maxLength: 50, size: 'max' }),
        fc.array(anyFilter, { minLength: 20, maxLength: 20 }),
        fc.infiniteStream(fc.nat(2)),
        async (captures, filters, chances) => {
          const after = cursor;
          const expectAll = async (events: readonly Event[]): Promise<void> => {
            const left = await allEvents(harness.store);
            expect(left.filter((event) => events.includes(event))).toEqual([]);
            expect(left.slice(-events.length || left.length).map(({ id }) => id)).toEqual(
              events.map(({ id }) => id),
            );
            for (const filter of filters)
              await expectPages(harness.search, filter, { events, after, limit: 7 });
          };
          nowUs = 1;
          const old = await storeAll(harness, captures.slice(0, 10));
          nowUs = 2;
          const young = await storeAll(harness, captures.slice(10));
          const isDoomed = (): boolean => chances.next().value === 0;
          const doomed = young.filter(isDoomed);
          cursor = young.at(-1)?.cursor ?? '';

          await harness.store.remove(
            doomed.map((event) => event.cursor),
            'test',
          );
          await harness.settle();
          await expectAll([...old, ...young].filter((event) => !doomed.includes(event)));

          await harness.store.prune(2, 1_000);
          await harness.settle();
          const left = young.filter((event) => !doomed.includes(event));
          await expectAll(left);

          await harness.reopen();
          await harness.settle();
          await expectAll(left);

          await harness.rebuild();
          await expectAll(left);
          await harness.store.prune(Infinity, 1_000);
          await harness.settle();
          await expectAll([]);
        },
      ),
      { numRuns: 1, endOnFailure: true },
    );
  });

  test('what is stored and deleted while nobody looked is in the index after the next start', async () => {
    await using harness = await open();
    const events = await storeAll(harness, someHello(6));
    await harness.store.remove([events[1]?.cursor ?? ''], 'test');
    await harness.store.append(someHello(3));
    await harness.reopen();
    await harness.settle();
    const left = await allEvents(harness.store);
    expect(left).toHaveLength(8);
    await expectPages(harness.search, filterOf('hello'), { events: left, limit: 3 });
  });

  test('answers are the same while new indexes are made and take its place', async () => {
    await using harness = await open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCapture, { minLength: 60, maxLength: 80, size: 'max' }),
        fc.array(anyFilter, { minLength: 20, maxLength: 20 }),
        async (captures, filters) => {
          const events = await storeAll(harness, captures);
          let rebuilds = 0;
          let isDone = false;
          const rebuildAgain = async (): Promise<void> => {
            while (!isDone) {
              await harness.rebuild();
              rebuilds++;
            }
          };
          const ask = async (filter: Filter): Promise<void> => {
            await expectPages(harness.search, filter, { events, limit: 30 });
          };
          const askAll = async (): Promise<void> => {
            try {
              for (const filter of filters) await ask(filter);
              while (rebuilds < 3) await ask(filterOf('-has:nothing'));
            } finally {
              isDone = true;
            }
          };
          await Promise.all([rebuildAgain(), askAll()]);
          expect(rebuilds).toBeGreaterThanOrEqual(3);
        },
      ),
      { numRuns: 1, endOnFailure: true },
    );
  });

  test('a question asked just before the index is let go is answered, and so is one that waits', async () => {
    await using harness = await open();
    const events = await storeAll(harness, someHello(3));
    const { engine } = harness;
    const query = { narrowing: { isExact: true }, order: 'oldest', limit: 9 } as const;
    const before = engine.select(query);
    const released = engine.release();
    const during = engine.select(query);
    await released;
    await engine.open();
    for (const selection of await Promise.all([before, during]))
      expect(selection).toMatchObject({ indexedTo: events.at(-1)?.cursor, isCovered: true });
  });

  test('says that it is closed', async () => {
    await using harness = await open();
    const { engine } = harness;
    await engine.close();
    await engine.close();
    const rows = new Float64Array();
    for (const call of [() => engine.facets(rows), () => engine.show(rows)])
      await expect(call()).rejects.toMatchObject({ code: 'index_closed' });
  });
}

function someHello(count: number): ReturnType<typeof formCapture>[] {
  return Array.from({ length: count }, () => formCapture({ target: '/?word=hello' }));
}
