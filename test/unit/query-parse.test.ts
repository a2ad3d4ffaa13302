import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FilterError } from '../../src/query/filter-error.ts';
import { fold, foldWords } from '../../src/query/fold.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { printFilter } from '../../src/query/print.ts';
import { callTerm, eventTerm, filterText } from '../support/filtered-events.ts';

const nowUs = Date.UTC(2026, 10, 22, 12, 30) * 1000;
const print = (text: string): string => printFilter(parseFilter(text, { nowUs }));

/** Undefined for a filter that is understood. */
function faultIn(text: string): FilterError | undefined {
  try {
    parseFilter(text, { nowUs });
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}

function faultOf(text: string): FilterError {
  const fault = faultIn(text);
  if (fault === undefined) throw new Error(`${JSON.stringify(text)} is understood`);
  return fault;
}

test.each([
  ['', ''],
  ['  \t ', ''],
  ['Type:HANGUP,answer', 'type:hangup,answer'],
  ['type:hangup   -ext:101', 'type:hangup -ext:101'],
  ['F.CallerIDName:"Иван Петров"', 'f.CallerIDName:"Иван Петров"'],
  ['f.x:"a\\"b\\\\c"', 'f.x:"a\\"b\\\\c"'],
  ['f."a b":c,"d e"*', 'f."a b":c,"d e"*'],
  ['path:/a*', 'path:/a*'],
  ['path:"/a*"', 'path:"/a*"'],
  ['path:"/a"*', 'path:/a*'],
  ['after:-2h', 'after:2026-11-22T10:30:00Z'],
  ['before:-10s', 'before:2026-11-22T12:29:50Z'],
  ['after:-30M before:-7d', 'after:2026-11-22T12:00:00Z before:2026-11-15T12:30:00Z'],
  ['after:2026-11-22', 'after:2026-11-22T00:00:00Z'],
  ['after:2026-11-22T10:00:05.25', 'after:2026-11-22T10:00:05.25Z'],
  ['after:2026-11-22T10:00:05.000001Z', 'after:2026-11-22T10:00:05.000001Z'],
  ['after:"2026-11-22 10:00+0530"', 'after:2026-11-22T04:30:00Z'],
  ['finding:rl003,ERROR', 'finding:RL003,error'],
  ['duration:>60s,10s..1.5m', 'duration:>1m,10s..90s'],
  ['-привет "два слова"', '-привет "два слова"'],
  ['show.php,12:30', 'show.php,12:30'],
  ['"http://x:80/"', '"http://x:80/"'],
  ['"single"', 'single'],
  ['hang*', 'hang'],
])('%j is printed as %j', (text, printed) => {
  expect(print(text)).toBe(printed);
  expect(print(printed)).toBe(printed);
});

test.each([
  ['staus:ANSWER', 0, 5, 'status'],
  ['ext:101 tpye:hangup', 8, 4, 'type'],
  ['-methd:GET', 1, 5, 'method'],
  ['transferred:yes', 0, 11, 'transfered'],
  ['CallID:b5187f38', 0, 6, 'call'],
  ['EventType:hangup', 0, 9, 'type'],
  ['extension:101', 0, 9, 'ext'],
  ['since:-2h', 0, 5, 'after'],
  ['http://somehost.com/', 0, 4, undefined],
  ['тип:hangup', 0, 3, undefined],
  ['type:hangupp', 5, 7, 'hangup'],
  ['type:hangup,dialin', 12, 6, 'dial-in'],
  ['origin:fixtures', 7, 8, 'fixture'],
  ['outcome:noanswer', 8, 8, 'no-answer'],
  ['finding:errors', 8, 6, 'error'],
])('%j is wrong at %i for %i characters; near is %j', (text, at, length, suggestion) => {
  const fault = faultOf(text);
  expect([fault.at, fault.length, fault.suggestion]).toEqual([at, length, suggestion]);
  expect(fault).toMatchObject({ code: 'bad_filter', name: 'FilterError' });
});

test.each([
  ['type:', 5, 'missing'],
  ['type: hangup', 5, 'missing'],
  ['type:hangup,', 12, 'missing'],
  ['a,,b', 2, 'missing'],
  ['path:*', 5, 'missing'],
  ['f.x:""', 4, 'missing'],
  ['f.:x', 0, 'by its name'],
  ['"open', 0, 'not closed'],
  ['"open\\"', 0, 'not closed'],
  ['a"b"', 1, 'only begin'],
  ['"a"b', 3, 'After a closing quote'],
  ['"a"*b', 3, 'After a closing quote'],
  ['-', 0, 'minus'],
  ['- type:hangup', 0, 'minus'],
  ['--type:hangup', 0, 'minus'],
  ['***', 0, 'letter or a digit'],
  ['type:hang*', 5, 'no \\*'],
  ['call:b5187f*', 5, 'without a \\*'],
  ['num:+', 4, 'digits'],
  ['ext:@ringme.ru', 4, 'extension'],
  ['after:yesterday', 6, 'one time'],
  ['after:2026-02-30', 6, 'one time'],
  ['after:2026-11-22T24:00', 6, 'one time'],
  ['after:1969-12-31', 6, 'one time'],
  ['after:2026-11-22,2026-11-23', 17, 'one time'],
  ['duration:30s', 9, 'comparison'],
  ['duration:20s..10s', 9, 'comparison'],
  ['finding:RL1', 8, 'RL001'],
  ['bridged:maybe', 8, 'yes, no'],
])('%j is wrong at %i: %s', (text, at, message) => {
  const fault = faultOf(text);
  expect(fault.message).toMatch(new RegExp(message));
  expect(fault.at).toBe(at);
});

test('a time without a zone is local to whoever is asked, also where clocks change', () => {
  const asked: string[] = [];
  const { terms } = parseFilter(
    'after:2026-03-29 before:2026-03-29T12:00 -after:2026-03-29T12:00Z',
    {
      nowUs,
      zoneOffsetMinutes: (local) => {
        asked.push(local);
        return local < '2026-03-29T02' ? 60 : 120;
      },
    },
  );
  expect(asked).toEqual(['2026-03-29T00:00:00', '2026-03-29T12:00:00']);
  expect(printFilter({ terms })).toBe(
    'after:2026-03-28T23:00:00Z before:2026-03-29T10:00:00Z -after:2026-03-29T12:00:00Z',
  );
});

test('a filter is bounded: 2,000 characters, 50 terms, 100 values a term', () => {
  const list = (count: number, separator: string): string => Array(count).fill('a').join(separator);
  expect(parseFilter(list(50, ' '), { nowUs }).terms).toHaveLength(50);
  expect(faultOf(list(51, ' '))).toMatchObject({ at: 100, length: 1 });
  expect(parseFilter(list(100, ','), { nowUs }).terms).toHaveLength(1);
  expect(faultOf(list(101, ','))).toMatchObject({ at: 200 });
  expect(parseFilter('a'.repeat(2000), { nowUs }).terms).toHaveLength(1);
  expect(faultOf('a'.repeat(2001))).toMatchObject({ at: 2000, length: 1 });
});

test('any text is a filter or is wrong at some place of it', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('"', '\\', ',', ':', '-', '*', ' ', '@', '>', '..', 'f.', 'f."', '\ud800'),
      fc.constantFrom('type:', 'ext:', 'num:', 'after:', 'duration:', 'has:', 'hangup', '1s', 'a'),
      fc.string({ unit: 'binary' }),
      fc.string(),
    ),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const fault = faultIn(text) ?? { at: 0, length: 0 };
      expect(Math.min(fault.at, fault.length)).toBeGreaterThanOrEqual(0);
      expect(fault.at + fault.length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 3000 },
  );
});

