import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseForm } from '../../src/protocol/form.ts';

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

test.each([
  [
    'a=1&b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'a=1&a=2&a',
    [
      ['a', '1'],
      ['a', '2'],
      ['a', ''],
    ],
  ],
  ['&&a=1&&', [['a', '1']]],
  [
    '=1&=',
    [
      ['', '1'],
      ['', ''],
    ],
  ],
  ['a=b=c', [['a', 'b=c']]],
  ['a+b=c+d%2B%20', [['a b', 'c d+ ']]],
  ['a;b=1', [['a;b', '1']]],
  [
    'CallerIDNum=%2B7812&x=2566%2a102',
    [
      ['CallerIDNum', '+7812'],
      ['x', '2566*102'],
    ],
  ],
  [
    'a=%&b=%4&c=%zz&d=1%2&e=%%41&f=%4%41',
    [
      ['a', '%'],
      ['b', '%4'],
      ['c', '%zz'],
      ['d', '1%2'],
      ['e', '%A'],
      ['f', '%4A'],
    ],
  ],
  ['%3D%26=%25', [['=&', '%']]],
  ['a=%00%0a', [['a', '\0\n']]],
  [
    'n=%D0%98%d0%b2&m=' + bytesOf('Ив'),
    [
      ['n', 'Ив'],
      ['m', 'Ив'],
    ],
  ],
  ['a=%ff\xfe%D0', [['a', '\ufffd\ufffd\ufffd']]],
  ['a=%EF%BB%BFx', [['a', '\ufeffx']]],
  ['', []],
])('%j is read as PHP reads it', (bytes, pairs) => {
  expect(parseForm(bytes)).toEqual(pairs);
});

test('no number of pairs is too many', () => {
  expect(parseForm('a=1&'.repeat(100_000))).toHaveLength(100_000);
});

test('pairs survive encoding by anyone: order, repetition and every character', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const encoded = new URLSearchParams(pairs).toString();
      expect(parseForm(encoded)).toEqual(pairs);
    }),
  );
});

test('bytes that are no escapes reach the value as they are, if they are text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const raw = value.replaceAll(/[%&+]/g, (special) => encodeURIComponent(special));
      expect(parseForm(`a=${bytesOf(raw)}`)).toEqual([['a', value]]);
    }),
  );
});
