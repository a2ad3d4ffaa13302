import { PassThrough } from 'node:stream';
import { expect, jest, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { toAppError } from '../../src/errors.ts';
import { ImportLane } from '../../src/http/import-lane.ts';
import { ImportTally } from '../../src/http/import-tally.ts';
import { openStreamedBody } from '../../src/http/streamed-body.ts';
import { captured } from '../support/inspector.ts';
import { MemoryStore } from '../support/memory-store.ts';

const signal = new AbortController().signal;

test('while too many live events wait, an import waits for them, and then goes on', async () => {
  const store = new MemoryStore();
  let looks = 0;
  const lane = new ImportLane({
    store,
    journal: {
      get queued() {
        return ++looks < 3 ? 2_501 : 2_500;
      },
      append: async (capture) => (await store.append([capture]))[0] ?? '',
    },
  });
  const tally = new ImportTally();
  await lane.append([{ lineNumber: 1, capture: captured() }], tally, signal);
  expect([looks, tally.stored, store.events.length]).toEqual([3, 1, 1]);
});

test('a journal that stays full ends an import as overloaded, and nothing of the batch is stored', async () => {
  const store = new MemoryStore();
  const lane = new ImportLane({
    store,
    journal: { queued: 10_000, append: () => Promise.reject(new Error('not asked')) },
    maxPatienceMs: 0,
  });
  const tally = new ImportTally();
  await expect(
    lane.append([{ lineNumber: 1, capture: captured() }], tally, signal),
  ).rejects.toMatchObject({ code: 'overloaded' });
  expect(tally.result).toEqual({ stored: 0, known: 0, refusedCount: 0, refused: [] });
  const gone = new AbortController();
  gone.abort();
  await lane.append([{ lineNumber: 1, capture: captured() }], tally, gone.signal);
});

test('of lines that come late the first hundred in the file are told', () => {
  const tally = new ImportTally();
  for (let line = 200; line > 0; line--) tally.refuse(line, 'No.');
  const { refusedCount, refused } = tally.result;
  expect([refusedCount, refused.length]).toEqual([200, 100]);
  expect([refused[0]?.line, refused[99]?.line]).toEqual([1, 100]);
});

/** It is asked only for what no test here sends: an Expect header. */
const noResponse = Object.create(null) as Response;

/** As much of a request as its body is. */
function bodyOf(stream: PassThrough): AsyncIterable<string> {
  const rawHeaders = ['Content-Type', 'application/x-ndjson; charset=utf-8'];
  const request = Object.assign(stream, { rawHeaders, headers: {} });
  return openStreamedBody(request as unknown as Request, noResponse).chunks;
}

test('a sender that sends nothing for 30 s is not waited for; a reader that takes its time is no fault of it', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    const stream = new PassThrough();
    const chunks = bodyOf(stream)[Symbol.asyncIterator]();
    stream.write(Buffer.from('a\xff', 'latin1'));
    expect(await chunks.next()).toEqual({ done: false, value: 'a\xff' });
    await jest.advanceTimersByTimeAsync(60_000);
    stream.write('b');
    expect(await chunks.next()).toEqual({ done: false, value: 'b' });
    const late = chunks.next().catch(toAppError);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await late).toMatchObject({
      code: 'bad_request',
      message: 'The request body stopped coming for 30 s.',
    });
  } finally {
    jest.useRealTimers();
  }
});

test('a body that breaks off is told', async () => {
  const stream = new PassThrough();
  const chunks = bodyOf(stream)[Symbol.asyncIterator]();
  stream.write('a');
  await chunks.next();
  const next = chunks.next().catch(toAppError);
  stream.destroy();
  expect(await next).toMatchObject({
    code: 'bad_request',
    message: 'The request body ended before it was complete.',
  });
});
