import { expect, test } from '@jest/globals';
import type { CallEngine } from '../../src/index/call-engine.ts';
import { CallSearch } from '../../src/index/call-search.ts';
import { findingsPage } from '../../src/index/finding-search.ts';
import type { Rows, ShownRow } from '../../src/index/search-engine.ts';
import { Search } from '../../src/index/search.ts';
import type { Cursor } from '../../src/journal/event.ts';
import { strayCapture } from '../support/called-journal.ts';
import { borderUs, filterOf, formCapture } from '../support/indexed-events.ts';
import { MemoryCallEngine } from '../support/memory-calls.ts';
import { MemorySearchEngine } from '../support/memory-search.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { naiveFindings } from '../support/naive-calls.ts';

/** When calls without an end are zombies. */
const laterUs = borderUs + 1e12;

/** Its pages are small. */
class SmallPages extends MemoryCallEngine {
  callsAPage = Infinity;

  override async showCalls(rows: Rows, nowUs: number): ReturnType<CallEngine['showCalls']> {
    return (await super.showCalls(rows, nowUs)).slice(0, this.callsAPage);
  }

  override async callFindings(rows: Rows, nowUs: number): ReturnType<CallEngine['callFindings']> {
    return (await super.callFindings(rows, nowUs)).slice(0, this.callsAPage);
  }
}

/** So many calls of one event; every tenth, from the first on, has the word. */
async function openCalls(
  count: number,
  toCapture = (n: number) => strayCapture(`call-${n}`, n % 10 === 0 ? 'needle' : 'hay'),
): Promise<{
  readonly engine: SmallPages;
  readonly calls: CallSearch;
  readonly search: Search;
  readonly store: MemoryStore;
  readonly cursors: readonly Cursor[];
}> {
  const store = new MemoryStore();
  const cursors = await store.append(Array.from({ length: count }, (_, n) => toCapture(n)));
  const engine = new SmallPages(store);
  const caughtUp = (): Promise<void> => Promise.resolve();
  const nowUs = (): number => laterUs;
  const events = new MemorySearchEngine(store);
  const calls = new CallSearch(
    Object.assign(engine, { cursors: (rows: Rows) => events.cursors(rows) }),
    caughtUp,
    nowUs,
  );
  return { engine, calls, search: new Search(events, caughtUp, nowUs), store, cursors };
}

const orders = ['oldest', 'newest'] as const;

test.each(orders)(
  '%s: calls: stops after so many, says how far it looked, and goes on from there',
  async (order) => {
    const { calls, cursors } = await openCalls(200);
    const inOrder = order === 'oldest' ? cursors : cursors.toReversed();
    const found: number[] = [];
    const looked: (number | undefined)[] = [];
    for (let at: Cursor | undefined; ;) {
      const from = order === 'oldest' ? { after: at } : { before: at };
      const page = await calls.find(filterOf('needle'), {
        order,
        limit: 10,
        maxLooked: 15,
        ...from,
      });
      found.push(...page.rows);
      looked.push(page.scannedTo === undefined ? undefined : inOrder.indexOf(page.scannedTo) + 1);
      expect([page.next, undefined]).toContain(page.scannedTo);
      if (page.next === undefined) break;
      at = page.next;
    }
    const rows = Array.from({ length: 20 }, (_, i) => i * 10 + 1);
    expect(found).toEqual(order === 'oldest' ? rows : rows.toReversed());
    // By growing steps, of which the one that comes to 15 is ended.
    expect(looked).toEqual([99, 198, undefined]);
  },
);

test('calls: a page that large ones fill early goes on after the last of them', async () => {
  const { engine, calls } = await openCalls(7);
  engine.callsAPage = 2;
  const seen: number[] = [];
  for (let after: Cursor | undefined; ;) {
    const page = await calls.page(filterOf(''), { order: 'oldest', limit: 5, after });
    seen.push(...page.calls.map(({ row }) => row));
    if (page.next === undefined) break;
    after = page.next;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('calls: who reads those that changed between two places gets each, however few fit a page', async () => {
  const { engine, calls, cursors } = await openCalls(7);
  engine.callsAPage = 2;
  const range = { after: cursors[1] ?? '', until: cursors[5] ?? '' };
  const seen: ShownRow[] = [];
  for await (const page of calls.between(filterOf(''), range)) seen.push(...page);
  expect(seen.map(({ cursor }) => cursor)).toEqual(cursors.slice(2, 6));
});

test('findings: none is lost where large calls fill a page early', async () => {
  // Of the events, for there is a space where none should be; and of the calls, which never end.
  const { engine, calls, search, store } = await openCalls(7, (n) =>
    formCapture({ target: `/?EventType=dial-in&CallID=call-${n}&CallerIDNum=%2078123351127` }),
  );
  engine.callsAPage = 2;
  const seen: unknown[] = [];
  for (let before: Cursor | undefined; ;) {
    const page = await findingsPage(search, calls, filterOf(''), { before, limit: 50 });
    seen.push(...page.findings);
    if (page.next === undefined) break;
    before = page.next;
  }
  const expected = naiveFindings(filterOf(''), store.events, laterUs);
  expect(new Set(expected.map(({ scope }) => scope)).size).toBeGreaterThan(1);
  expect(seen).toEqual(expected);
});
