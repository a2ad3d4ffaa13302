import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  anyCapture,
  anyFilter,
  expectPages,
  filterOf,
  formCapture,
  matching,
  storeAll,
} from './indexed-events.ts';
import type { OpenSearch } from './search-harness.ts';

/** How every engine finds: pages of what matches, and nothing else. */
export function describePaging(open: OpenSearch): void {
  test('pages lead through what matches, whatever was sent and is asked for, both ways', async () => {
    await using harness = await open();
    const { search } = harness;
    const seen = { some: 0, none: 0, all: 0 };
    let after = '';
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCapture, { minLength: 1, maxLength: 12 }),
        fc.array(anyFilter, { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        async (captures, filters, limit) => {
          const from = after;
          const events = await storeAll(harness, captures);
          after = events.at(-1)?.cursor ?? after;
          for (const filter of filters) {
            await expectPages(search, filter, { events, after: from, limit });
            const count = matching(filter, events).length;
            seen[count === 0 ? 'none' : count === events.length ? 'all' : 'some']++;
          }
        },
      ),
      { numRuns: 20 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3);
  });

  test('a page lies between two cursors, without either', async () => {
    await using harness = await open();
    const captures = Array.from({ length: 9 }, (_, i) =>
      formCapture({ target: `/?myid=${i % 2}&word=hello` }),
    );
    const cursors = (await storeAll(harness, captures)).map(({ cursor }) => cursor);
    const bounds = { after: cursors[1], before: cursors[7] };
    for (const [text, expected] of [
      ['', [2, 3, 4, 5, 6]],
      ['myid:1', [3, 5]],
      ['hel', [2, 3, 4, 5, 6]],
    ] as const)
      for (const order of ['oldest', 'newest'] as const) {
        const page = await harness.search.page(filterOf(text), { ...bounds, order, limit: 10 });
        const found = page.events.map(({ cursor }) => cursors.indexOf(cursor));
        expect(order === 'oldest' ? found : found.reverse()).toEqual(expected);
        expect(page).toMatchObject({ indexedTo: cursors[8] });
        expect(page).not.toHaveProperty('next');
      }
  });

  test('says where to go on only where there is more', async () => {
    await using harness = await open();
    const captures = Array.from({ length: 4 }, () => formCapture({ target: '/?word=hello' }));
    const cursors = (await storeAll(harness, captures)).map(({ cursor }) => cursor);
    for (const text of ['', 'hello', 'f.word:hello']) {
      const filter = filterOf(text);
      const page = await harness.search.page(filter, { order: 'oldest', limit: 3 });
      expect(page.next).toBe(cursors[2]);
      expect(await harness.search.page(filter, { order: 'oldest', limit: 4 })).not.toHaveProperty(
        'next',
      );
    }
  });

  test('an empty journal gives an empty page, and a wrong cursor is refused', async () => {
    await using harness = await open();
    await harness.settle();
    const { search } = harness;
    for (const order of ['oldest', 'newest'] as const) {
      expect(await search.page(filterOf(''), { order, limit: 3 })).toEqual({
        events: [],
        indexedTo: '',
      });
      for (const bound of ['after', 'before'])
        await expect(
          search.page(filterOf(''), { order, limit: 3, [bound]: 'nonsense' }),
        ).rejects.toMatchObject({ code: 'bad_cursor' });
    }
  });
}
