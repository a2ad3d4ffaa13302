import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { CallBook, type CallSource } from '../../src/index/call-book.ts';
import { judgedCall } from '../../src/index/call-entry.ts';
import { callView } from '../../src/index/call-view.ts';
import {
  calledEvent,
  callKey,
  HeldEvents,
  type CalledEvent,
} from '../../src/index/called-event.ts';
import { readEvent, subjectOf } from '../../src/index/event-view.ts';
import { someCapture } from '../support/captures.ts';

/** What a sender makes large costs a question, and the index, no more than it has to. */

function called(row: number, target: string, body = ''): CalledEvent {
  const read = readEvent({
    ...someCapture({
      head: `POST ${target} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n`,
      body: Buffer.from(body, 'latin1'),
    }),
    id: randomUUID(),
    cursor: `a-${row}`,
    storedAtUs: 1,
  });
  return calledEvent(row, read, subjectOf(read));
}

/** An index of calls with large events, which counts how often it is read. */
function largeCalls(events: readonly CalledEvent[]): CallSource & { reads: number } {
  const source = {
    reads: 0,
    find: () => ({ row: 1, last: 3, count: 3, isPartial: false }),
    eventsOf: () => {
      source.reads++;
      const held = new HeldEvents();
      for (const event of events) held.add(event);
      return held;
    },
  };
  return source;
}

const large = 'x'.repeat(2 ** 20);
const three = [1, 2, 3].map((n) =>
  called(n, '/?EventType=answer&CallID=c', `n=${n}&text=${large}`),
);

test('of many large calls each is read once, in whatever order their events come', () => {
  const source = largeCalls(three);
  const book = new CallBook(source);
  const keys = Array.from({ length: 40 }, (_, n) => `call-${n}`);
  for (let row = 4; row < 4 + 400; row++) {
    const key = keys[row % keys.length] ?? '';
    book.rowOf(key, row);
    book.add(key, called(row, '/?EventType=hangup&CallID=c'));
  }
  const changed = book.takeChanged();
  expect(source.reads).toBe(keys.length);
  expect(changed.map(({ entry }) => entry.count)).toEqual(keys.map(() => 13));
  expect(changed.map(({ entry }) => entry.last)).toEqual(keys.map((_, n) => 364 + n));
});

test('large calls that changed together are not in memory together, and tell their events when they are asked', () => {
  const source = largeCalls(three);
  const book = new CallBook(source);
  for (let row = 4; row < 4 + 40; row++) {
    book.rowOf(`call-${row}`, row);
    book.add(`call-${row}`, called(row, '/?EventType=hangup&CallID=c'));
  }
  const changed = book.takeChanged();
  const { reads } = source;
  const held = changed.filter((call) => {
    const before = source.reads;
    expect(call.events).toHaveLength(3);
    return source.reads === before;
  });
  // Of three megabytes each.
  expect(held.length).toBeLessThan(20);
  expect(source.reads).toBeGreaterThan(reads);
  expect(changed.at(-1)?.judged.call.eventCount).toBe(4);
});

test('a CallID and a SubCallID of half a megabyte are not repeated in each of a hundred findings', () => {
  const repeated = Array.from({ length: 120 }, (_, n) => `a${n}=1&a${n}=2`).join('&');
  const id = '%1B'.repeat(2 ** 17);
  const event = called(
    1,
    '/',
    `EventType=hangup&CallID=${id}&SubCallID=${id}&Duration=x&CallStatus=y&${repeated}`,
  );
  const judged = judgedCall([event], 1);
  expect(judged.findings).toHaveLength(100);
  const { callId = '' } = judged.findings[50] ?? {};
  expect(judged.call.id.startsWith(callId)).toBe(true);
  expect(callId).toHaveLength(64);
  const json = JSON.stringify(callView(judged, { nowUs: 1, isPartial: false }));
  expect(json.length).toBeLessThan(3 * 2 ** 20);
});

test('a CallID of half a megabyte is shown by a short one that opens the call, too', () => {
  const id = 'X'.repeat(2 ** 19);
  const judged = judgedCall([called(1, '/', `EventType=hangup&CallID=${id}`)], 1);
  const view = callView(judged, { nowUs: 1, isPartial: false });
  expect(view.id.length).toBeLessThanOrEqual(128);
  expect(callKey(view.id)).toBe(callKey(id));
});
