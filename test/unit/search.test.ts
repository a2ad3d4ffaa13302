import { expect, test } from '@jest/globals';
import type { ShownRow, Rows, Selection, SelectQuery } from '../../src/index/search-engine.ts';
import { Search } from '../../src/index/search.ts';
import type { Cursor } from '../../src/journal/event.ts';
import { filterOf, formCapture } from '../support/indexed-events.ts';
import { MemorySearchEngine } from '../support/memory-search.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** Notes what it is asked; the index of it may be behind, and its pages small. */
class WatchedEngine extends MemorySearchEngine {
  readonly selects: SelectQuery[] = [];
  matchingReads = 0;
  lists = 0;
  isCovered = true;
  eventsAPage = Infinity;

  override async select(query: SelectQuery): Promise<Selection> {
    this.selects.push(query);
    const selection = await super.select(query);
    this.lists--; // Its way to answer, not a question of the search.
    // What it is behind by, it does not find.
    const known = selection.rows.filter((row) => this.isCovered || row <= 2);
    return { ...selection, rows: known, isCovered: this.isCovered };
  }

  override list(query: Parameters<MemorySearchEngine['list']>[0]): Promise<Rows> {
    this.lists++;
    return super.list(query);
  }

  override matching(
    ...args: Parameters<MemorySearchEngine['matching']>
  ): ReturnType<MemorySearchEngine['matching']> {
    this.matchingReads += args[1].length;
    return super.matching(...args);
  }

  override async show(rows: Rows): Promise<readonly ShownRow[]> {
    return (await super.show(rows)).slice(0, this.eventsAPage);
  }
}

/** A search over so many events; every tenth, from the first on, has the word. */
async function openWatched(count: number): Promise<{
  readonly engine: WatchedEngine;
  readonly search: Search;
  readonly cursors: readonly Cursor[];
}> {
  const store = new MemoryStore();
  const engine = new WatchedEngine(store);
  const cursors = await store.append(
    Array.from({ length: count }, (_, i) =>
      formCapture({ target: `/?myid=${i}&a=${i % 10 === 0 ? 'needle' : 'hay'}` }),
    ),
  );
  return {
    engine,
    cursors,
    search: new Search(
      engine,
      () => Promise.resolve(),
      () => 0,
    ),
  };
}

const orders = ['oldest', 'newest'] as const;

test.each(orders)(
  '%s: stops after so many rows, says how far it looked, and goes on from there',
  async (order) => {
    const { engine, search, cursors } = await openWatched(40);
    const inOrder = order === 'oldest' ? cursors : cursors.toReversed();
    const found: number[] = [];
    const looked: (number | undefined)[] = [];
    for (let at: Cursor | undefined; ;) {
      const from = order === 'oldest' ? { after: at } : { before: at };
      const range = { order, limit: 10, maxRead: 15, ...from };
      const page = await search.find(filterOf('f.a:needle'), range);
      found.push(...page.rows);
      looked.push(page.scannedTo === undefined ? undefined : inOrder.indexOf(page.scannedTo) + 1);
      expect([page.next, undefined]).toContain(page.scannedTo);
      if (page.next === undefined) break;
      at = page.next;
    }
    expect(found).toEqual(order === 'oldest' ? [1, 11, 21, 31] : [31, 21, 11, 1]);
    expect(looked).toEqual([15, 30, undefined]);
    expect(engine.matchingReads).toBe(40);
  },
);

test('a full page says where to go on, not how far it looked', async () => {
  const { search, cursors } = await openWatched(40);
  const page = await search.find(filterOf('f.a:needle'), {
    order: 'oldest',
    limit: 2,
    maxRead: 25,
  });
  expect(page).toEqual({
    rows: Float64Array.of(1, 11),
    next: cursors[10],
    nextRow: 11,
    indexedTo: cursors[39],
  });
});

test.each(orders)(
  '%s: a search between two cursors stays between them, page after page',
  async (order) => {
    const { search, cursors } = await openWatched(40);
    const bounds = { after: cursors[5], before: cursors[30] };
    for (const text of ['f.a:needle', 'needle', 'nee']) {
      const found: number[] = [];
      for (let next: Cursor | undefined = ''; next !== undefined;) {
        const at = next === '' ? {} : { [order === 'oldest' ? 'after' : 'before']: next };
        const page = await search.find(filterOf(text), { order, limit: 1, ...bounds, ...at });
        found.push(...page.rows);
        ({ next } = page);
      }
      expect(found).toEqual(order === 'oldest' ? [11, 21] : [21, 11]);
    }
  },
);

