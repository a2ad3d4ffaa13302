import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AccessLogReader } from '../../src/formats/access-log.ts';
import { isUnread, type ReadRequest } from '../../src/formats/read-line.ts';

const path = '/fordel/show.php';

/** 22 November 2026, 20:15:07 UTC. */
const atUs = Date.UTC(2026, 10, 22, 20, 15, 7) * 1000;

function read(line: string): ReadRequest {
  const [first] = new AccessLogReader({ path }).line(line, 1);
  if (first === undefined || isUnread(first)) throw new Error(first?.reason ?? 'skipped');
  return first;
}

function reasonOf(line: string): string | undefined {
  const [first] = new AccessLogReader({ path }).line(line, 1);
  return first && isUnread(first) ? first.reason : undefined;
}

const line = (request: string, rest = '200 2 "-" "-"'): string =>
  `213.170.84.107 - - [22/Nov/2026:20:15:07 +0000] "${request}" ${rest}`;

test('a request of the combined format comes back with all that the log has of it', () => {
  expect(
    read(
      line(
        'GET /fordel/show.php?myid=175&CalledNumber=%2B7916 HTTP/1.1',
        '200 2 "https://a.example/" "PBX \\"1\\""',
      ),
    ),
  ).toEqual({
    lineNumber: 1,
    receivedAtUs: atUs,
    isTimeToTheSecond: true,
    head:
      'GET /fordel/show.php?myid=175&CalledNumber=%2B7916 HTTP/1.1\r\n' +
      'Referer: https://a.example/\r\nUser-Agent: PBX "1"\r\n',
    body: new Uint8Array(),
    peer: '213.170.84.107:0',
    status: 200,
  });
});

const get = 'GET /fordel/show.php?myid=1 HTTP/1.1';

test.each([
  ['common format', line(get, '200 2'), {}],
  ['no bytes were sent', line(get, '304 -'), { status: 304 }],
  ['a field more at the end', line(get, '200 2 "-" "-" "10.0.0.1" 0.003'), {}],
  ['a quoted field more in the common format', line(get, '200 2 "10.0.0.1"'), {}],
  ['client closed', line(get, '499 0 "-" "-"'), { status: 499 }],
  ['a status that is none', line(get, '000 0 "-" "-"'), { status: undefined }],
  ['a user with spaces and brackets', line(get).replace(' - - ', ' - a [b] c '), {}],
  ['east of UTC', line(get).replace('20:15:07 +0000', '23:15:07 +0300'), {}],
  ['west of UTC', line(get).replace('20:15:07 +0000', '16:45:07 -0330'), {}],
  ['IPv6', line(get).replace('213.170.84.107', '2001:db8::7'), { peer: '[2001:db8::7]:0' }],
  ['HTTP/2', line(get.replace('1.1', '2.0')), { head: `${get.replace('1.1', '2.0')}\r\n` }],
  ['CR at the end', `${line(get, '200 2')} `, {}],
])('%s', (_name, text, expected) => {
  const { receivedAtUs, head, peer, status, bodyIsLost } = read(text);
  expect({ receivedAtUs, head, peer, status, bodyIsLost }).toEqual({
    receivedAtUs: atUs,
    head: `${get}\r\n`,
    peer: '213.170.84.107:0',
    status: 200,
    bodyIsLost: undefined,
    ...expected,
  });
});

test('an empty line is nothing', () => {
  expect(new AccessLogReader({ path }).line(' ', 1)).toEqual([]);
});

test('a POST is read with its query, and said to have lost its body', () => {
  const { head, body, bodyIsLost } = read(line('POST /fordel/show.php?myid=175 HTTP/1.1'));
  expect([head, body.length, bodyIsLost]).toEqual([
    'POST /fordel/show.php?myid=175 HTTP/1.1\r\n',
    0,
    true,
  ]);
});

