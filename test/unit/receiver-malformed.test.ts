import { expect, test } from '@jest/globals';
import { byteString, startReceiving } from '../support/receiving.ts';

const gone = (client: { answersUntilClose(): Promise<{ status: number }[]> }): Promise<number[]> =>
  client.answersUntilClose().then((answers) => answers.map(({ status }) => status));

test.each([
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'tls_on_plain_port'],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0', 'http2_preface'],
  ['an SSH banner', 'SSH-2.0-OpenSSH_9.6\r\n', 'malformed'],
  ['a bare LF', 'GET / HTTP/1.1\nHost: a\n\n', 'malformed'],
  ['a bare LF behind a line without version', 'GET /a\nHost: a\r\n\r\n', 'malformed'],
  ['only bare LFs', 'GET /a\n\r\n', 'malformed'],
  ['a bare LF behind blanks', 'GET /a b HTTP/1.1\nHost: a\r\n\r\n', 'malformed'],
  ['a bare CR in the target', 'GET /a\rb HTTP/1.1\r\n\r\n', 'malformed'],
  ['a NUL in the target', 'GET /a\0b HTTP/1.1\r\n\r\n', 'malformed'],
  ['a folded header', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', 'malformed'],
  ['a blank before a colon', 'GET / HTTP/1.1\r\nA : b\r\n\r\n', 'malformed'],
  ['a NUL in a header', 'GET / HTTP/1.1\r\nA: b\0c\r\n\r\n', 'malformed'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx',
    'malformed',
  ],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'malformed',
  ],
  [
    'an unknown transfer coding',
    'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nx',
    'malformed',
  ],
  ['a bad chunk', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'malformed'],
  ['an unknown method', 'GETS / HTTP/1.1\r\n\r\n', 'malformed'],
  ['an unknown version', 'GET / HTTP/1.7\r\n\r\n', 'malformed'],
])('%s is refused with 400 and noted as it came', async (_, bytes, reason) => {
  await using receiving = await startReceiving();
  receiving.hold();
  const client = await receiving.connect();
  // Behind a good request that waits: its answer comes first, and no byte of it goes into the fact.
  await client.write(`GET /before HTTP/1.1\r\n\r\n${bytes}`);
  await receiving.factsNoted(1);
  receiving.settleAll();
  expect(await gone(client)).toEqual([200, 400]);
  expect(receiving.captures).toHaveLength(1);
  expect(receiving.facts).toMatchObject([{ kind: 'refusal', reason, status: 400 }]);
  expect(bytes).toContain(byteString(receiving.facts[0]?.bytes));
  expect(receiving.facts[0]?.bytes?.length).toBeGreaterThan(2);
});

test('chunk extensions without end are refused', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write(
    `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}`,
  );
  expect(await gone(client)).toEqual([413]);
  expect(receiving.facts).toMatchObject([{ reason: 'chunk_extensions_too_large' }]);
});

test('trailers without end are refused', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n');
  for (let i = 0; i < 40 && !client.isClosed; i++)
    await client.write(`T${i}: ${'t'.repeat(1_000)}\r\n`);
  expect(await gone(client)).toEqual([431]);
  expect(receiving.captures).toEqual([]);
});

test('what follows a request that closes its connection leaves a fact', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write('GET /a HTTP/1.1\r\nConnection: close\r\n\r\nGET /b c HTTP/1.1\r\n\r\n');
  expect(await gone(client)).toEqual([200]);
  expect(receiving.captures).toHaveLength(1);
  expect(receiving.facts).toMatchObject([{ reason: 'data_after_close' }]);
  expect(byteString(receiving.facts[0]?.bytes)).toBe('GET /b c HTTP/1.1\r\n\r\n');
});
