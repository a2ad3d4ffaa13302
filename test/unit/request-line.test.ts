import { expect, test } from '@jest/globals';
import { lineAt, standInFor, withLine } from '../../src/http/request-line.ts';
import type { RawClient } from '../support/raw-client.ts';
import { byteString, startReceiving, type Receiving } from '../support/receiving.ts';

test.each([
  ['GET /a b HTTP/1.1', 'GET / HTTP/1.1'],
  ['POST /\xe9\t\x01\x7f HTTP/1.0', 'POST / HTTP/1.0'],
  ['M-SEARCH ?a HTTP/1.1', 'M-SEARCH / HTTP/1.1'],
  ['GET /a HTTP/1.1 b HTTP/1.1', 'GET / HTTP/1.1'],
  ['GET   HTTP/1.1', 'GET / HTTP/1.1'],
  ['GET /a b HTTP/1.2', undefined],
  ['GET /a b', undefined],
  ['get /a b HTTP/1.1', undefined],
  ['GET  HTTP/1.1', undefined],
  ['CONNECT a b HTTP/1.1', undefined],
  ['PRI * * HTTP/1.1', undefined],
  ['GET /a\0 b HTTP/1.1', undefined],
  ['GET /a\r b HTTP/1.1', undefined],
  ['GET /a b HTTP/1.1\r', undefined],
  ['', undefined],
])('%j is passed on to the parser as %j', (line, standIn) => {
  expect(standInFor(line)).toBe(standIn);
});

test('a line ends with CRLF only', () => {
  expect(lineAt(Buffer.from('GET /a b'))).toBeUndefined();
  expect(lineAt(Buffer.from('GET /a b\r'))).toBeUndefined();
  expect(lineAt(Buffer.from('GET /a b\r\nA'))).toBe('GET /a b');
  expect(lineAt(Buffer.from('GET /a b\nA\r\n'))).toBe('');
  const bytes = Buffer.from('GET /\xe9 HTTP/1.1\r\nA: \xff', 'latin1');
  const replaced = withLine(bytes, 'GET /\xe9 HTTP/1.1', 'GET / HTTP/1.1');
  expect(replaced.toString('latin1')).toBe('GET / HTTP/1.1\r\nA: \xff');
});

const bad = 'GET /fordel/show.php?name=Jos\xe9 \xd0\xa4 \t& x=1 HTTP/1.1\r\nHost: a\r\n\r\n';

test('a raw request line is served split at any byte, alone and behind others', async () => {
  await using receiving = await startReceiving();
  const post = 'POST /p q HTTP/1.1\r\nContent-Length: 21\r\n\r\nGET /fake x HTTP/1.1\r\n';
  for (const before of ['', 'POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy', post]) {
    const all = `${before}${bad}`;
    for (let cut = 1; cut < all.length; cut++) {
      receiving.captures.length = 0;
      const client = await receiving.connect();
      await client.writeEach([all.slice(0, cut), all.slice(cut)]);
      const count = before === '' ? 1 : 2;
      const answers = await client.answers(count);
      expect([cut, ...answers.map(({ status }) => status)]).toEqual([
        cut,
        ...Array.from({ length: count }, () => 200),
      ]);
      expect(receiving.captures.at(-1)?.head).toBe(bad.slice(0, -2));
      await client[Symbol.asyncDispose]();
    }
  }
  expect(receiving.facts).toEqual([]);
});

test('a kept-alive connection may bring good and raw lines in any order, a hundred of them', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  for (let i = 0; i < 100; i++) {
    await client.write(
      i % 3 === 0 ? `GET /${i} HTTP/1.1\r\n\r\n` : `GET /${i} \xff HTTP/1.1\r\n\r\n`,
    );
    await client.answers(i + 1);
  }
  const targets = receiving.captures.map(({ head }) => Number(/\/(\d+)/.exec(head)?.[1]));
  expect(targets).toEqual(targets.map((_, i) => i));
  expect(targets).toHaveLength(100);
  expect(receiving.receiver.counts).toMatchObject({ connections: 1, acknowledged: 100 });
  // Each new stream takes the place of the last one: nothing piles up on the socket.
  expect(receiving.receiver.counts.continued).toBe(66);
});

test('a raw line without Host, in HTTP/1.0, and with 100 Continue', async () => {
  await using receiving = await startReceiving();
  const old = await receiving.connect();
  await old.write('GET /a b HTTP/1.0\r\n\r\n');
  expect((await old.answersUntilClose()).map(({ status }) => status)).toEqual([200]);
  const client = await receiving.connect();
  await client.write('PUT /a b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n');
  expect((await client.answer()).status).toBe(100);
  await client.write('x');
  expect((await client.answers(2))[1]?.status).toBe(200);
  expect(receiving.captures.map(({ head }) => head.split('\r\n')[0])).toEqual([
    'GET /a b HTTP/1.0',
    'PUT /a b HTTP/1.1',
  ]);
});

