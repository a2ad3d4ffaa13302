import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PhpLogReader } from '../../src/formats/phplog-reader.ts';
import { createPhpLog } from '../../src/formats/phplog.ts';
import { isUnread, type ReadRequest, type UnreadLine } from '../../src/formats/read-line.ts';
import { parseForm, type FormPair } from '../../src/protocol/form.ts';
import { splitTarget } from '../../src/protocol/target.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';

const path = '/fordel/show.php';
/** 30 May 2017, 15:07:50 UTC. */
const atUs = 1_496_156_870_000_000;
const stamp = '[Tue May 30 15:07:50 2017]';

function readAll(
  text: string,
  zoneOffsetMinutes: (localIso: string) => number = () => 0,
): (ReadRequest | UnreadLine)[] {
  const reader = new PhpLogReader({ path, zoneOffsetMinutes });
  const bytes = Buffer.from(text).toString('latin1').split('\n');
  return [...bytes.flatMap((line, i) => [...reader.line(line, i + 1)]), ...reader.end()];
}

/** Time and pairs of each request, the reason and place of each line that was not read. */
function summaries(text: string): unknown[] {
  return readAll(text).map((read) =>
    isUnread(read) ? [read.lineNumber, read.reason] : [read.receivedAtUs, pairsOf(read)],
  );
}

function pairsOf({ head }: ReadRequest): FormPair[] {
  const target = /^GET (.*) HTTP\/1\.1\r\n$/.exec(head)?.[1] ?? '';
  return parseForm(splitTarget(target).query);
}

test('the vendor’s own log becomes the request it was written from', () => {
  expect(
    readAll(
      [
        `${stamp} ------`,
        `${stamp} agent_status => available`,
        `${stamp} agent_id => 136`,
        `${stamp} extension_name => 000*094@ringme.ru`,
      ].join('\n'),
      (localIso) => {
        expect(localIso).toBe('2017-05-30T15:07:50');
        return 180;
      },
    ),
  ).toEqual([
    {
      lineNumber: 1,
      receivedAtUs: atUs - 180 * 60e6,
      isTimeToTheSecond: true,
      head: `GET ${path}?agent_status=available&agent_id=136&extension_name=000%2A094%40ringme.ru HTTP/1.1\r\n`,
      body: new Uint8Array(),
    },
  ]);
});

const offsets: readonly (readonly [string, number])[] = [
  ['[30-May-2017 15:07:50 UTC]', 0],
  ['[30-May-2017 18:07:50 Europe/Moscow]', 0],
  ['[30-May-2017 11:07:50 America/New_York]', 0],
  ['[30-Jan-2017 10:07:50 America/New_York]', -120 * 86_400e6],
  ['[30-May-2017 15:07:50]', 0],
  ['[30-May-2017 20:37:50 +05:30]', 0],
  ['[Mon May  1 15:07:50 2017]', -29 * 86_400e6],
  ['[Tue May 30 15:07:50.250000 2017]', 250_000],
];

test.each(offsets)('a time may look like %s', (time, us) => {
  expect(summaries(`${time} ------\n${time} a => 1`)).toEqual([[atUs + us, [['a', '1']]]]);
});

test('an hour after the clocks went forward the time is right', () => {
  const us = Date.UTC(2017, 2, 12, 7, 30) * 1000;
  expect(summaries('[12-Mar-2017 03:30:00 America/New_York] ------')).toEqual([[us, []]]);
});

test('a name ends where PHP ends it', () => {
  const lines = [`${stamp} ------`, `${stamp} a[b => c] => 1`, `${stamp} d\\x00e => 2`];
  const pairs = [
    ['a[b => c]', '1'],
    ['d\\x00e', '2'],
  ];
  expect(summaries(lines.join('\n'))).toEqual([[atUs, pairs]]);
});

test('each "------" begins a request, also one without parameters', () => {
  expect(
    summaries(`${stamp} ------\n${stamp} a => 1\n${stamp} ------\n${stamp} ------\n${stamp} b =>`),
  ).toEqual([
    [atUs, [['a', '1']]],
    [atUs, []],
    [atUs, [['b', '']]],
  ]);
});

test('a value that spans lines is put together again, the empty ones in it as well', () => {
  expect(
    summaries(
      `${stamp} ------\n${stamp} text => one\n\n  two => 2\n${stamp} b => x => y\n\n${stamp} ------\n`,
    ),
  ).toEqual([
    [
      atUs,
      [
        ['text', 'one\n\n  two => 2'],
        ['b', 'x => y'],
      ],
    ],
    [atUs, []],
  ]);
});

