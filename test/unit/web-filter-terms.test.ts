import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '../../src/query/fold.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { printTerm } from '../../src/query/print.ts';
import { choiceOf, valuesNamed, withChoice } from '../../src/web/filter/chosen-values.ts';
import {
  negated,
  termFor,
  termsOf,
  withoutTerm,
  withTerm,
  withTimeRange,
} from '../../src/web/filter/terms.ts';
import { callTerm, eventTerm, filterText } from '../support/filtered-events.ts';

const nowUs = Date.UTC(2026, 10, 22, 12, 30) * 1000;
const parsed = (q: string): string[] => parseFilter(q, { nowUs }).terms.map(printTerm);
/** Filters that are understood. */
const anyFilter = filterText(fc.oneof(eventTerm, callTerm)).filter((q) => {
  try {
    return parsed(q).length >= 0;
  } catch {
    return false;
  }
});
const negationOf = (term: string): string => (term.startsWith('-') ? term.slice(1) : `-${term}`);

test('chips show terms as they were written, relative times included', () => {
  const q = '  Outcome:missed  -after:-1h f."a b":"x y",z* "two words" ';
  expect(termsOf(q).map(({ text }) => text)).toEqual([
    'Outcome:missed',
    '-after:-1h',
    'f."a b":"x y",z*',
    '"two words"',
  ]);
  expect(termsOf(q).map(({ key }) => key)).toEqual(['outcome', 'after', 'f', 'text']);
});

test('what is not understood is one piece, which can be removed', () => {
  const q = 'ext:101 "not closed ext:102';
  expect(termsOf(q).map(({ text }) => text)).toEqual(['ext:101', '"not closed ext:102']);
  expect(withoutTerm(q, 1)).toBe('ext:101');
  expect(negated(q, 1)).toBe(q);
  expect(parsed(withoutTerm(withTerm(q, 'myid:1'), 2))).toEqual(['myid:1', 'ext:101']);
});

test('the pieces of any filter are its terms', () => {
  fc.assert(
    fc.property(anyFilter, (q) => {
      const pieces = termsOf(q);
      expect(pieces.flatMap(({ text }) => parsed(text))).toEqual(parsed(q));
      for (const { at, text } of pieces) expect(q.slice(at, at + text.length)).toBe(text);
    }),
  );
});

test('a filter with one more term asks for what it asked and for that', () => {
  fc.assert(
    fc.property(anyFilter, anyFilter, (q, other) => {
      for (const { text } of termsOf(other)) {
        const both = new Set(parsed(withTerm(q, text)));
        const kept = termsOf(q).filter((piece) => piece.text !== negationOf(text));
        const wanted = [...kept.flatMap((piece) => parsed(piece.text)), ...parsed(text)];
        expect(both).toEqual(new Set(wanted));
      }
    }),
  );
});

test('a term added twice is there once, and one that says the opposite gives way', () => {
  expect(withTerm('ext:1 ext:2', 'ext:1')).toBe('ext:1 ext:2');
  expect(withTerm('ext:1 -ext:2 x', 'ext:2')).toBe('ext:1 ext:2 x');
  expect(withTerm('ext:1', '-ext:1')).toBe('-ext:1');
});

test('a term that is removed, or negated, leaves all others as they are', () => {
  fc.assert(
    fc.property(anyFilter, fc.nat(5), (q, index) => {
      const texts = termsOf(q).map(({ text }) => text);
      const without = termsOf(withoutTerm(q, index)).map(({ text }) => text);
      expect(without).toEqual(texts.filter((_, other) => other !== index));
      const turned = termsOf(negated(q, index)).map(({ text }) => text);
      expect(turned).toEqual(texts.map((text, at) => (at === index ? negationOf(text) : text)));
      expect(negated(negated(q, index), index)).toBe(q);
    }),
  );
});

const textKey = fc.constantFrom('myid', 'status', 'method', 'path', 'call', 'leg', 'has');
const fieldKey = fc.string({ unit: 'binary', minLength: 1 }).map((name) => `f.${name}`);
const sentValue = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom('1 0', 'a,b', '"', '\\', '\\"', 'x*', '*', '-1', 'key:value', ' ', '\n'),
);

test('any value that was sent can be asked for', () => {
  fc.assert(
    fc.property(fc.oneof(textKey, fieldKey), sentValue, (key, value) => {
      const [term, ...others] = parseFilter(termFor(key, value) ?? '', { nowUs }).terms;
      expect(others).toEqual([]);
      expect(term).toMatchObject({
        isNegated: false,
        values: [{ text: value, wanted: fold(value), isPrefix: false }],
        ...(key.startsWith('f.') ? { key: 'f', name: key.slice(2) } : { key }),
      });
    }),
  );
});

test('a term is quoted only where it must be', () => {
  expect(termFor('ext', '1 0')).toBe('ext:"1 0"');
  expect(termFor('ext', '000*101')).toBe('ext:000*101');
  expect(termFor('f.CallFlow', 'out')).toBe('f.CallFlow:out');
  expect(termFor('f.a:b', 'x"')).toBe('f."a:b":"x\\""');
  expect(termFor('text', 'Anna Lind')).toBe('"Anna Lind"');
  expect(termFor('after', '2026-11-22T10:00:00Z')).toBe('after:2026-11-22T10:00:00Z');
});

test('what no filter can ask for has no term', () => {
  expect(termFor('myid', '')).toBeUndefined();
  expect(termFor('num', 'anonymous')).toBeUndefined();
  expect(termFor('outcome', 'lost')).toBeUndefined();
  expect(termFor('f.', 'x')).toBeUndefined();
  expect(termFor('f.Text', 'x'.repeat(2001))).toBeUndefined();
  // A field that is there and empty is asked for by its absence.
  expect(termFor('f.RecID', '')).toBe('-has:RecID');
});

test('a time range takes the place of the one there was', () => {
  const q = 'after:-2h ext:101 -before:2026-11-22 missed';
  expect(withTimeRange(q, '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')).toBe(
    'ext:101 missed after:2026-11-01T00:00:00Z before:2026-11-02T00:00:00Z',
  );
  expect(withTimeRange(q)).toBe('ext:101 missed');
  expect(withTimeRange('', undefined, '2026-11-02')).toBe('before:2026-11-02');
});

test('a value in the list of facets is chosen, excluded and let go', () => {
  expect(withChoice('missed', 'ext', '1 0', 'wanted')).toBe('missed ext:"1 0"');
  expect(withChoice('missed ext:"1 0"', 'ext', '1 0', 'wanted')).toBe('missed');
  expect(withChoice('outcome:missed', 'outcome', 'missed', 'excluded')).toBe('-outcome:missed');
  expect(withChoice('-outcome:missed', 'outcome', 'missed', 'excluded')).toBe('');
  expect(withChoice('ext:101,102,"1 0" x', 'ext', '102', 'wanted')).toBe('ext:101,"1 0" x');
  expect(withChoice('-ext:101,102', 'ext', '101', 'excluded')).toBe('-ext:102');
});

test('a value is known as chosen however it was written', () => {
  expect(choiceOf('Type:"HANGUP",answer', 'type', 'hangup')).toBe('wanted');
  expect(choiceOf('-type:hangup', 'type', 'hangup')).toBe('excluded');
  expect(choiceOf('path:hang* hangup', 'type', 'hangup')).toBeUndefined();
  expect(valuesNamed('ext:1,"2 3" -ext:4 myid:5', 'ext')).toEqual(['1', '2 3', '4']);
});
