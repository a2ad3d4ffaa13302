import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { matches } from '../../src/query/match.ts';
import { parseFilter } from '../../src/query/parse.ts';
import {
  fetchSnippet,
  whyNoFetch,
  type SnippetRequest,
} from '../../src/web/detail/fetch-snippet.ts';
import { jsonText } from '../../src/web/detail/json-text.ts';
import { shellWord } from '../../src/web/text/shell-word.ts';
import { filterLike, filterOfCall, waitLine } from '../../src/web/detail/wait-line.ts';
import { subjectOf } from '../support/filtered-events.ts';
import { isHeaderValue, naughtyStrings, utf8Bytes } from '../support/naughty-strings.ts';

const run = promisify(execFile);

/** What the server got, with one character for each byte. */
interface Got {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: Server;
let baseUrl: string;
let folder: string;
const got: Got[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringlog-snippets-'));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { rawHeaders, method = '', url = '' } = request;
      const headers = Object.fromEntries(
        rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? '']] : [],
        ),
      ) as Record<string, string>;
      got.push({ method, target: url, headers, body: Buffer.concat(chunks).toString('latin1') });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** Runs the snippets one after the other in a Node of their own. */
async function sent(requests: readonly Omit<SnippetRequest, 'baseUrl'>[]): Promise<readonly Got[]> {
  got.length = 0;
  const names = requests.map((_, at) => `./snippet${at}.mjs`);
  await Promise.all(
    requests.map((request, at) =>
      writeFile(join(folder, names[at] ?? ''), fetchSnippet({ ...request, baseUrl })),
    ),
  );
  const main = join(folder, 'main.mjs');
  await writeFile(main, names.map((name) => `await import(${JSON.stringify(name)});\n`).join(''));
  await run(process.execPath, [main]);
  return [...got];
}

const bytes = (latin1: string): Uint8Array => Uint8Array.from(Buffer.from(latin1, 'latin1'));
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const everyByte = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));

test('a fetch snippet sends method, headers and every byte of the body again', async () => {
  const requests = [
    {
      method: 'POST',
      target: '/fordel/show.php?myid=175',
      headers: [form],
      body: bytes('a=1&b=%2B7'),
    },
    { method: 'PUT', target: '/x', headers: [], body: bytes(everyByte) },
    { method: 'POST', target: '/x', headers: [form], body: bytes('\xef\xbb\xbfwith a mark') },
    {
      method: 'GET',
      target: '/only?a=1',
      headers: [['X-Name', `it's "quoted" \\ é`]],
      body: bytes(''),
    },
    {
      method: 'DELETE',
      target: '/x',
      headers: [['X-Empty', '']],
      body: bytes('\'"`${1}\\\n\r\t\0'),
    },
  ] as const;
  const found = await sent(requests);
  expect(found.map(({ method, target, body }) => ({ method, target, body }))).toEqual(
    requests.map(({ method, target, body }) => ({
      method,
      target,
      body: Buffer.from(body).toString('latin1'),
    })),
  );
  expect(found[0]?.headers['content-type']).toBe(form[1]);
  // fetch names a type by itself unless it is given bytes.
  expect(found[1]?.headers['content-type']).toBeUndefined();
  expect(found[3]?.headers['x-name']).toBe(utf8Bytes(`it's "quoted" \\ é`));
  expect(found[4]?.headers['x-empty']).toBe('');
});

test('naughty text comes out of a fetch snippet as it went in', async () => {
  const texts = naughtyStrings.filter((text, at) => at % 7 === 0 && text.length < 500);
  const requests = texts.map((text) => ({
    method: 'POST',
    target: `/p?a=${text.replace(/[&+%=\s\p{Cc}]/gu, '_')}`,
    headers: isHeaderValue(utf8Bytes(text)) ? ([['X-Text', text]] as const) : [],
    body: Uint8Array.from(Buffer.from(text)),
  }));
  const found = await sent(requests);
  for (const [at, text] of texts.entries()) {
    const { target, headers } = requests[at] ?? { target: '', headers: [] };
    expect(found[at]?.body).toBe(utf8Bytes(text));
    expect(fieldsOf(found[at]?.target ?? '')).toEqual(fieldsOf(utf8Bytes(target)));
    expect(found[at]?.headers['x-text']).toBe(headers[0] && utf8Bytes(text));
  }
});

