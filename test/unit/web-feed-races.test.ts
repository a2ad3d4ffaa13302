import { expect, test } from '@jest/globals';
import { maxHeld } from '../../src/web/feed/held-rows.ts';
import type { FeedPage, FeedSource } from '../../src/web/feed/source.ts';
import { row, settled, started, type Row } from '../support/feed-list.ts';

/** A source like a browser's: a question that was given up is not answered. */
function givingUp(list: { readonly page: FeedSource<Row>['page'] }): Pick<FeedSource<Row>, 'page'> {
  return {
    page: async (before, signal) => {
      const page = await list.page(before, signal);
      signal.throwIfAborted();
      return page;
    },
  };
}

test('who comes back to a list can go on to older rows, and sees what changes unheard', async () => {
  let stored = Array.from({ length: 15 }, (_, at) => row(15 - at));
  const page = (before?: string): Promise<FeedPage<Row>> => {
    const rows = stored.filter(({ id }) => before === undefined || id < Number(before));
    const next = rows.length > 10 ? String(rows[9]?.id) : undefined;
    return Promise.resolve({ rows: rows.slice(0, 10), next });
  };
  const list = await started(0, { ...givingUp({ page }), isSettled: () => false });
  list.feed.stop();
  list.feed.start();
  await list.feed.loadOlder();
  expect(list.ids().length).toBe(15);
  stored = stored.filter(({ id }) => id !== 14);
  await list.tick();
  expect(list.ids()).not.toContain(14);
});

test('what the stream told while the newest were looked at again is not taken back', async () => {
  let answer: ((page: FeedPage<Row>) => void) | undefined;
  let isSlow = false;
  const list = await started(0, {
    page: () =>
      isSlow
        ? new Promise((resolve) => (answer = resolve))
        : Promise.resolve({ rows: [row(2), row(1)], indexedTo: '2' }),
    isSettled: () => false,
  });
  isSlow = true;
  await list.tick();
  list.sink()?.onRows([row(3), row(1, 'changed')]);
  await list.tick();
  answer?.({ rows: [row(2), row(1)] });
  await settled();
  expect(list.feed.state().rows).toEqual([row(3), row(2), row(1, 'changed')]);
});

test('a page without rows is not the end where the server says that there is more', async () => {
  const pages: readonly FeedPage<Row>[] = [
    { rows: [], next: 'a' },
    { rows: [], next: 'b' },
    { rows: [row(1)] },
  ];
  let at = 0;
  const list = await started(0, {
    page: (before) =>
      Promise.resolve((before === undefined ? pages[0] : pages[++at]) ?? { rows: [] }),
    isSettled: () => true,
  });
  expect(list.feed.state()).toMatchObject({ status: 'ready', rows: [], hasOlder: true });
  await list.feed.loadOlder();
  await list.feed.loadOlder();
  expect(list.feed.state()).toMatchObject({ rows: [row(1)], hasOlder: false });
});

test('older rows that come after the list was cut above them are not joined to it', async () => {
  let answer: (() => void) | undefined;
  let isSlow = false;
  const list = await started(25, {
    nextAfter: ({ id }) =>
      isSlow
        ? new Promise((resolve) => {
            answer = () => {
              resolve(String(id));
            };
          })
        : Promise.resolve(String(id)),
  });
  for (let id = 26; id <= 4_000; id++) list.come(row(id));
  await list.tick();
  isSlow = true;
  const loading = list.feed.loadOlder();
  for (let id = 4_001; id <= 6_000; id++) list.come(row(id));
  await list.tick();
  answer?.();
  await loading;
  const ids = list.ids();
  expect(ids).toEqual(Array.from(ids, (_, place) => 6_000 - place));
  expect(list.feed.state()).toMatchObject({ hasOlder: true, isLoadingOlder: false });
});

test('a gap that was not filled before the list was left is filled when it is shown again', async () => {
  let rows = [row(3), row(2), row(1)];
  const page = (): Promise<FeedPage<Row>> => Promise.resolve({ rows, indexedTo: '3' });
  const list = await started(0, givingUp({ page }));
  rows = [row(3), row(1)];
  list.sink()?.onGap();
  list.feed.stop();
  list.feed.start();
  await settled();
  expect(list.ids()).toEqual([3, 1]);
});

test('while what was held back is loaded anew, it is asked for once', async () => {
  const list = await started(1);
  list.feed.setPaused(true);
  for (let id = 2; id <= maxHeld + 100; id++) list.come(row(id));
  await list.tick();
  const asked = list.pages.length;
  list.feed.setPaused(false);
  list.feed.release();
  list.feed.release();
  await settled();
  expect(list.pages.length).toBe(asked + 1);
});

test('a list that became empty shows what comes, though somebody was further down before', async () => {
  let rows: readonly Row[] = [row(2), row(1)];
  const list = await started(0, { page: () => Promise.resolve({ rows, indexedTo: '2' }) });
  list.feed.setAway(true);
  rows = [];
  list.sink()?.onGap();
  await settled();
  list.sink()?.onRows([row(3)]);
  await list.tick();
  expect(list.ids()).toEqual([3]);
});
