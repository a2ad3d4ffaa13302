import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCurl } from '../../src/formats/curl.ts';

/** What the server got, everything with one character for each byte. */
interface Got {
  method: string;
  target: string;
  headers: [string, string][];
  body: string;
}

let server: Server;
let baseUrl: string;
let got: Got[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { rawHeaders, method = '', url = '' } = request;
      const headers = rawHeaders.flatMap((name, i): [string, string][] =>
        i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? '']] : [],
      );
      got.push({ method, target: url, headers, body: Buffer.concat(chunks).toString('latin1') });
      // As the receiver does, to HEAD as well.
      response.setHeader('Content-Length', 2).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Runs the line in a shell and gives what arrived, without what curl says of the connection. */
async function sendAgain(request: Got, shell = 'bash'): Promise<Got> {
  got = [];
  const line = formatCurl({ ...request, baseUrl });
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  // As input, where a line may be longer than an argument.
  const running = promisify(execFile)(shell, { timeout: 20_000 });
  running.child.stdin?.end(`${line}\n`);
  await running;
  expect(got).toHaveLength(1);
  const [arrived] = got as [Got];
  const framing = ['host', 'content-length'];
  return {
    ...arrived,
    headers: arrived.headers.filter(([name]) => !framing.includes(name.toLowerCase())),
  };
}

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
const everyByte = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code));
const plain: Got = { method: 'GET', target: '/fordel/show.php?myid=175', headers: [], body: '' };
const form: [string, string] = ['Content-Type', 'application/x-www-form-urlencoded'];

test.each<[string, Partial<Got>]>([
  [
    'a GET',
    {
      headers: [
        ['User-Agent', 'PBX'],
        ['Accept', '*/*'],
      ],
    },
  ],
  ['a GET without any header', {}],
  [
    'a POST of a form',
    { method: 'POST', headers: [form], body: 'EventType=hangup&CallerIDNum=%2B7812' },
  ],
  ['a POST without a body', { method: 'POST' }],
  ['a GET with a body', { body: 'a=1' }],
  ['a HEAD', { method: 'HEAD' }],
  ['another method', { method: 'PROPFIND', body: 'x' }],
  [
    'repeated and empty headers in their order and case',
    {
      headers: [
        ['X-A', '1'],
        ['x-a', ''],
        ['X-B', '2'],
        ['X-A', '3'],
      ],
    },
  ],
  [
    'what a shell would expand',
    {
      method: 'POST',
      headers: [['X-A', '!! $HOME `id` "\\" \'; ~ *']],
      body: `!! $HOME \`id\` "\\" '; #`,
    },
  ],
  ['what curl would expand', { target: '/a/../b/./[1-3]{x,y}?a=%25%00&b=[1]&c={d}' }],
  ['a body that begins with @', { method: 'POST', body: '@/etc/hostname' }],
  ['a header that begins with @', { headers: [['X-A', '@/etc/hostname']] }],
  ['a body that printf would expand', { method: 'POST', body: '@%s%d\\n\\061-%%' }],
  ['a body that looks like an option', { method: 'POST', body: '-@\n' }],
  ['every byte', { method: 'POST', body: everyByte }],
  ['line feeds at the end', { method: 'POST', body: 'a\r\n\n\n' }],
  [
    'text of people',
    { method: 'POST', headers: [['X-Name', bytesOf('Пётр')]], body: bytesOf('text=Привет 🙂') },
  ],
  ['bytes that are no text in a header', { headers: [['X-Name', 'caf\xe9 \xff']] }],
  ['a body longer than an argument may be', { method: 'POST', body: 'x'.repeat(300_000) }],
  ['a target with quotes and signs', { target: `/a'b"c?x='&y="&z=$HOME&w=|^\`` }],
  ['a fragment, which curl would cut off', { target: '/a?b=1#c' }],
  ['two slashes', { target: '//a//b' }],
  ['an asterisk', { method: 'OPTIONS', target: '*' }],
  ['an absolute target', { target: 'http://somehost.com/fordel/show.php?myid=175' }],
])('the line sends again: %s', async (_, request) => {
  const sent = { ...plain, ...request };
  expect(await sendAgain(sent)).toEqual(sent);
});

test('what belongs to the connection is left out', async () => {
  const ofConnection = ['Host', 'Connection', 'Content-Length', 'Expect', 'Transfer-Encoding'];
  const headers = ofConnection.map((name): [string, string] => [name, 'x']);
  expect(await sendAgain({ ...plain, method: 'POST', headers, body: 'a' })).toMatchObject({
    headers: [],
    body: 'a',
  });
});

test('a plain POSIX shell understands the line too', async () => {
  const sent = {
    ...plain,
    method: 'POST',
    headers: [['X-A', `it's \xff`]] as [string, string][],
    body: everyByte,
  };
  expect(await sendAgain(sent, 'sh')).toEqual(sent);
});

test('the line of an ordinary event is one a person can read', () => {
  const headers: [string, string][] = [
    form,
    ['User-Agent', 'PBX'],
    ['Accept', '*/*'],
    ['Host', 'x'],
  ];
  expect(
    formatCurl({ ...plain, method: 'POST', headers, body: 'a=1', baseUrl: 'http://h:8080/' }),
  ).toBe(
    "curl -g --path-as-is -X 'POST' -H 'Content-Type: application/x-www-form-urlencoded' -H 'User-Agent: PBX' " +
      "-H 'Accept: */*' -H 'Expect:' --data-binary 'a=1' 'http://h:8080/fordel/show.php?myid=175'",
  );
});

test('any body and any header arrive as they were', async () => {
  const bytes = (min: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.integer({ min, max: 255 }).map((code) => String.fromCharCode(code)) });
  const value = bytes(0x20).map((text) => text.replaceAll('\x7f', '').trim());
  await fc.assert(
    fc.asyncProperty(bytes(0), value, async (body, header) => {
      const sent: Got = { ...plain, method: 'POST', headers: [['X-A', header]], body };
      expect(await sendAgain(sent)).toEqual(sent);
    }),
    { numRuns: 40 },
  );
});
