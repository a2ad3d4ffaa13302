import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventTypes } from '../../src/protocol/classify.ts';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { fieldOf } from '../../src/protocol/fields.ts';
import { splitTarget } from '../../src/protocol/target.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';

const urlencoded = 'application/x-www-form-urlencoded';
const callbackPath = '/fordel/show.php?myid=175';
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
const queryOnly = (query: string): ReturnType<typeof decodeEvent> =>
  decodeEvent({ target: `/show.php?${query}`, body: '' });

test.each(sampleB)('a $EventType sent by GET gives all its fields', (sent) => {
  const event = decodeEvent({ target: `${callbackPath}&${encodeFields(sent)}`, body: '' });
  expect({ ...event.fields }).toEqual({ myid: '175', ...sent });
  expect(event).toMatchObject({
    myid: '175',
    type: sent['EventType'],
    callId: sent['CallID'],
    subCallId: sent['SubCallID'],
    query: [['myid', '175'], ...Object.entries(sent)],
  });
  expect(event).not.toHaveProperty('form');
});

test.each(sampleB)('a $EventType sent by POST gives the same fields', (sent) => {
  const event = decodeEvent({
    target: callbackPath,
    contentType: urlencoded,
    body: encodeFields(sent),
  });
  expect({ ...event.fields }).toEqual({ myid: '175', ...sent });
  expect(event).toMatchObject({
    myid: '175',
    type: sent['EventType'],
    callId: sent['CallID'],
    subCallId: sent['SubCallID'],
    query: [['myid', '175']],
    form: Object.entries(sent),
  });
});

test('myid is the last one of the query, empty without one, and never from the body', () => {
  expect(queryOnly('myid=1&myid=2').myid).toBe('2');
  expect(queryOnly('MyID=1').myid).toBe('');
  const posted = decodeEvent({ target: '/a?myid=1', contentType: urlencoded, body: 'myid=2' });
  expect(posted).toMatchObject({ myid: '1', fields: { myid: '2' } });
});

test('of a repeated name the last value counts, the form before the query; every pair is kept', () => {
  const event = decodeEvent({
    target: '/a?x=1&y=1&x=2',
    contentType: urlencoded,
    body: 'x=3&x=4&z=',
  });
  expect({ ...event.fields }).toEqual({ x: '4', y: '1', z: '' });
  expect(event.query).toEqual([
    ['x', '1'],
    ['y', '1'],
    ['x', '2'],
  ]);
  expect(event.form).toEqual([
    ['x', '3'],
    ['x', '4'],
    ['z', ''],
  ]);
});

test('names that mean something to JavaScript are fields like any other', () => {
  const { fields } = queryOnly('__proto__=1&constructor=2&toString=3&hasOwnProperty=4&toJSON=5');
  expect(JSON.stringify(fields)).toBe(
    '{"__proto__":"1","constructor":"2","toString":"3","hasOwnProperty":"4","toJSON":"5"}',
  );
  expect(fieldOf(queryOnly('a=1').fields, 'constructor')).toBeUndefined();
});

test('CallID is found in another case too, but exactly spelled first; empty is absent', () => {
  expect(queryOnly('callid=a&SUBCALLID=b&eventtype=HangUp')).toMatchObject({
    callId: 'a',
    subCallId: 'b',
    type: 'hangup',
  });
  expect(queryOnly('callid=a&CallID=b&CALLID=c')).toMatchObject({ callId: 'b' });
  expect(queryOnly('CallID=&SubCallID=')).not.toHaveProperty('callId');
});

test.each([
  ['EventType=dial-in', 'dial-in'],
  ['EventType=DIAL-OUT', 'dial-out'],
  ['EventType=call_interactive&CallFlow=IN', 'call_interactive'],
  ['EventType=voicemail', 'voicemail'],
  ['EventType=message-in&text=', 'message-in'],
  ['EventType=transferred&agent_status=available', 'unknown'],
  ['EventType=&agent_status=available', 'agent-login'],
  ['agent_status=available&agent_id=136', 'agent-login'],
  ['agent_status=logged_out&agent_id=136', 'agent-logout'],
  ['agent_status=on-a-break', 'unknown'],
  ['event_type=call-status-change&old_status_id=1', 'extension-call-status'],
  ['new_status_id=&extension_id=1', 'extension-call-status'],
  ['src_number=1&dst_number=2&text=x&status=sent', 'message-out-status'],
  ['src_number=1&did_number=2&text=', 'message-in'],
  ['src_number=1&dst_number=2&text=x', 'message-out'],
  ['text=x', 'unknown'],
  ['', 'unknown'],
])('%s is of type %s', (query, type) => {
  expect(queryOnly(query).type).toBe(type);
});

