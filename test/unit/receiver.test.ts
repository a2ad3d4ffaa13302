import { expect, test } from '@jest/globals';
import { METHODS } from 'node:http';
import { byteString, startReceiving } from '../support/receiving.ts';

test('a request is kept byte for byte and answered ok with its id', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  const head =
    'POST /fordel/show.php?myid=175&x=%zz;%00..%2f//{}|"<> HTTP/1.1\r\n' +
    'Host: somehost.com\r\nhOsT: again\r\nX-Name: Jos\xe9 Jos\xc3\xa9\r\n__proto__: polluted\r\n' +
    'constructor: c\r\nContent-Type: a\r\nContent-Type: b\r\nEmpty: \r\ncontent-length: 9\r\n';
  await client.write(`${head}\r\n\0\xff\r\n\r\nab\x1b`);
  const answer = await client.answer();
  expect(answer).toMatchObject({ status: 200, text: 'ok' });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-length': '2',
    'x-event-id': 'id-0',
  });
  expect(receiving.captures).toEqual([
    {
      id: 'id-0',
      receivedAtUs: 1_700_000_000_000_000,
      peer: client.address,
      origin: 'received',
      answer: { status: 200 },
      head,
      body: expect.any(Uint8Array),
    },
  ]);
  expect(byteString(receiving.captures[0]?.body)).toBe('\0\xff\r\n\r\nab\x1b');
  expect(receiving.facts).toEqual([]);
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(receiving.receiver.counts).toMatchObject({ acknowledged: 1, inFlightBytes: 0 });
});

test('nothing is acknowledged before it is stored', async () => {
  await using receiving = await startReceiving();
  receiving.hold();
  const client = await receiving.connect();
  await client.write('GET /a HTTP/1.1\r\n\r\n');
  await receiving.capturesAppended(1);
  // Another connection is served from accept to answer meanwhile: had the first been answered, it would have been seen.
  const other = await receiving.connect();
  await other.write('GET /healthz HTTP/1.1\r\n\r\n');
  await other.answer();
  expect(client.received).toBe('');
  receiving.settle();
  expect((await client.answer()).status).toBe(200);
});

test('a chunked body is kept without its chunks, with its trailers, and never inflated', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  const head = 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\nContent-Encoding: gzip\r\n';
  await client.write(`${head}\r\n5;ext="v"\r\n\x1f\x8bGET\r\n`);
  await client.writeEach([
    '1',
    '\r',
    '\n',
    ' ',
    '\r',
    '\n',
    '0',
    '\r\nT',
    ': v\r\nT: w\r\n\r',
    '\n',
  ]);
  expect((await client.answer()).status).toBe(200);
  expect(receiving.captures[0]?.head).toBe(`${head}\r\nT: v\r\nT: w\r\n`);
  expect(byteString(receiving.captures[0]?.body)).toBe('\x1f\x8bGET ');
});

