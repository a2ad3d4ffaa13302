import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Filter } from '../../src/query/filter.ts';
import { equalityKeys, firstEquality, matches } from '../../src/query/match.ts';
import { narrow } from '../../src/query/narrow.ts';
import { parseFilter } from '../../src/query/parse.ts';
import type { Subject } from '../../src/query/subject.ts';
import { cutToken, tokensOf } from '../../src/query/tokens.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';
import {
  anySubject,
  encodeAll,
  eventTerm,
  filterText,
  selects,
  subjectOf,
} from '../support/filtered-events.ts';

const parse = (text: string): Filter => parseFilter(text, { nowUs: 0 });

/** Undefined for a text that is no filter. */
function parsed(text: string): Filter | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function isSelected(filter: Filter, subject: Subject): boolean {
  const { tokens, fromUs = 0, untilUs = Infinity } = narrow(filter);
  const at = subject.receivedAtUs;
  if (at < fromUs || at >= untilUs) return false;
  return tokens === undefined || selects(tokens, tokensOf(subject).tokens);
}

test('an index never loses a match, and where it says it is exact it selects nothing else', () => {
  const seen = { matches: 0, others: 0, exact: 0, cut: 0 };
  fc.assert(
    fc.property(filterText(eventTerm), fc.array(anySubject, { maxLength: 4 }), (text, subjects) => {
      const filter = parsed(text);
      fc.pre(filter !== undefined);
      for (const subject of subjects) {
        const isMatch = matches(filter, subject);
        const isSeen = isSelected(filter, subject);
        const { isCut } = tokensOf(subject);
        const isExact = narrow(filter).isExact && !isCut;
        expect({ isLost: isMatch && !isSeen, isTooMuch: isExact && isSeen && !isMatch }).toEqual({
          isLost: false,
          isTooMuch: false,
        });
        seen[isMatch ? 'matches' : 'others']++;
        if (isExact && isMatch && filter.terms.length > 0) seen.exact++;
        if (isCut) seen.cut++;
      }
    }),
    { numRuns: 1500 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

test('a filter is found by what the event it matches equals', () => {
  fc.assert(
    fc.property(filterText(eventTerm), anySubject, (text, subject) => {
      const filter = parsed(text);
      fc.pre(filter !== undefined && matches(filter, subject));
      const equality = firstEquality(filter);
      fc.pre(equality !== undefined);
      const keys = equality.values.map((value) => `${equality.key}=${value}`);
      expect(equalityKeys(subject).some((key) => keys.includes(key))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['', undefined],
  ['has:CallID -type:hangup hello', undefined],
  ['type:hangup,answer myid:175', { key: 'myid', values: ['175'] }],
  ['type:hangup,answer -myid:175', { key: 'type', values: ['hangup', 'answer'] }],
  ['call:B5187F38,b5187f39,b5 type:hangup', { key: 'call', values: ['b5187f', 'b5'] }],
])('of %j a wait is kept under %j', (text, expected) => {
  expect(firstEquality(parse(text))).toEqual(expected);
});

test('tokens are whole to an engine that knows ASCII letters and digits and what is above', () => {
  fc.assert(
    fc.property(anySubject, (subject) => {
      const { tokens, isCut } = tokensOf(subject);
      const isWhole = (token: string): boolean =>
        /^[a-z0-9\u0080-\uffff]{1,196}$/.test(token) && token.isWellFormed();
      expect([...tokens].filter((token) => !isWhole(token))).toEqual([]);
      expect(tokens.has(cutToken)).toBe(isCut);
      expect(tokens.size).toBeLessThanOrEqual(1050);
    }),
    { numRuns: 500 },
  );
});

test('an event with 1,000 names and words is not cut, one with more is, and is found all the same', () => {
  const words = (count: number): Subject =>
    subjectOf({
      body: `a=${Array.from({ length: count }, (_, index) => `w${index}`).join('+')}+w0`,
    });
  expect(tokensOf(words(998)).isCut).toBe(false); // The name is a token and a word.
  expect(tokensOf(words(999)).isCut).toBe(true);
  for (const text of ['w1099', 'f.a:w0*', 'has:a', '-has:b', '-w1100', 'w1098,nothing'])
    expect([text, isSelected(parse(text), words(1100))]).toEqual([text, true]);
});

test('values that end after the 64th character are told apart by match alone', () => {
  const path = `/${'é'.repeat(63)}`;
  const longer = subjectOf({ target: encodeAll(`${path}x`) });
  for (const [text, isExact] of [
    [`path:${path}`, true],
    [`path:${path}*`, true],
    [`path:${path}x`, false],
    [`path:${path}x*`, false],
    [`path:${path}y`, false],
  ] as const)
    expect([text, narrow(parse(text)).isExact]).toEqual([text, isExact]);
  expect(isSelected(parse(`path:${path}`), longer)).toBe(false);
  expect(isSelected(parse(`path:${path}y`), longer)).toBe(true);
  expect(matches(parse(`path:${path}y`), longer)).toBe(false);
});

test('domains of extensions are told apart by match alone', () => {
  const sent = subjectOf({ body: 'CallerExtension=2566*102@ringme.ru' });
  const other = parse('ext:2566*102@sipproxy.telphin.ru');
  expect([narrow(other).isExact, isSelected(other, sent), matches(other, sent)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(narrow(parse('ext:2566*102')).isExact).toBe(true);
});

const answer = subjectOf({ target: `/?myid=175&${encodeFields(sampleB[1] ?? {})}` });

test.each([
  ['type:hangup', true],
  ['-type:answer', true],
  ['ext:101 num:916* bridged:no', true],
  ['has:RecID,Duration', true],
  ['Sidorov', true],
  ['-petrov -иван', true],
  ['f.CallStatus:BUSY', false],
  ['after:2026-11-22', true],
  ['finding:RL003,error', true],
  ['-finding:info', true],
])('%j is narrowed away from other events, exactly: %j', (text, isExact) => {
  expect(narrow(parse(text)).isExact).toBe(isExact);
  expect(isSelected(parse(text), answer)).toBe(false);
});

test.each([
  'ab',
  '"ab"',
  'outcome:missed',
  '-direction:in',
  'duration:>1s',
  '-f.CallStatus:ANSWER',
  '-"иван петров"',
  '***x',
])('%j is left to match', (text) => {
  expect(narrow(parse(text))).toEqual({ isExact: false });
});

test('times become one range', () => {
  const text = 'after:1970-01-02 -before:1970-01-03 before:1970-01-09 -after:1970-01-08';
  const dayUs = 86_400e6;
  expect(narrow(parse(text))).toEqual({ fromUs: 2 * dayUs, untilUs: 7 * dayUs, isExact: true });
  expect(narrow(parse(''))).toEqual({ isExact: true });
});
