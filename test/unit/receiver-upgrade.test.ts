import { expect, test } from '@jest/globals';
import { byteString, startReceiving } from '../support/receiving.ts';

test('an Upgrade is an ordinary request, and what is pipelined behind it is not lost', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  const upgrade = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n';
  const bodies = `POST /2 HTTP/1.1\r\n${upgrade}Content-Length: 3\r\n\r\n`;
  await client.write(`GET /0 HTTP/1.1\r\n${upgrade}\r\nGET /1 HTTP/1.1\r\n\r\n${bodies}a`);
  await client.write(`bcGET /3 HTTP/1.1\r\n${upgrade}\r\n`);
  await client.write('GET /4 HTTP/1.1\r\n\r\nGET /5');
  await client.write(' HTTP/1.1\r\n\r\n');
  expect((await client.answers(6)).map(({ status }) => status)).toEqual([
    200, 200, 200, 200, 200, 200,
  ]);
  expect(
    receiving.captures.map(
      ({ head, body }) => head.slice(0, head.indexOf(' HTTP')) + byteString(body),
    ),
  ).toEqual(['GET /0', 'GET /1', 'POST /2abc', 'GET /3', 'GET /4', 'GET /5']);
});

test('what comes in a later packet than the end of an Upgrade is not lost either', async () => {
  await using receiving = await startReceiving();
  const client = await receiving.connect();
  receiving.hold();
  const upgrade = 'Connection: Upgrade\r\nUpgrade: x\r\n';
  // The raw line waits for the answer before it, and meanwhile both packets: the parser then gets them at once, one behind the other.
  await client.write(
    `GET /0 HTTP/1.1\r\n\r\nGET /1 x HTTP/1.1\r\n${upgrade}\r\nGET /2 HTTP/1.1\r\n\r\n`,
  );
  await receiving.capturesAppended(1);
  await client.write(`GET /3 HTTP/1.1\r\n${upgrade}\r\nGET /4 HTTP/1.1\r\n\r\n`);
  const other = await receiving.connect();
  await other.write('GET /healthz HTTP/1.1\r\n\r\n');
  await other.answer();
  receiving.settleAll();
  expect((await client.answers(5)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(receiving.captures.map(({ head }) => head)).toEqual([
    'GET /0 HTTP/1.1\r\n',
    `GET /1 x HTTP/1.1\r\n${upgrade}`,
    'GET /2 HTTP/1.1\r\n',
    `GET /3 HTTP/1.1\r\n${upgrade}`,
    'GET /4 HTTP/1.1\r\n',
  ]);
});