test('a body in chunks of one byte arrives whole', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  const body = Array.from({ length: 20_000 }, (_, i) => String.fromCharCode(i & 0xff)).join('');
  const chunks = body.replaceAll(/[^]/g, '1\r\n$&\r\n');
  await client.write(`PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
  await client.write('GET /next HTTP/1.1\r\n\r\n');
  await client.answers(2);
  expect(byteString(receiving.captures[0]?.body)).toBe(body);
  expect(receiving.captures[1]?.head).toBe('GET /next HTTP/1.1\r\n');
});

test.each([
  ['blanks between the parts', 'GET  /x   HTTP/1.1', ''],
  ['an HTTP/1.0 line', 'GET /x HTTP/1.0', ''],
  ['an HTTP/0.9 line', 'GET /x', ''],
  ['an RTSP line', 'DESCRIBE /x RTSP/1.0', ''],
  ['an absolute target', 'GET http://evil.example/x?y#z HTTP/1.1', ''],
  ['empty lines before it', 'OPTIONS * HTTP/1.1', '\r\n\r\n'],
])('the request line is kept as it arrived: %s', async (_, line, before) => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write(`${before}${line}\r\n\r\n`);
  expect((await client.answer()).status).toBe(200);
  expect(receiving.captures[0]?.head).toBe(`${line}\r\n`);
});

test('every method the parser knows is an event', async () => {
  await using receiving = await startReceiving();
  // CONNECT is refused, PRI is the preface of HTTP/2.
  const methods = METHODS.filter((method) => !['CONNECT', 'PRI'].includes(method));
  expect(methods).toEqual(
    expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY']),
  );
  for (const method of methods) {
    const client = await receiving.connect();
    await client.write(`${method} /${method} HTTP/1.1\r\nContent-Length: 1\r\n\r\nx`);
    const answer = await client.answer({ areToHead: method === 'HEAD' });
    expect([method, answer.status]).toEqual([method, 200]);
    expect(receiving.captures.at(-1)?.head).toMatch(`${method} /${method} HTTP/1.1\r\n`);
  }
  expect(receiving.captures).toHaveLength(methods.length);
});

test('HEAD is an event and its answer has no body', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write('HEAD / HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\nConnection: close\r\n\r\n');
  await client.closed();
  expect(client.received).toMatch(/^(HTTP\/1\.1 200 OK\r\n([\w-]+: .*\r\n)+\r\n){2}$/);
  expect(client.received).toContain('Content-Length: 2\r\n');
});

test('only GET /healthz itself is answered without a record', async () => {
  await using receiving = await startReceiving({ receivePath: '/hook', allowFrom: ['192.0.2.1'] });
  const client = await receiving.connect();
  await client.write('GET /healthz HTTP/1.1\r\n\r\n');
  expect(await client.answer()).toMatchObject({ status: 200, text: 'ok' });
  expect(receiving.captures).toEqual([]);
  await using open = await startReceiving();
  const other = await open.connect();
  for (const line of ['HEAD /healthz', 'POST /healthz', 'GET /healthz?myid=1', 'GET /healthz/'])
    await other.write(`${line} HTTP/1.1\r\n\r\n`);
  expect(await open.capturesAppended(4)).toHaveLength(4);
});

test('a path to receive is compared segment by segment, on the bytes as sent', async () => {
  await using receiving = await startReceiving({ receivePath: '/hook' });
  const client = await receiving.connect();
  const received = ['/hook', '/hook/', '/hook/a', '/hook?myid=1', '/hook?a b\xe9'];
  const others = ['/hooked', '/Hook', '/', '//hook', '/%68ook', '/x/hook', '/a b', 'http://h/hook'];
  for (const target of [...received, ...others])
    await client.write(`GET ${target} HTTP/1.1\r\n\r\n`);
  const answers = await client.answers(received.length + others.length);
  expect(answers.map(({ status }) => status)).toEqual([
    ...received.map(() => 200),
    ...others.map(() => 404),
  ]);
  expect(receiving.captures.map(({ head }) => head)).toEqual(
    received.map((target) => `GET ${target} HTTP/1.1\r\n`),
  );
  expect(receiving.facts.map(({ reason, bytes }) => [reason, byteString(bytes)])).toEqual(
    others.map((target) => ['other_path', `GET ${target} HTTP/1.1\r\n`]),
  );
  expect(answers.every(({ headers }) => !headers.has('location'))).toBe(true);
});

test('requests of one connection are appended in the order they were sent', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  const body = 'x'.repeat(70_000);
  const post = `POST /0 HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const chunked = `POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
  const gets = (from: number): string =>
    Array.from({ length: 20 }, (_, i) => `GET /${from + i} HTTP/1.1\r\n\r\n`).join('');
  await client.write(
    `${post}GET /1 HTTP/1.1\r\n\r\n${chunked}${gets(3)}POST /23 HTTP/1.1\r\nContent-Length: 1\r\n\r\nx${gets(24)}`,
  );
  const answers = await client.answers(44);
  const paths = receiving.captures.map(({ head }) => Number(/ \/(\d+) /.exec(head)?.[1]));
  expect(paths).toEqual(paths.map((_, i) => i));
  expect(answers.map(({ headers }) => headers.get('x-event-id'))).toEqual(
    receiving.captures.map(({ id }) => id),
  );
  const times = receiving.captures.map(({ receivedAtUs }) => receivedAtUs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('answers come in the order of their requests, whatever is stored first', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  receiving.hold();
  await client.write('GET /a HTTP/1.1\r\n\r\nGET /healthz HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n');
  await receiving.capturesAppended(2);
  receiving.settleAll();
  const answers = await client.answers(3);
  expect(answers.map(({ headers }) => headers.get('x-event-id'))).toEqual([
    'id-0',
    undefined,
    'id-1',
  ]);
});

test('a sender that waits for 100 Continue gets it, an unknown expectation changes nothing', async () => {
  await using receiving = await startReceiving({ maxBodyBytes: 10 });
  const client = await receiving.connect();
  await client.write('POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
  expect((await client.answer()).status).toBe(100);
  await client.write('abcPOST /b HTTP/1.1\r\nExpect: tea\r\nContent-Length: 1\r\n\r\nd');
  await client.write('GET /c HTTP/1.1\r\nExpect: 100-continue\r\n\r\n');
  await receiving.capturesAppended(3);
  expect((await client.answers(5)).map(({ status }) => status)).toEqual([100, 200, 200, 100, 200]);
  expect(receiving.captures.map(({ body }) => byteString(body))).toEqual(['abc', 'd', '']);
  // Who would send too much is told before it does.
  await client.write('POST /d HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n');
  expect((await client.answers(6))[5]?.status).toBe(413);
});

test('CONNECT is refused after what came before it is answered', async () => {
  await using receiving = await startReceiving();
  receiving.hold();
  const client = await receiving.connect();
  await client.write('GET /a HTTP/1.1\r\n\r\nCONNECT secret.example:443 HTTP/1.1\r\n\r\n');
  const [fact] = await receiving.factsNoted(1);
  receiving.settleAll();
  const answers = await client.answersUntilClose();
  expect(answers.map(({ status }) => status)).toEqual([200, 405]);
  expect(client.received).not.toContain('secret');
  expect(fact).toMatchObject({ kind: 'refusal', reason: 'connect_method', status: 405 });
  expect(byteString(fact?.bytes)).toBe('CONNECT secret.example:443 HTTP/1.1\r\n\r\n');
});
