import { expect, test } from '@jest/globals';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { maxFactBytes } from '../../src/journal/fact.ts';
import { byteString, startReceiving } from '../support/receiving.ts';

const gone = (client: { answersUntilClose(): Promise<{ status: number }[]> }): Promise<number[]> =>
  client.answersUntilClose().then((answers) => answers.map(({ status }) => status));

test('3,000 headers are kept, all of them', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  const head = `GET / HTTP/1.1\r\n${Array.from({ length: 3_000 }, (_, i) => `a${i}: ${i % 7}\r\n`).join('')}`;
  await client.write(`${head}\r\n`);
  expect((await client.answer()).status).toBe(200);
  expect(receiving.captures[0]?.head).toBe(head);
});

test('a head of the largest size is kept whole, one byte more is refused and noted', async () => {
  const maxHeadBytes = 4_096;
  await using receiving = await startReceiving({ limits: { maxHeadBytes } });
  // Node counts target, header names and values, and refuses from the limit on.
  const request = (counted: number): string =>
    `GET / HTTP/1.1\r\nA: ${'v'.repeat(counted - '/A'.length)}\r\n\r\n`;
  const fits = await receiving.connect();
  await fits.write(request(maxHeadBytes - 1));
  expect((await fits.answer()).status).toBe(200);
  expect(receiving.captures[0]?.head.length).toBeGreaterThan(maxHeadBytes);
  const over = await receiving.connect();
  await over.write(request(maxHeadBytes));
  expect(await gone(over)).toEqual([431]);
  expect(receiving.captures).toHaveLength(1);
  expect(receiving.facts).toMatchObject([{ reason: 'head_too_large', status: 431 }]);
  expect(byteString(receiving.facts[0]?.bytes)).toBe(request(maxHeadBytes).slice(0, maxFactBytes));
});

test.each(['Content-Length', 'chunked'])(
  'a body of the largest size is kept, one byte more is refused and noted: %s',
  async (framing) => {
    await using receiving = await startReceiving({ maxBodyBytes: 100_000 });
    const request = (length: number): string =>
      framing === 'chunked'
        ? `POST /${length} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'8000\r\n'.concat('x'.repeat(0x8000), '\r\n').repeat(3)}${(length - 3 * 0x8000).toString(16)}\r\n${'x'.repeat(length - 3 * 0x8000)}\r\n0\r\n\r\n`
        : `POST /${length} HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`;
    const fits = await receiving.connect();
    await fits.write(request(100_000));
    expect((await fits.answer()).status).toBe(200);
    expect(receiving.captures[0]?.body).toHaveLength(100_000);
    const over = await receiving.connect();
    await over.write(request(100_001));
    const answer = await over.answer();
    expect(answer.status).toBe(413);
    expect(receiving.captures).toHaveLength(1);
    expect(receiving.facts).toMatchObject([{ reason: 'body_too_large', status: 413 }]);
    expect(receiving.receiver.counts).toMatchObject({ inFlightBytes: 0 });
  },
);

test('a sender of far too much is told so and cut off after a little more', async () => {
  await using receiving = await startReceiving({ maxBodyBytes: 1_000 });
  const client = await receiving.connect({ allowHalfOpen: true });
  await client.write('POST / HTTP/1.1\r\nContent-Length: 100000000\r\n\r\n');
  // It cannot be written: the receiver neither reads on nor keeps the connection.
  let written = 0;
  while (!client.socket.destroyed && written < 50_000_000) {
    if (!client.socket.writable) break;
    client.socket.write(Buffer.alloc(100_000));
    written += 100_000;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await gone(client)).toEqual([413]);
  expect(client.socket.bytesWritten).toBeLessThan(30_000_000);
});

test('a chunked body behind its limit does not take down what is pipelined behind it', async () => {
  await using receiving = await startReceiving({ maxBodyBytes: 3 });
  const client = await receiving.connect();
  await client.write(
    'POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\nGET /b HTTP/1.1\r\n\r\n',
  );
  expect((await client.answers(2)).map(({ status }) => status)).toEqual([413, 200]);
  expect(receiving.captures.map(({ head }) => head)).toEqual(['GET /b HTTP/1.1\r\n']);
});