test.each([
  [
    'a file of PHP behind nginx',
    '[30-May-2017 15:07:50 UTC] PHP message: ------\n[30-May-2017 15:07:50 UTC] PHP message: a => Я',
  ],
  [
    'php-fpm',
    [
      '[30-May-2017 15:07:50] WARNING: [pool www] child 7 said into stderr: "NOTICE: PHP message: ------"',
      '[30-May-2017 15:07:50] WARNING: [pool www] child 7 said into stderr: "NOTICE: PHP message: a => Я"',
    ].join('\n'),
  ],
  [
    'nginx, in one line',
    '2017/05/30 15:07:50 [error] 7#7: *1 FastCGI sent in stderr: "PHP message: ------; PHP message: a => Я" while reading response header from upstream, client: 10.0.0.1, server: _, request: "GET / HTTP/1.1"',
  ],
  [
    'nginx, in several',
    '2017/05/30 15:07:50 [error] 7#7: *1 FastCGI sent in stderr: "PHP message: ------\nPHP message: a => Я" while reading upstream, client: 10.0.0.1, server: _',
  ],
  [
    'Apache',
    [
      '[Tue May 30 15:07:50.000000 2017] [php:notice] [pid 7:tid 8] [client 10.0.0.1:5] ------',
      '[Tue May 30 15:07:50.000001 2017] [php:notice] [pid 7:tid 8] [client 10.0.0.1:5] a => \\xd0\\xaf, referer: http://x/',
    ].join('\n'),
  ],
])('the log may come through %s', (_name, text) => {
  expect(summaries(text)).toEqual([[atUs, [['a', 'Я']]]]);
});

test('what is no part of a request is told, and spoils nothing', () => {
  expect(
    summaries(
      [
        `${stamp} early => 1`,
        'junk',
        `${stamp} ------`,
        `${stamp} a => 1`,
        `${stamp} PHP Warning:  Undefined variable`,
        'Stack trace:',
        '[Tue May 30 15:0',
        'rest of it',
        `${stamp} b => 2`,
        '[Thu Feb 30 15:07:50 2017] ------',
        `${stamp} lost => 1`,
        '[30-May-2017 15:07:50 Mars/Base] ------',
      ].join('\n'),
    ),
  ).toEqual([
    [1, expect.stringContaining('------')],
    [2, expect.stringContaining('no time')],
    [5, expect.stringContaining('key => value')],
    [6, expect.stringContaining('no time')],
    [7, expect.stringContaining('time cannot be read')],
    [8, expect.stringContaining('no time')],
    [
      atUs,
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [10, expect.stringContaining('does not exist')],
    [11, expect.stringContaining('------')],
    [12, expect.stringContaining('zone')],
  ]);
});

test('a request longer than 1 MiB is not put together', () => {
  const line = `${stamp} a => ${'x'.repeat(1 << 19)}`;
  const reasons = readAll([`${stamp} ------`, line, line, 'y'.repeat(1 << 20)].join('\n')).map(
    (read) => (isUnread(read) ? read.lineNumber : pairsOf(read).length),
  );
  expect(reasons).toEqual([3, 4, 1]);
});

const utcLog = createPhpLog({ timeZone: 'UTC' });

function written(query: readonly FormPair[]): string {
  return utcLog({ receivedAtUs: atUs, query });
}

test('the events of a call come back with every field', () => {
  const queries = sampleB.map((fields) => parseForm(`myid=175&${encodeFields(fields)}`));
  expect(summaries(queries.map(written).join(''))).toEqual(queries.map((query) => [atUs, query]));
});

/** Bytes as a sender may send them, decoded: no lone surrogates. */
const text = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString()),
  fc.string({
    unit: fc.constantFrom(
      '\0',
      '\n',
      '\r',
      '\x85',
      '\u2028',
      '\u202e',
      '\u{e0001}',
      ' ',
      '=',
      '>',
      '[',
      ']',
      '.',
      'Я',
      '🙂',
      '"',
    ),
  }),
  fc.constantFrom('------', ' => ', '', 'PHP message: '),
);
/** Before it could be taken for an escape, see the next test. */
const withoutBackslash = text.map((string) => string.replaceAll('\\', '/'));
/** As PHP leaves names. */
const names = withoutBackslash.map((name) => name.replace(/[[\]. \0]/g, '_'));

test('whatever the fields were, what was written is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(names, withoutBackslash)), (pairs) => {
      const query = [...new Map(pairs)];
      expect(summaries(written(query))).toEqual([[atUs, query]]);
    }),
    { numRuns: 500 },
  );
});

test('what was read back is written the same, whatever it was', () => {
  const any = fc.oneof(text, fc.string({ unit: fc.constantFrom(...Array.from('\\x0nu{}1b[] ')) }));
  fc.assert(
    fc.property(fc.array(fc.tuple(any, any)), (pairs) => {
      const first = written(pairs);
      const [read, ...more] = readAll(first);
      if (read === undefined || isUnread(read)) throw new Error(read?.reason);
      expect(more).toEqual([]);
      // Names that differ may be written alike, and would be one when read.
      const again = pairsOf(read);
      fc.pre(new Set(again.map(([name]) => name)).size === again.length);
      expect(written(again)).toBe(first);
    }),
    { numRuns: 1000 },
  );
});

test('it never throws, whatever the lines are', () => {
  const stamps = `${stamp}|[30-May-2017 15:07:50 |2017/05/30 15:07:50 [error] FastCGI sent in stderr: "`;
  const piece = fc.constantFrom(...`${stamps}| ------| => |]|\n|PHP message: |" while `.split('|'));
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
      readAll(pieces.join(''));
    }),
  );
});