test.each([
  ['/show.php?a=1', '/show.php', 'a=1'],
  ['/show.php', '/show.php', ''],
  ['/show.php?', '/show.php', ''],
  ['/a?b?c', '/a', 'b?c'],
  ['/a?b=1#c?d=2', '/a', 'b=1'],
  ['/a#b?c=1', '/a', ''],
  ['http://somehost.com/fordel/show.php?a=1', '/fordel/show.php', 'a=1'],
  ['HTTP://somehost.com:80?a=1', '/', 'a=1'],
  ['//a/b?c', '//a/b', 'c'],
  ['*', '*', ''],
  ['', '', ''],
])('target %j has path %j and query %j', (target, path, query) => {
  expect(splitTarget(target)).toEqual({ path, query });
});

test.each([
  [urlencoded, 'a'],
  ['Application/X-WWW-Form-URLencoded ; charset=utf-8', '{"a":1}'],
  [`${urlencoded},${urlencoded}`, 'a=1'],
  [undefined, 'EventType=hangup&CallID=1'],
  ['text/plain', 'EventType=hangup\r\n'],
  ['application/octet-stream', 'a%20b=1'],
])('a body of content type %j is read as a form: %j', (contentType, body) => {
  expect(decodeEvent({ target: '/', contentType, body }).form).toBeDefined();
});

test.each([
  [urlencoded, ''],
  ['application/json', 'a=1'],
  ['application/problem+json; charset=utf-8', 'a=1'],
  ['text/xml', 'a=1'],
  ['image/svg+xml', 'a=1'],
  ['multipart/form-data; boundary=x', 'a=1'],
  [undefined, '{"a":"b=1"}'],
  [undefined, '<a b="1"/>'],
  [undefined, 'first line\nb=1'],
  [undefined, 'a=1\nb=2'],
  ['text/plain', 'no pairs'],
])('a body of content type %j is no form: %j', (contentType, body) => {
  expect(decodeEvent({ target: '/', contentType, body }).form).toBeUndefined();
});

test('any bytes are some event', () => {
  const bytes = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(bytes, fc.option(bytes, { nil: undefined }), bytes, (target, contentType, body) => {
      const event = decodeEvent({ target, contentType, body });
      expect(eventTypes).toContain(event.type);
      expect(JSON.parse(JSON.stringify(event.fields))).toEqual({ ...event.fields });
    }),
  );
});

test('all fields survive the way, whatever their names and values, and however the PBX orders them', () => {
  const text = fc.string({ unit: 'grapheme' }).map(bytesOf);
  fc.assert(
    fc.property(fc.dictionary(text, text, { noNullPrototype: false }), (sent) => {
      const form = new URLSearchParams(Object.entries(sent)).toString();
      const { fields } = decodeEvent({ target: '/', contentType: urlencoded, body: form });
      expect(new Map(Object.entries(fields))).toEqual(new Map(Object.entries(sent)));
    }),
  );
});

test('of more than 10,000 pairs the first ones are read, and the event says so', () => {
  const pairs = (count: number): string => Array.from({ length: count }, (_, i) => i).join('&');
  const all = decodeEvent({ target: `/?${pairs(10_000)}`, body: '' });
  expect([all.query.length, all.isCut]).toEqual([10_000, undefined]);
  const cut = decodeEvent({ target: '/?myid=1', body: `a=1&${pairs(10_000)}` });
  expect([cut.form?.length, cut.isCut, cut.myid, cut.fields['a']]).toEqual([
    10_000,
    true,
    '1',
    '1',
  ]);
});