test('bytes in flight are bounded over all connections, and free again when stored', async () => {
  await using receiving = await startReceiving({ limits: { maxInFlightBytes: 10_000 } });
  receiving.hold();
  const body = 'x'.repeat(6_000);
  const post = `POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const first = await receiving.connect();
  await first.write(post);
  await receiving.capturesAppended(1);
  const second = await receiving.connect();
  await second.write(post);
  const refusal = await second.answer();
  expect(refusal.status).toBe(503);
  expect(refusal.headers.get('retry-after')).toBe('5');
  expect(receiving.facts).toMatchObject([{ reason: 'bytes_in_flight', status: 503 }]);
  receiving.settleAll();
  expect((await first.answer()).status).toBe(200);
  expect(receiving.receiver.counts.inFlightBytes).toBe(0);
  const third = await receiving.connect();
  await third.write(post);
  expect((await third.answer()).status).toBe(200);
});

test('bytes in flight are bounded while a body still comes', async () => {
  await using receiving = await startReceiving({ limits: { maxInFlightBytes: 10_000 } });
  const client = await receiving.connect();
  await client.write(`POST / HTTP/1.1\r\nContent-Length: 50000\r\n\r\n${'x'.repeat(12_000)}`);
  expect(await gone(client)).toEqual([503]);
  expect(receiving.facts).toMatchObject([{ reason: 'bytes_in_flight', status: 503 }]);
  expect(receiving.captures).toEqual([]);
  expect(receiving.receiver.counts.inFlightBytes).toBe(0);
});

test('heads count as bytes in flight too', async () => {
  await using receiving = await startReceiving({ limits: { maxInFlightBytes: 10_000 } });
  receiving.hold();
  const client = await receiving.connect();
  const get = `GET / HTTP/1.1\r\nA: ${'v'.repeat(3_000)}\r\n\r\n`;
  await client.write(get.repeat(4));
  await receiving.factsNoted(1);
  receiving.settleAll();
  expect((await client.answers(4)).map(({ status }) => status)).toEqual([200, 200, 200, 503]);
  expect(receiving.receiver.counts.inFlightBytes).toBe(0);
});

test.each<[ErrorCode, string]>([
  ['overloaded', 'overloaded'],
  ['store_full', 'store_full'],
  ['store_busy', 'store_busy'],
  ['store_closed', 'store_closed'],
  ['row_refused', 'row_refused'],
  ['store_failed', 'store_failed'],
  ['internal', 'store_failed'],
])('what is not stored is never answered 2xx: %s', async (code, reason) => {
  await using receiving = await startReceiving();
  receiving.hold();
  const client = await receiving.connect();
  await client.write(
    'POST /a?secret HTTP/1.1\r\nContent-Length: 1\r\n\r\nxGET /b HTTP/1.1\r\n\r\n',
  );
  await receiving.capturesAppended(2);
  receiving.settle(new AppError(code, 'secret'));
  receiving.settle();
  const [refused, stored] = await client.answers(2);
  expect(refused?.status).toBe(503);
  expect(refused?.headers.get('retry-after')).toBe('5');
  expect(refused?.headers.has('x-event-id')).toBe(false);
  expect(refused?.text).not.toContain('secret');
  expect(stored?.status).toBe(200);
  expect(receiving.facts).toMatchObject([
    { kind: 'refusal', reason, status: 503, peer: client.address },
  ]);
  expect(byteString(receiving.facts[0]?.bytes)).toMatch(/^POST \/a\?secret HTTP/);
  expect(receiving.receiver.counts).toMatchObject({ acknowledged: 1, inFlightBytes: 0 });
  expect(receiving.receiver.counts.refused).toEqual(new Map([[reason, 1]]));
});

test('an answer that waits too long for the store is a 503, and a late commit changes nothing', async () => {
  await using receiving = await startReceiving({ limits: { ackTimeoutMs: 100 } });
  receiving.hold();
  const client = await receiving.connect();
  await client.write('GET /a HTTP/1.1\r\n\r\n');
  expect((await client.answer()).status).toBe(503);
  expect(receiving.facts).toMatchObject([{ reason: 'store_slow', status: 503 }]);
  receiving.settleAll();
  await client.write('GET /b HTTP/1.1\r\n\r\n');
  expect((await client.answers(2)).map(({ status }) => status)).toEqual([503, 200]);
  expect(receiving.receiver.counts).toMatchObject({ acknowledged: 1, inFlightBytes: 0 });
});

test.each([
  ['nothing', '', 'silent', ''],
  ['half a head', 'GET / HTTP/1.1\r\nA: b', 'head_timeout', 'GET / HTTP/1.1\r\nA: b'],
  ['half a line to repair', 'GET /a b', 'head_timeout', 'GET /a b'],
  ['half the headers behind a repaired line', 'GET /a b HTTP/1.1\r\nA', 'head_timeout', /\r\nA$/],
  ['half a body', 'POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc', 'body_timeout', /^POST/],
  [
    'half a body behind a repaired line',
    'POST /a b HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc',
    'body_timeout',
    /^POST \/a b H/,
  ],
])('who sends %s is cut off in time, with 408 and a fact', async (_, bytes, reason, noted) => {
  await using receiving = await startReceiving({
    limits: { headTimeoutMs: 150, requestTimeoutMs: 300 },
  });
  const client = await receiving.connect();
  await client.write(bytes);
  expect(await gone(client)).toEqual([408]);
  expect(receiving.facts).toMatchObject([{ reason, status: 408, peer: client.address }]);
  expect(byteString(receiving.facts[0]?.bytes)).toEqual(expect.stringMatching(noted));
  expect(receiving.captures).toEqual([]);
});

test('an idle kept-alive connection is closed without a fact, a repaired one too', async () => {
  await using receiving = await startReceiving({ limits: { keepAliveTimeoutMs: 100 } });
  const good = await receiving.connect();
  await good.write('GET /a HTTP/1.1\r\n\r\n');
  const repaired = await receiving.connect();
  await repaired.write('GET /a b HTTP/1.1\r\n\r\n');
  expect(await gone(good)).toEqual([200]);
  expect(await gone(repaired)).toEqual([200]);
  expect(receiving.facts).toEqual([]);
});

test('one connection too many is closed at once and noted', async () => {
  await using receiving = await startReceiving({ limits: { maxConnections: 2 } });
  const a = await receiving.connect();
  await a.write('GET /a b HTTP/1.1\r\n\r\n');
  await a.answer();
  const b = await receiving.connect();
  await b.write('GET /b HTTP/1.1\r\n\r\n');
  await b.answer();
  expect(receiving.receiver.counts.connections).toBe(2);
  const c = await receiving.connect();
  await c.closed();
  expect(receiving.facts).toMatchObject([{ reason: 'too_many_connections' }]);
  expect(receiving.facts[0]).not.toHaveProperty('status');
  await a[Symbol.asyncDispose]();
  while (receiving.receiver.counts.connections > 1) await new Promise((done) => setImmediate(done));
  const d = await receiving.connect();
  await d.write('GET /d HTTP/1.1\r\n\r\n');
  expect((await d.answer()).status).toBe(200);
});
