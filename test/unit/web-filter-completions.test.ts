import { expect, test } from '@jest/globals';
import { completionsAt, withCompletion } from '../../src/web/filter/completions.ts';
import { chipText } from '../../src/web/filter/chip-text.ts';
import { orderedValues } from '../../src/web/filter/facets.ts';
import { faultIn, mended, sentenceOf } from '../../src/web/filter/filter-context.ts';
import { termsOf } from '../../src/web/filter/terms.ts';

const texts = (text: string, caret = text.length): string[] =>
  completionsAt(text, caret).map((each) => each.text);
/** The first completion at the mark, put in. */
function completed(marked: string): string {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const [first] = completionsAt(text, caret);
  if (!first) return text;
  const { text: filled, caret: after } = withCompletion(text, first);
  return `${filled.slice(0, after)}|${filled.slice(after)}`;
}

test('a beginning of a key is completed, also by a name people try instead', () => {
  expect(texts('outc')).toEqual(['outcome:']);
  expect(texts('ext:101 -dire')).toEqual(['direction:']);
  expect(texts('since')).toEqual(['after:']);
  expect(texts('zzz')).toEqual([]);
});

test('an empty box offers the filters asked for before, else all keys', () => {
  expect(completionsAt('', 0, ['ext:101', 'type:hangup']).map(({ text }) => text)).toEqual([
    'ext:101',
    'type:hangup',
  ]);
  expect(texts('')).toContain('type:');
  expect(completionsAt('', 0, [], true)[0]).toMatchObject({ text: 'outcome:' });
  expect(completionsAt('', 0)[0]).toMatchObject({ text: 'type:' });
});

test('the words a key takes are offered after its colon and after each comma', () => {
  expect(texts('outcome:mi')).toEqual(['missed']);
  expect(texts('outcome:missed,b')).toEqual(['busy']);
  expect(texts('finding:RL00')).toContain('RL003');
  expect(texts('status:BU')).toEqual(['BUSY']);
  expect(texts('has:recI')).toEqual(['RecID']);
  expect(texts('f.callf')).toEqual(['f.CallFlow:']);
  expect(texts('after:')).toContain('-1h');
  expect(texts('ext:')).toEqual([]);
});

test('a completion takes the place of what is typed, and nothing else', () => {
  expect(completed('outc|')).toBe('outcome:|');
  expect(completed('a -outc| b')).toBe('a -outcome:| b');
  expect(completed('a outc|ome:missed')).toBe('a outcome:|missed');
  expect(completed('outcome:missed,b|xx,open ext:1')).toBe('outcome:missed,busy|,open ext:1');
});

test('inside quotes nothing is offered', () => {
  expect(texts('"out')).toEqual([]);
  expect(texts('f.Text:"a \\" out')).toEqual([]);
  expect(texts('"done" out')).toEqual(['outcome:']);
});

test('what is wrong in a filter has a place and a suggestion that mends it', () => {
  const q = 'ext:101 staus:BUSY';
  const fault = faultIn(q);
  expect(fault).toMatchObject({ code: 'bad_filter', at: 8, length: 5, suggestion: 'status' });
  if (!fault) throw new Error('It is understood.');
  expect(mended(q, fault)).toBe('ext:101 status:BUSY');
  expect(sentenceOf(fault)).toMatch(/^There is no key "staus:"\..*value\.$/);
  expect(faultIn('ext:101 after:2026-11-22T10:00')).toBeUndefined();
});

test.each([
  ['after:-1h', { key: 'after', value: '1 h ago' }],
  ['-before:-30m', { key: 'before', value: '30 min ago' }],
  ['after:2026-11-22T10:00:00.25Z', { key: 'after', moment: '2026-11-22T10:00:00.250000Z' }],
  ['f.CallFlow:"in x",out*', { key: 'CallFlow', value: 'in x or out*' }],
  ['-"wrong number"', { key: '', value: '"wrong number"' }],
  ['"not closed', { key: '', value: '"not closed' }],
])('%s is read as people say it', (q, shown) => {
  expect(termsOf(q).map(chipText)).toMatchObject([shown]);
});

test('facets are ordered by how often they occur, and keep their order under the pointer', () => {
  const counted = [
    { value: 'b', count: 3 },
    { value: 'a', count: 1 },
  ];
  const values = (...args: Parameters<typeof orderedValues>): string[] =>
    orderedValues(...args).map(({ value, count }) => `${value} ${count}`);
  expect(values(counted, [])).toEqual(['b 3', 'a 1']);
  expect(values(counted, [], ['a', 'gone', 'b'])).toEqual(['a 1', 'gone 0', 'b 3']);
  // What the filter names can be let go though nothing has it.
  expect(values(counted, ['B', 'x'])).toEqual(['b 3', 'a 1', 'x 0']);
  expect(values([{ value: '000*101', count: 2 }], ['101'])).toEqual(['000*101 2']);
});