test('what only looks like a request line is refused once and not tried again', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write('FOO /a b HTTP/1.1\r\n\r\n');
  expect((await client.answersUntilClose()).map(({ status }) => status)).toEqual([400]);
  const describe = await receiving.connect();
  // The parser takes DESCRIBE with RTSP only, so it refuses the stand-in as well.
  await describe.write('DESCRIBE /a b HTTP/1.1\r\n\r\n');
  expect((await describe.answersUntilClose()).map(({ status }) => status)).toEqual([400]);
  expect(receiving.facts.map(({ bytes }) => byteString(bytes))).toEqual([
    'FOO /a b HTTP/1.1\r\n\r\n',
    'DESCRIBE /a b HTTP/1.1\r\n\r\n',
  ]);
});

test('a raw line that is too long is refused, complete or not', async () => {
  await using receiving = await startReceiving({ limits: { maxHeadBytes: 2_048 } });
  for (const end of ['', ' HTTP/1.1\r\n\r\n']) {
    const client = await receiving.connect();
    await client.write(`GET /${'a '.repeat(1_500)}${end}`);
    const [answer] = await client.answersUntilClose();
    expect(answer?.status).toBe(431);
  }
  expect(receiving.facts.map(({ reason }) => reason)).toEqual(['head_too_large', 'head_too_large']);
  expect(receiving.captures).toEqual([]);
});

test('a large body behind a raw line is read whole, and one too large is cut off', async () => {
  await using receiving = await startReceiving({ maxBodyBytes: 3_000_000 });
  const client = await receiving.connect();
  const body = Buffer.alloc(3_000_000, 'GET /x y HTTP/1.1\r\n\r\n');
  await client.write(`POST /a b HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`);
  await client.write(body);
  expect((await client.answer()).status).toBe(200);
  expect(Buffer.compare(receiving.captures[0]?.body ?? Buffer.alloc(0), body)).toBe(0);
  await client.write(`POST /a b HTTP/1.1\r\nContent-Length: ${body.length + 1}\r\n\r\n`);
  expect((await client.answersUntilClose()).map(({ status }) => status)).toEqual([200, 413]);
});

/** Writes pieces until the other side has taken none of them for a while. @returns how many it took */
async function writeUntilStuck(
  receiving: Receiving,
  client: RawClient,
  piece: Buffer,
  most: number,
): Promise<number> {
  let taken = 0;
  for (let i = 0; i < most; i++)
    client.socket.write(piece, (error) => {
      if (!error) taken++;
    });
  for (let before = -1; before !== taken && taken < most;) {
    before = taken;
    for (let i = 0; i < 20; i++) {
      const other = await receiving.connect();
      await other.write('GET /healthz HTTP/1.1\r\n\r\n');
      await other.answer();
      await other[Symbol.asyncDispose]();
    }
  }
  return taken;
}

test('while earlier answers wait, what comes behind a raw line is not read on without end', async () => {
  await using receiving = await startReceiving({ maxBodyBytes: 32_000_000 });
  receiving.hold();
  const client = await receiving.connect();
  const piece = Buffer.alloc(64_000);
  const size = 500 * piece.length;
  await client.write(
    `GET /a HTTP/1.1\r\n\r\nPOST /b c HTTP/1.1\r\nContent-Length: ${size}\r\n\r\n`,
  );
  await receiving.capturesAppended(1);
  // The kernel's buffers take some megabytes and then no more.
  expect(await writeUntilStuck(receiving, client, piece, 500)).toBeLessThan(500);
  expect(receiving.captures).toHaveLength(1);
  receiving.settleAll();
  expect((await client.answers(2)).map(({ status }) => status)).toEqual([200, 200]);
  expect(receiving.captures[1]?.body).toHaveLength(size);
});

test.each([
  ['good lines', 'GET /a'],
  ['raw lines', 'GET /a b'],
])('a sender that does not read its answers is not read on without end: %s', async (_, line) => {
  await using receiving = await startReceiving({}, (n) => `${n}`.padEnd(4_096, '-'));
  const client = await receiving.connect();
  client.socket.pause();
  await client.write('GET /first x HTTP/1.1\r\n\r\n');
  const request = `${line} HTTP/1.1\r\nA: ${'a'.repeat(4_000)}\r\n\r\n`;
  const piece = Buffer.from(request.repeat(16));
  expect(await writeUntilStuck(receiving, client, piece, 500)).toBeLessThan(500);
  expect(receiving.captures.length).toBeGreaterThan(0);
  expect(receiving.captures.length).toBeLessThan(16 * 500);
  client.socket.destroy();
});
