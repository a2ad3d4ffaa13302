import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { matches } from '../../src/query/match.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { fieldTerm } from '../../src/web/detail/field-term.ts';
import { hexText } from '../../src/web/detail/hex-text.ts';
import { shownFields, type ShownField } from '../../src/web/detail/shown-fields.ts';
import { opposed } from '../../src/web/filter/terms.ts';
import { piecesOf } from '../../src/web/text/invisible.ts';
import { encodeAll, subjectOf } from '../support/filtered-events.ts';

/** The fields of a request as the page shows them. */
function shown(target: string, body = ''): readonly ShownField[] {
  return groups(target, body).flatMap(({ fields }) => fields);
}

function groups(target: string, body = ''): ReturnType<typeof shownFields> {
  const { fields, type, query, form } = decodeEvent({ target, body });
  const pairs = (found: typeof query): [string, string][] =>
    found.map(([name, value]) => [name, value]);
  return shownFields({
    fields: { ...fields },
    type,
    request: { query: pairs(query), form: form && pairs(form) },
  });
}

const hangup =
  '/?myid=175&note=x&Duration=11420018&CallStatus=CANCEL&EventTime=1502985750238219&Bridged=no&CallerIDNum=%2B7916&EventType=hangup';

test('fields stand in groups, and what is not the PBX’s comes last', () => {
  expect(
    groups(hangup).map(({ name, fields }) => [name, fields.map((field) => field.name)]),
  ).toEqual([
    ['identity', ['EventType']],
    ['parties', ['CallerIDNum']],
    ['status', ['CallStatus']],
    ['timing', ['EventTime', 'Duration']],
    ['flags', ['Bridged']],
    ['your own keys', ['myid', 'note']],
  ]);
});

test('numbers and words are told as people say them', () => {
  const byName = new Map(shown(hangup).map((field) => [field.name, field]));
  expect(byName.get('Duration')?.reading).toBe('11.42 s');
  expect(byName.get('CallStatus')?.reading).toBe('the caller gave up before');
  expect(byName.get('EventTime')?.atUs).toBe(1_502_985_750_238_219);
  expect(byName.get('myid')?.reading).toBeUndefined();
  const [odd] = shown('/?Duration=soon');
  expect(odd?.reading).toBeUndefined();
});

test('a lost plus, blanks and another spelling are remarked', () => {
  const remarks = shown('/?CallerIDNum=+7916&callstatus=ANSWER&CallID=%20').map(
    ({ name, remark }) => [name, remark],
  );
  expect(Object.fromEntries(remarks)).toEqual({
    CallerIDNum: expect.stringContaining('%2B'),
    callstatus: 'the PBX spells it CallStatus',
    CallID: 'only white space',
  });
});

test('where a value came from is told where it is sent twice, or where one would not look', () => {
  const told = (target: string, body?: string): unknown =>
    shown(target, body).map(({ name, value, place, overruled }) => [name, value, place, overruled]);
  expect(told('/?a=1&CallID=2')).toEqual([
    ['CallID', '2', undefined, []],
    ['a', '1', undefined, []],
  ]);
  expect(told('/?a=1&myid=175&RecID=2', 'a=3&CallID=4&b=5')).toEqual([
    ['CallID', '4', undefined, []],
    ['RecID', '2', 'URL', []],
    ['a', '3', 'body', [{ name: 'a', value: '1', place: 'URL' }]],
    ['myid', '175', undefined, []],
    ['b', '5', 'body', []],
  ]);
});

const names = fc.constantFrom(
  ...[
    'CallID',
    'SubCallID',
    'CallStatus',
    'EventType',
    'CallerExtension',
    'CallerIDNum',
    'CallerIDName',
  ],
  ...['Bridged', 'Transfered', 'myid', 'my own', 'a"b', 'x:y', '-z', 'Имя'],
);
const values = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '+79161112233',
    ' 79161112233',
    '000*101@x',
    '@x',
    'yes',
    'hangup',
    'a*',
    '"',
    '\\',
    'a,b',
    '-',
    '1',
    '',
  ),
);

