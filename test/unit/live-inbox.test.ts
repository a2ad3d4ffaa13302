import { expect, test } from '@jest/globals';
import { Inbox } from '../../src/live/inbox.ts';
import { ToldEvent } from '../../src/live/told-event.ts';
import { longMs } from '../support/followed-journal.ts';

test('an inbox holds what came after its place, in order, up to a megabyte', async () => {
  const inbox = new Inbox();
  const event = (row: number, bytes = 10): ToldEvent =>
    new ToldEvent({ row, cursor: `c${row}`, frame: Buffer.alloc(bytes) });
  const { signal } = new AbortController();
  for (const row of [1, 2, 3, 4]) inbox.put(event(row));
  inbox.beginAfter({ row: 2, cursor: 'c2' });
  inbox.put(event(2));
  await inbox.arrival(longMs, signal);
  expect(inbox.take().map(({ row }) => row)).toEqual([3, 4]);
  expect(inbox.take()).toEqual([]);

  inbox.put(event(5, 600_000));
  expect(inbox.hasOverflown()).toBe(false);
  inbox.put(event(6, 600_000));
  inbox.put(event(7));
  expect([inbox.hasOverflown(), inbox.take()]).toEqual([true, []]);
  await inbox.arrival(longMs, signal);
  inbox.clear();
  inbox.put(event(8, 600_000));
  expect([inbox.hasOverflown(), inbox.take().length]).toEqual([false, 1]);

  const arrival = inbox.arrival(longMs, signal);
  inbox.put(event(9));
  await arrival;
  await inbox.arrival(longMs, AbortSignal.abort());
});

test('what waits keeps no more bytes than its own', () => {
  const page = Buffer.alloc(100_000);
  const told = new ToldEvent({ row: 1, cursor: 'c1', frame: page.subarray(500, 1_500) });
  expect(told.frame.buffer.byteLength).toBe(1_000);
});
