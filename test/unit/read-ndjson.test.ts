import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatNdjson } from '../../src/formats/ndjson.ts';
import { NdjsonReader } from '../../src/formats/ndjson-reader.ts';
import { printableJson } from '../../src/formats/printable.ts';
import { isUnread, type ReadRequest } from '../../src/formats/read-line.ts';
import { maxExportedLineBytes } from '../../src/formats/split-lines.ts';
import type { ShownEvent } from '../../src/formats/shown-event.ts';
import { exportedView, readEvent, summaryOf } from '../../src/index/event-view.ts';
import type { Event } from '../../src/journal/event.ts';
import { formatHead, parseHead } from '../../src/journal/head.ts';
import { decodeEvent } from '../../src/protocol/decode.ts';

const id = '0197c9a0-0000-7000-8000-000000000001';
const receivedAtUs = 1_496_156_870_123_456;

const reader = new NdjsonReader();
const readText = (text: string): ReturnType<typeof reader.line> =>
  reader.line(Buffer.from(text.trimEnd()).toString('latin1'), 7);

function read(text: string): ReadRequest {
  const [first] = readText(text);
  if (first === undefined || isUnread(first)) throw new Error(first?.reason);
  return first;
}

const bytes = fc.uint8Array({ maxLength: 60 });
const headBytes = bytes.map((array) =>
  Buffer.from(array)
    .toString('latin1')
    .replace(/[\r\n\0]/g, ''),
);
const name = fc.stringMatching(/^[\w!#$%&'*+.^|~-]{1,20}$/);

function stored(target: string, headers: readonly string[], body: Uint8Array): Event {
  return {
    id,
    cursor: '1',
    receivedAtUs,
    storedAtUs: receivedAtUs,
    peer: '[2001:db8::7]:40000',
    forwardedPeer: '192.0.2.1',
    origin: 'received',
    answer: { status: 200 },
    head: formatHead(`POST ${target} HTTP/1.1`, headers),
    body,
  };
}

test('an exported event comes back byte for byte, with its id, time, peers and answer', () => {
  fc.assert(
    fc.property(headBytes, fc.array(fc.tuple(name, headBytes)), bytes, (target, headers, body) => {
      const event = stored(target, headers.flat(), body);
      const line = printableJson(JSON.stringify(exportedView(readEvent(event))));
      expect(read(line)).toEqual({
        lineNumber: 7,
        receivedAtUs,
        head: event.head,
        body: new Uint8Array(body),
        id,
        myid: decodeEvent({ target, body: '' }).myid,
        peer: event.peer,
        forwardedPeer: event.forwardedPeer,
        status: 200,
      });
    }),
  );
});

test('the longest line an export may have is short enough to be read', () => {
  // Nearly as many names as are read, as long as go into the largest body, each shown twice, and each of their characters in six.
  const digit = (i: number, place: number): number => 1 + (Math.floor(i / 29 ** place) % 29);
  let body = '';
  const rest = '\x01'.repeat(101);
  for (let i = 0; body.length < (1 << 20) - 106; i++)
    body += `${String.fromCharCode(digit(i, 3), digit(i, 2), digit(i, 1), digit(i, 0))}${rest}&`;
  const headers = ['Content-Type', 'application/x-www-form-urlencoded', 'X', '\x80'.repeat(30_000)];
  const event = stored('/a', headers, Buffer.from(body));
  const line = printableJson(JSON.stringify(exportedView(readEvent(event))));
  expect(Buffer.byteLength(line)).toBeGreaterThan(maxExportedLineBytes * 0.75);
  expect(Buffer.byteLength(line)).toBeLessThan(maxExportedLineBytes);
  expect(read(line).body.length).toBe(body.length);
});

function shown(target: string, body = ''): ShownEvent {
  return {
    id,
    cursor: '1',
    receivedAtUs,
    method: 'POST',
    target,
    peer: '213.170.84.107:40000',
    status: 200,
    bodyBytes: body.length,
    ...decodeEvent({ target, body }),
  };
}

const decoded = ({ head }: ReadRequest): ReturnType<typeof decodeEvent> =>
  decodeEvent({ target: parseHead(head).target, body: '' });

test('a line of the event log comes back as a GET to its path with its fields', () => {
  const event = shown(
    '/fordel/show%2e.php?myid=175&EventType=hangup',
    'CallID=a%2Bb&Name=%D0%AF+x',
  );
  const request = read(formatNdjson(event));
  expect(request).toEqual({
    lineNumber: 7,
    receivedAtUs,
    id,
    myid: '175',
    peer: '213.170.84.107:40000',
    head: 'GET /fordel/show%2e.php?myid=175&EventType=hangup&CallID=a%2Bb&Name=%D0%AF+x HTTP/1.1\r\n',
    body: new Uint8Array(),
  });
});

test('whatever an event’s fields, they come back from its line of the event log and of a list', () => {
  fc.assert(
    fc.property(bytes, bytes, (query, body) => {
      const encode = (array: Uint8Array): string =>
        Buffer.from(array)
          .toString('latin1')
          .replace(/[\r\n\0 #]/g, '.')
          .replace(/\W(?=.{3})/g, '&');
      const target = `/a/b?x=1&${encode(query)}`;
      const event = shown(target, `y=${encode(body)}`);
      const { fields, myid, type, callId } = event;
      const summary = summaryOf(
        readEvent(stored(target, [], Buffer.from(`y=${encode(body)}`, 'latin1'))),
      );
      for (const line of [formatNdjson(event), JSON.stringify(summary)]) {
        const again = decoded(read(line));
        expect({ ...again.fields }).toEqual({ ...fields });
        expect([again.myid, again.type, again.callId]).toEqual([myid, type, callId]);
      }
    }),
  );
});

test('whose event it is, is kept where a form said something else', () => {
  const event = shown('/a?myid=175', 'myid=6&b=1');
  expect(event.fields['myid']).toBe('6');
  expect(decoded(read(formatNdjson(event))).myid).toBe('175');
});

test('a path is never taken for more than a path', () => {
  const line = JSON.stringify({ path: '/a?b#c', fields: { d: '1' } });
  expect(read(line).head).toBe('GET /a%3Fb%23c?d=1 HTTP/1.1\r\n');
});

test('a body that the line does not show is said to be lost', () => {
  expect(read(formatNdjson({ ...shown('/a?b=1'), bodyBytes: 5 })).bodyIsLost).toBe(true);
  expect(read(formatNdjson(shown('/a?b=1', 'c=1'))).bodyIsLost).toBeUndefined();
});

test.each([
  [{ headers: { Host: 'a', 'X-Many': ['1', '2'] } }, 'Host: a\r\nX-Many: 1\r\nX-Many: 2\r\n'],
  [
    {
      headers: [
        ['Host', 'a'],
        ['host', 'Я'],
      ],
    },
    'Host: a\r\nhost: \xd0\xaf\r\n',
  ],
  [{}, ''],
])('a request may be written by hand: %j', (members, headers) => {
  const request = {
    method: 'POST',
    target: '/a?b=Я',
    body: 'c=Я',
    receivedAt: '2017-05-30T18:07:50.5+03:00',
  };
  expect(read(JSON.stringify({ ...request, ...members }))).toEqual({
    lineNumber: 7,
    receivedAtUs: 1_496_156_870_500_000,
    head: `POST /a?b=\xd0\xaf HTTP/1.1\r\n${headers}`,
    body: new Uint8Array(Buffer.from('c=Я')),
  });
});

const plain = { method: 'GET', target: '/' };

test.each([
  ['{"method":"GET","tar', /cut/],
  ['[]', /no object/],
  ['7', /no object/],
  ['{}', /neither/],
  [JSON.stringify({ ...plain, method: 'G T' }), /method/],
  [JSON.stringify({ ...plain, target: '/\r\nX: 1' }), /line end/],
  [JSON.stringify({ ...plain, headers: { 'A\r\n': '1' } }), /headers/],
  [JSON.stringify({ ...plain, headers: { A: '1\r\nB: 2' } }), /line end/],
  [JSON.stringify({ ...plain, headers: 1 }), /headers/],
  [JSON.stringify({ ...plain, body: {} }), /body/],
  [JSON.stringify({ ...plain, receivedAt: '2017-02-30T00:00:00Z' }), /receivedAt/],
  [JSON.stringify({ ...plain, receivedAt: 'yesterday' }), /receivedAt/],
  [JSON.stringify({ headBase64: '*' }), /headBase64/],
  [JSON.stringify({ headBase64: 'AAAA' }), /head of a request/],
  [JSON.stringify({ headBase64: btoa('GET / HTTP/1.1\r\n'), bodyBase64: 7 }), /bodyBase64/],
  [JSON.stringify({ fields: { a: 1 }, path: '/' }), /no text/],
  [JSON.stringify({ fields: {} }), /no path/],
  [JSON.stringify({ fields: {}, path: '/\r\n' }), /line end/],
])('%s is told to be unreadable, and why', (text, reason) => {
  const [line] = readText(text);
  expect(line).toMatchObject({ lineNumber: 7, reason: expect.stringMatching(reason) });
});

test('it never throws, whatever JSON a line holds', () => {
  const key = fc.constantFrom(
    'method',
    'target',
    'headers',
    'body',
    'fields',
    'path',
    'request',
    'answer',
    'headBase64',
    'bodyBase64',
    'receivedAt',
    'id',
  );
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), (json) => {
      for (const line of [...readText(JSON.stringify(json))])
        if (!isUnread(line)) parseHead(line.head);
    }),
  );
});