test('the term of any value finds its event, and its opposite does not', () => {
  fc.assert(
    fc.property(names, values, (name, value) => {
      const target = `/?${encodeAll(name)}=${encodeAll(value)}`;
      const { type, myid, fields } = decodeEvent({ target, body: '' });
      const term = fieldTerm({ type, myid }, name, fields[name] ?? '');
      if (term === undefined) return;
      const subject = subjectOf({ target });
      const parse = (q: string): ReturnType<typeof parseFilter> => parseFilter(q, { nowUs: 0 });
      expect(matches(parse(term), subject)).toBe(true);
      expect(matches(parse(opposed(term)), subject)).toBe(false);
      expect(parse(term).terms).toHaveLength(1);
    }),
    { numRuns: 1_000 },
  );
});

test('values are asked for by the key made for them', () => {
  const event = { type: 'hangup', myid: '175' };
  const terms = (
    [
      ['EventType', 'hangup'],
      ['myid', '175'],
      ['CallID', '76c8491e'],
      ['CallerExtension', '000*101@x'],
      ['CallerIDNum', '+79161112233'],
      ['CallerIDNum', ' 79161112233'],
      ['CalledNumber', '101'],
      ['Tag', 'a "b"'],
      ['Tag', ''],
    ] as const
  ).map(([name, value]) => fieldTerm(event, name, value));
  expect(terms).toEqual([
    'type:hangup',
    'myid:175',
    'call:76c8491e',
    'ext:000*101@x',
    'num:+79161112233',
    'f.CallerIDNum:" 79161112233"',
    'f.CalledNumber:101',
    'f.Tag:"a \\"b\\""',
    '-has:Tag',
  ]);
});

test('what takes no ink has a sign', () => {
  const signs = (text: string): string =>
    piecesOf(text)
      .map((piece) => piece.text)
      .join('');
  expect(signs(' 7812 35 ')).toBe('␣7812 35␣');
  expect(signs('a\tb\r\nc\0')).toBe('a⇥bCR↵cNUL');
  expect(signs('a\u202eb\u00a0c\ufffd')).toBe('aU+202Eb⍽c�');
  expect(piecesOf('Анна 👨‍👩‍👧')).toEqual([{ text: 'Анна 👨‍👩‍👧' }]);
});

test('blanks at the end have signs, and a long run of them elsewhere costs nothing', () => {
  expect(piecesOf('  ')).toEqual([{ text: '␣␣', meaning: 'space' }]);
  expect(piecesOf('a b  ')).toEqual([{ text: 'a b' }, { text: '␣␣', meaning: 'space' }]);
  const blanks = ' '.repeat(60_000);
  const beganAt = performance.now();
  expect(piecesOf(`a${blanks}b`)).toEqual([{ text: `a${blanks}b` }]);
  // A search that begins again at each blank takes seconds.
  expect(performance.now() - beganAt).toBeLessThan(1_000);
});

test('no text becomes more pieces than a page can hold, and none of it is lost from sight', () => {
  const flood = 'a\u202e'.repeat(20_000);
  const pieces = piecesOf(flood);
  expect(pieces.length).toBeLessThan(2_100);
  expect(pieces.map(({ text }) => text).join('')).not.toMatch(/\u202e/);
  expect(piecesOf('x'.repeat(70_000)).at(-1)?.text).toContain('4464 more');
});

test('bytes stand 16 a line with their place and their ASCII', () => {
  const lines = hexText(Uint8Array.from(Buffer.from('CallID=1&Name=Ан\n'))).split('\n');
  expect(lines).toEqual([
    '000000  43 61 6c 6c 49 44 3d 31  26 4e 61 6d 65 3d d0 90  CallID=1&Name=··',
    '000010  d0 bd 0a                                          ···',
  ]);
});
