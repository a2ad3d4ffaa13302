import { expect, test } from '@jest/globals';
import type { Cursor, Event } from '../../src/journal/event.ts';
import { maxBatch, maxPage, maxPageBytes } from '../../src/journal/store.ts';
import { someCapture, someCaptures } from './captures.ts';
import { anyTimeUs, type OpenStore, type StoreHarness } from './store-harness.ts';

/** How every engine reads: pages, keys, cursors. */
export function describeReading(open: OpenStore): void {
  const openNow = (): Promise<StoreHarness> => open(() => anyTimeUs);

  test('keeps the body of one event without keeping those of its neighbours', async () => {
    await using harness = await openNow();
    const batch = [1, 2, 3].map((size) => someCapture({ body: new Uint8Array(size) }));
    await harness.store.append(batch);
    const events = await harness.store.since('', 3);
    expect(events.map(({ body }) => body.buffer.byteLength)).toEqual([1, 2, 3]);
    expect(batch.map(({ body }) => body.length)).toEqual([1, 2, 3]);
  });

  test.each([1, 7, maxPage, 10 * maxPage])(
    'pages of %i lead through all events, both ways, without gap or repeat',
    async (limit) => {
      await using harness = await openNow();
      const { store } = harness;
      const count = limit < maxPage ? 20 : maxPage + 20;
      const cursors: Cursor[] = [];
      for (let left = count; left > 0; left -= maxBatch)
        cursors.push(...(await store.append(someCaptures(Math.min(left, maxBatch)))));

      const forwards = await allPages('', (at = '') => store.since(at, limit));
      expect(forwards.flat()).toEqual(cursors);
      const backwards = await allPages(undefined, (at) => store.before(at, limit));
      expect(backwards.flat()).toEqual(cursors.toReversed());
      for (const page of [...forwards, ...backwards])
        expect(page.length).toBeLessThanOrEqual(Math.min(limit, maxPage));
    },
  );

  test('ends a page early when its events are large, but never without one', async () => {
    await using harness = await openNow();
    const { store } = harness;
    const sizes = [maxPageBytes + 1, maxPageBytes / 2, maxPageBytes / 3, maxPageBytes / 2, 1];
    const batch = sizes.map((size) => someCapture({ body: new Uint8Array(size) }));
    const cursors = await store.append(batch);
    const forwards = await allPages('', (at = '') => store.since(at, 100));
    expect(forwards.map((page) => page.length)).toEqual([1, 2, 2]);
    const backwards = await allPages(undefined, (at) => store.before(at, 100));
    expect(backwards.flat()).toEqual(cursors.toReversed());
    expect(backwards.at(-1)).toHaveLength(1);
  });

  test('a limit of none gives none', async () => {
    await using harness = await openNow();
    await harness.store.append(someCaptures(2));
    expect(await harness.store.since('', 0)).toEqual([]);
    expect(await harness.store.before(undefined, 0)).toEqual([]);
  });

  test('gives events in the order asked and leaves out what it does not know', async () => {
    await using harness = await openNow();
    const { store } = harness;
    const batch = someCaptures(4);
    const cursors = await store.append(batch);
    const ids = batch.map(({ id }) => id);
    const [a = '', b = '', , d = ''] = ids;
    const unknown = someCapture().id;
    const byId = await store.get({ ids: [d, unknown, a, 'no id', b] });
    expect(byId.map(({ id }) => id)).toEqual([d, a, b]);
    const [ca = '', , , cd = ''] = cursors;
    const byCursor = await store.get({ cursors: [cd, 'nonsense', ca, ''] });
    expect(byCursor.map(({ cursor }) => cursor)).toEqual([cd, ca]);
    expect(await store.get({ ids: [] })).toEqual([]);
  });

  test('says so when a cursor is not one of its own', async () => {
    await using harness = await openNow();
    await using another = await openNow();
    const { store } = harness;
    await store.append(someCaptures(2));
    const [foreign = ''] = await another.store.append(someCaptures(1));
    for (const cursor of ['nonsense', '1', ' ', '-', foreign, `${await store.head()}0`]) {
      await expect(store.since(cursor, 1)).rejects.toMatchObject({ code: 'bad_cursor' });
      await expect(store.before(cursor, 1)).rejects.toMatchObject({ code: 'bad_cursor' });
    }
    expect(await store.before('', 10)).toEqual([]);
    expect(await store.since(await store.head(), 10)).toEqual([]);
  });
}

/** Follows pages to their end: the cursors of each. */
async function allPages(
  start: Cursor | undefined,
  read: (at: Cursor | undefined) => Promise<readonly Event[]>,
): Promise<Cursor[][]> {
  const pages: Cursor[][] = [];
  for (let at = start; ;) {
    const page = (await read(at)).map(({ cursor }) => cursor);
    const last = page.at(-1);
    if (last === undefined) return pages;
    pages.push(page);
    at = last;
  }
}