test('requests to other paths, by other methods and no requests at all are passed over and counted', () => {
  const reader = new AccessLogReader({ path });
  const others = [
    'GET /fordel/show.phpx?myid=1 HTTP/1.1',
    'GET / HTTP/1.1',
    'OPTIONS /fordel/show.php HTTP/1.1',
    '-',
    '',
    '\\x16\\x03\\x01\\x00\\xEE',
  ];
  for (const request of others) expect(reader.line(line(request), 1)).toEqual([]);
  expect(reader.skipped).toBe(others.length);
  for (const target of [path, `${path}/a`, `${path}?a`, `http://somehost.com${path}?a`])
    expect(read(line(`GET ${target} HTTP/1.1`)).head).toContain(`GET ${target} `);
  expect(new AccessLogReader({ path: '/' }).line(line('GET * HTTP/1.1'), 1)).toHaveLength(1);
});

test.each([
  ['hello', /no time/],
  [line(get).slice(0, 40), /time/],
  [line(get).replace('22/Nov', '31/Nov'), /does not exist/],
  [line(get).replace('22/Nov', '22/Foo'), /does not exist/],
  [line(get).replace('20:15', '25:15'), /does not exist/],
  [line(get).slice(0, 70), /no end/],
  [line(get).slice(0, line(get).indexOf('" 200') + 1), /No status/],
  [line(`${get}"x`), /No status/],
  [line('GET /fordel/show.php?myid=1'), /no HTTP version/],
  [line('GET /fordel/show.php?a\\x0D\\x0Ab HTTP/1.1'), /line end/],
  [line(get).replace('213.170.84.107 - - ', ''), /address/],
])('%j is told to be unreadable, and why', (text, reason) => {
  expect(reasonOf(text)).toMatch(reason);
});

/** Anything the HTTP parser lets into a request line. */
const targets = fc.uint8Array({ maxLength: 60 }).map(
  (bytes) =>
    `/fordel/show.php?${Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\r\n\0]/g, '')}`,
);
const hex = (byte: string): string => byte.charCodeAt(0).toString(16).padStart(2, '0');
/** https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format */
const byNginx = (text: string): string =>
  text.replace(/[^ -~]|["\\]/g, (byte) => `\\x${hex(byte).toUpperCase()}`);
/** https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#format-notes */
const byApache = (text: string): string =>
  text
    .replace(/["\\]/g, '\\$&')
    .replace(/\t/g, '\\t')
    .replace(/[^ -~]/g, (byte) => `\\x${hex(byte)}`);

test('whatever bytes a target had, they come back from what nginx and Apache escaped', () => {
  fc.assert(
    fc.property(targets, fc.constantFrom(byNginx, byApache), (target, escape) => {
      const { head } = read(
        line(escape(`GET ${target} HTTP/1.1`), `200 2 "-" "${escape('a"\\')}"`),
      );
      expect(head).toBe(`GET ${target} HTTP/1.1\r\nUser-Agent: a"\\\r\n`);
    }),
  );
});

test('a log with 5 % broken lines gives every other request, and no line is lost', () => {
  const reader = new AccessLogReader({ path });
  let [requests, broken] = [0, 0];
  for (let i = 1; i <= 1000; i++) {
    const text = line(`GET ${path}?myid=${i} HTTP/1.1`);
    // Cut somewhere before the end of the request.
    for (const read of reader.line(i % 20 === 0 ? text.slice(0, 1 + (i % 75)) : text, i)) {
      if (isUnread(read)) broken++;
      else requests++;
      expect(read.lineNumber).toBe(i);
    }
  }
  expect([requests, broken, reader.skipped]).toEqual([950, 50, 0]);
});

test('it never throws, whatever a line is', () => {
  const reader = new AccessLogReader({ path: '/' });
  const piece = fc.constantFrom(
    '[22/Nov/2026:20:15:07 +0000] "',
    '" 200 ',
    '\\',
    '"',
    ' ',
    'GET /',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
      const reads = reader.line(pieces.join(''), 1);
      expect(reads.every((read) => !isUnread(read) || read.text.length <= 120)).toBe(true);
    }),
  );
});