function fieldsOf(target: string): Readonly<Record<string, string>> {
  return { ...decodeEvent({ target, body: '' }).fields };
}

test('headers that fetch would refuse or set itself are left out', async () => {
  const [found] = await sent([
    {
      method: 'POST',
      target: 'http://proxy.example/x?a=1',
      headers: [
        ['Host', 'elsewhere'],
        ['Content-Length', '999'],
        ['Transfer-Encoding', 'chunked'],
        ['Connection', 'upgrade'],
        ['Bad Name', '1'],
        ['X-Control', 'a\u0001b'],
        ['X-Kept', '1'],
      ],
      body: bytes('x'),
    },
  ]);
  expect(found).toMatchObject({ target: '/x?a=1', body: 'x' });
  expect(found?.headers['host']).toBe(new URL(baseUrl).host);
  expect(found?.headers['x-kept']).toBe('1');
  expect(found?.headers['x-control']).toBeUndefined();
});

test('copied JSON is the same value, and hides nothing', () => {
  const value = { text: 'a\nb\u202e"\u0085', list: [1, { deep: '\x1b' }] };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('what fetch cannot send is told', () => {
  expect(whyNoFetch('GET', 5)).toContain('GET with a body');
  expect(whyNoFetch('TRACE', 0)).toContain('TRACE');
  expect(whyNoFetch('GET', 0)).toBeUndefined();
  expect(whyNoFetch('POST', 5)).toBeUndefined();
});

/** What the words of a line are after a shell has read them. */
async function wordsOf(line: string): Promise<readonly string[]> {
  const { stdout } = await run('sh', [
    '-c',
    `ringlog() { printf '%s\\0' "$@"; }; npx() { "$@"; }; ${line}`,
  ]);
  return stdout.split('\0').slice(0, -1);
}

test('any text is one word for a shell, and nothing in it runs', async () => {
  const texts = [
    '',
    "it's",
    '$(id) `id` $HOME !!',
    '\x1b[31m\x07',
    'a\nb"',
    '-x',
    '\u202eПривет',
    '\\',
  ];
  for (const text of texts) expect(await wordsOf(`ringlog ${shellWord(text)}`)).toEqual([text]);
  expect(shellWord('\x1b[31m')).not.toContain('\x1b');
});

test.each(['76c8491e04f54f2cb0b4fe4ad2ae1bcd', 'abc"d e\'f\\', '$(id);\n\x1bx', '1', 'Приветы*'])(
  'the wait line of the call %j finds that call',
  async (callId) => {
    const [command, filter = '', ...rest] = await wordsOf(
      waitLine(filterOfCall(callId) ?? '', 'http://[::1]:8081/'),
    );
    expect([command, ...rest]).toEqual([
      'wait',
      '--timeout',
      '30s',
      '--server',
      'http://[::1]:8081',
    ]);
    const target = `/?CallID=${Buffer.from(callId).toString('hex').replace(/../g, '%$&')}`;
    const parsed = parseFilter(filter, { nowUs: 0 });
    expect(matches(parsed, subjectOf({ target }))).toBe(true);
    expect(matches(parsed, subjectOf({ target: '/?CallID=other-one' }))).toBe(false);
  },
);

const events = [
  'EventType=hangup&CallFlow=out&CallerExtension=000*101%40x&CallStatus=BUSY&CallID=1',
  'EventType=dial-in&CallFlow=in&CalledExtension=000*101%40x&CallID=1',
  'EventType=answer&CallStatus=it%27s+%22odd%22',
  'EventType=nonsense',
  'agent_id=1&agent_status=available&extension_name=000*101',
];

test.each(events)('the filter for events like %s finds it', async (query) => {
  const target = `/fordel/show.php?myid=it%27s&${query}`;
  const decoded = decodeEvent({ target, body: '' });
  const filter = filterLike({
    type: decoded.type,
    myid: decoded.myid,
    fields: { ...decoded.fields },
    request: { method: 'GET' },
  });
  const [, heard = ''] = await wordsOf(waitLine(filter, 'http://127.0.0.1:8081/'));
  const parsed = parseFilter(heard, { nowUs: 0 });
  expect(matches(parsed, subjectOf({ target }))).toBe(true);
  expect(matches(parsed, subjectOf({ target: '/?EventType=voicemail' }))).toBe(false);
});
