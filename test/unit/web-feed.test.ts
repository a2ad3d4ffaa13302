import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FeedState } from '../../src/web/feed/feed-state.ts';
import { maxHeld } from '../../src/web/feed/held-rows.ts';
import { mergeRows, refreshRows } from '../../src/web/feed/rows.ts';
import { Refusal } from '../../src/web/server/refusal.ts';
import { order, row, settled, started, type Row } from '../support/feed-list.ts';

test('the newest page is there, older ones follow, each row once', async () => {
  const list = await started(25);
  expect(list.ids()).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
  await list.feed.loadOlder();
  await list.feed.loadOlder();
  expect(list.ids()).toEqual(Array.from({ length: 25 }, (_, at) => 25 - at));
  expect(list.feed.state().hasOlder).toBe(false);
  const asked = list.pages.length;
  await list.feed.loadOlder();
  expect(list.pages.length).toBe(asked);
});

test('what comes is on top after a tick, and what has changed stays in its place', async () => {
  const list = await started(3);
  list.come(row(4));
  list.come(row(5), row(2, 'changed'));
  expect(list.ids()).toEqual([3, 2, 1]);
  await list.tick();
  expect(list.ids()).toEqual([5, 4, 3, 2, 1]);
  expect(list.feed.state().rows[3]?.text).toBe('changed');
  expect(list.taken).toEqual(['4', '5', '2']);
});

test('while somebody reads further down, new rows wait and changed ones do not', async () => {
  const list = await started(3);
  list.feed.setAway(true);
  list.come(row(4), row(1, 'changed'));
  await list.tick();
  expect(list.ids()).toEqual([3, 2, 1]);
  expect(list.feed.state().rows[2]?.text).toBe('changed');
  expect(list.feed.state().heldCount).toBe(1);
  list.feed.setAway(false);
  expect(list.ids()).toEqual([4, 3, 2, 1]);
  expect(list.feed.state().heldCount).toBe(0);
});

test('paused, nothing changes until it goes on, and then nothing is missing', async () => {
  const list = await started(3);
  list.feed.setPaused(true);
  list.come(row(4), row(1, 'changed'));
  await list.tick();
  expect(list.feed.state().rows).toEqual([row(3), row(2), row(1)]);
  expect(list.feed.state().heldCount).toBe(1);
  list.feed.setPaused(false);
  expect(list.feed.state().rows).toEqual([row(4), row(3), row(2), row(1, 'changed')]);
});

test('more rows than are kept while paused are loaded anew', async () => {
  const list = await started(1);
  list.feed.setPaused(true);
  for (let id = 2; id <= maxHeld + 100; id++) list.come(row(id));
  await list.tick();
  expect(list.feed.state().heldCount).toBe(maxHeld);
  list.feed.setPaused(false);
  await settled();
  expect(list.ids()[0]).toBe(maxHeld + 100);
  expect(list.feed.state().heldCount).toBe(0);
});

test('stopped, it costs nothing; started again, it goes on where it was', async () => {
  const list = await started(25);
  await list.feed.loadOlder();
  list.feed.scrollTop = 240;
  list.feed.stop();
  expect([list.timers.size, list.sink()]).toEqual([0, undefined]);
  list.feed.start();
  await settled();
  expect([list.ids().length, list.feed.scrollTop, list.follows()]).toEqual([20, 240, 2]);
});

test('hours of rows at the top do not pile up, and the old ones can be had again', async () => {
  const list = await started(5);
  for (let id = 6; id <= 4_000; id++) list.come(row(id));
  await list.tick();
  expect(list.ids().length).toBeLessThanOrEqual(3_000);
  expect(list.feed.state().hasOlder).toBe(true);
  const last = list.ids().at(-1) ?? 0;
  await list.feed.loadOlder();
  expect(list.ids().slice(-10)).toEqual(Array.from({ length: 10 }, (_, at) => last - 1 - at));
});

test('a gap is filled by loading anew', async () => {
  const list = await started(3);
  list.lose(2);
  list.sink()?.onGap();
  await settled();
  expect(list.ids()).toEqual([3, 1]);
});

test('a row that may change unheard is looked at again, and goes when it no longer matches', async () => {
  const list = await started(25, { isSettled: ({ id }) => id !== 20 });
  await list.feed.loadOlder();
  list.lose(20);
  await list.tick();
  expect(list.ids()).not.toContain(20);
  // Nothing further down was lost by it.
  expect(list.ids().at(-1)).toBe(6);
});

test('a server that is away is asked again; one that refuses a question is not', async () => {
  const away = new Refusal(0, { code: 'unreachable', detail: 'Gone.' });
  let fault: Refusal | undefined = away;
  const list = await started(3, {
    page: () => (fault === undefined ? Promise.resolve({ rows: [row(1)] }) : Promise.reject(fault)),
  });
  expect(list.feed.state()).toMatchObject({ status: 'failed', refusal: away });
  fault = undefined;
  await list.tick();
  expect(list.feed.state()).toMatchObject({ status: 'ready', refusal: undefined });
  const refusal = new Refusal(400, { code: 'bad_filter', detail: 'No.' });
  const refused = await started(3, { page: () => Promise.reject(refusal) });
  expect(refused.feed.state().status).toBe('failed');
  expect(refused.timers.size).toBe(0);
});

test('rows that come in any order stand in order, each once, the latest of each', () => {
  const rows = fc
    .uniqueArray(fc.nat(50))
    .map((ids) => ids.sort((a, b) => b - a).map((id) => row(id)));
  const incoming = fc.array(fc.record({ id: fc.nat(50), text: fc.string({ minLength: 1 }) }));
  fc.assert(
    fc.property(rows, incoming, (before, came) => {
      const merged = mergeRows(order, before, came, false);
      const wanted = new Map([...before, ...came].map((one) => [one.id, one]));
      expect(merged).toEqual([...wanted.values()].sort(order.compare));
    }),
  );
});

test('without an order what comes last stands on top', () => {
  const { keyOf } = order;
  expect(mergeRows({ keyOf }, [row(7)], [row(3), row(9)], true)).toEqual([row(9), row(3), row(7)]);
});

test('what belongs below the rows that are loaded is left to the next page', () => {
  expect(mergeRows(order, [row(9), row(5)], [row(3), row(7)], true).map(({ id }) => id)).toEqual([
    9, 7, 5,
  ]);
});

test('a newer look replaces what it covers and nothing below it', () => {
  const rows = [row(9), row(8), row(7), row(6)];
  const seen: FeedState<Row>['rows'] = refreshRows(order, rows, [row(10), row(9), row(7)]);
  expect(seen.map(({ id }) => id)).toEqual([10, 9, 7, 6]);
  expect(refreshRows(order, rows, [])).toEqual([]);
});