test('a word is looked for among the newest events first, and by the index only if they have too few', async () => {
  const { engine, search, cursors } = await openWatched(1_200);
  const narrowedBy = (): boolean[] =>
    engine.selects.splice(0).map(({ narrowing }) => narrowing.tokens !== undefined);

  const few = await search.find(filterOf('need'), { order: 'newest', limit: 10 });
  expect(Array.from(few.rows, (row) => 1_191 - row)).toEqual([
    0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
  ]);
  expect(few.next).toBe(cursors[1_100]);
  expect(narrowedBy()).toEqual([false]);

  const many = await search.find(filterOf('need'), { order: 'newest', limit: 100 });
  expect(Array.from(many.rows, (row) => 1_191 - row)).toEqual(
    Array.from({ length: 100 }, (_, i) => i * 10),
  );
  const asked = narrowedBy();
  expect(asked[0]).toBe(false);
  expect(asked.slice(1)).not.toContain(false);
  expect(asked.length).toBeGreaterThan(1);

  await search.find(filterOf('need'), { order: 'oldest', limit: 10 });
  await search.find(filterOf('f.a:needle'), { order: 'newest', limit: 10 });
  expect(narrowedBy()).not.toContain(false);
});

test('the newest events are looked at between the same times and cursors as the others', async () => {
  const { engine, search, cursors } = await openWatched(5);
  const filter = filterOf('need after:2023-01-01 before:2024-01-01');
  await search.find(filter, { order: 'newest', limit: 10, after: cursors[1] });
  const [first] = engine.selects;
  expect(first).toMatchObject({ after: cursors[1], narrowing: { isExact: false } });
  expect(first?.narrowing.fromUs).toBeLessThan(first?.narrowing.untilUs ?? 0);
});

test('large events end a page early, and the next one begins behind the last shown', async () => {
  const { engine, search, cursors } = await openWatched(7);
  engine.eventsAPage = 2;
  for (const order of orders) {
    const seen: Cursor[] = [];
    for (let at: Cursor | undefined; ;) {
      const from = order === 'oldest' ? { after: at } : { before: at };
      const page = await search.page(filterOf(''), { order, limit: 5, ...from });
      expect(page.events.length).toBeLessThanOrEqual(2);
      seen.push(...page.events.map(({ cursor }) => cursor));
      if (page.next === undefined) break;
      at = page.next;
    }
    expect(seen).toEqual(order === 'oldest' ? cursors : cursors.toReversed());
  }
  const shown: Cursor[] = [];
  const range = { after: '', until: cursors[6] ?? '' };
  for await (const page of search.between(filterOf(''), range))
    shown.push(...page.map(({ cursor }) => cursor));
  expect(shown).toEqual(cursors);
});

test('where the index is behind the journal is read, and what it narrows to is not trusted', async () => {
  const { engine, search, cursors } = await openWatched(1_100);
  const rowsOf = async (
    text: string,
    after = '',
    until = cursors[1_050] ?? '',
  ): Promise<number[]> => {
    const rows: number[] = [];
    for await (const part of search.rows(filterOf(text), { after, until })) rows.push(...part);
    return rows;
  };
  const needles = Array.from({ length: 106 }, (_, i) => 1 + i * 10);
  for (const isCovered of [true, false]) {
    engine.isCovered = isCovered;
    engine.lists = 0;
    for (const text of ['f.a:needle', 'needle', 'needle myid:0,10,1050', 'needle -type:hangup'])
      expect(await rowsOf(text)).toEqual(text.includes('myid') ? [1, 11, 1_051] : needles);
    expect(await rowsOf('', cursors[1_047])).toEqual([1_049, 1_050, 1_051]);
    expect(engine.lists > 0).toBe(!isCovered);
  }
  expect(await rowsOf('', cursors[9], cursors[9])).toEqual([]);
  expect(await rowsOf('', '', '')).toEqual([]);
});

test('waits for the index to have what was stored, then asks', async () => {
  const { engine } = await openWatched(1);
  const caughtUp = Promise.withResolvers<undefined>();
  const search = new Search(
    engine,
    () => caughtUp.promise,
    () => 0,
  );
  const page = search.page(filterOf(''), { order: 'newest', limit: 1 });
  await new Promise(setImmediate);
  expect(engine.selects).toEqual([]);
  caughtUp.resolve(undefined);
  expect((await page).events).toHaveLength(1);
});