test('a printed filter is read as the same filter', () => {
  fc.assert(
    fc.property(filterText(fc.oneof(eventTerm, callTerm, fc.string())), (text) => {
      fc.pre(faultIn(text) === undefined);
      const filter = parseFilter(text, { nowUs });
      expect(parseFilter(printFilter(filter), { nowUs: 0 })).toEqual(filter);
    }),
    { numRuns: 1500 },
  );
});

test('folding a beginning gives a beginning, and what is equal in any case has equal words', () => {
  const unit = fc.oneof(
    fc.constantFrom(
      'Σ',
      'ς',
      'İ',
      'I',
      '\u0307',
      'ß',
      'ẞ',
      'ﬁ',
      'Å',
      '각',
      'a',
      ' ',
      'K',
      'Ω',
      'ǅ',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const text = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join('').toWellFormed());
  fc.assert(
    fc.property(text, text, (start, rest) => {
      const whole = start + rest;
      expect(fold(whole).startsWith(fold(start))).toBe(true);
      expect(foldWords(fold(whole))).toEqual(foldWords(whole));
      const beginning = foldWords(start);
      const words = foldWords(whole).slice(0, beginning.length);
      expect(words.slice(0, -1)).toEqual(beginning.slice(0, -1));
      expect(words.at(-1)?.startsWith(beginning.at(-1) ?? '') ?? beginning.length === 0).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('a mebibyte of marks is folded at once, not in minutes', () => {
  const startedAtMs = performance.now();
  expect(foldWords(`a${'\u0301\u0323'.repeat(2 ** 18)}b`)).toEqual(['ab']);
  expect(performance.now() - startedAtMs).toBeLessThan(5000);
});
