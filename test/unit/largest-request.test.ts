import { expect, jest, test } from '@jest/globals';
import { indexEntry } from '../../src/index/index-entry.ts';
import { readEvent, subjectOf } from '../../src/index/event-view.ts';
import { foldWords } from '../../src/query/fold.ts';
import { formCapture } from '../support/indexed-events.ts';

/** Each is read some times over. */
jest.setTimeout(60_000);

/** As `--max-body` allows at most. */
const maxBytes = 32 << 20;

/** What one regular expression would have to take as a whole. */
const texts: Readonly<Record<string, string>> = {
  letters: 'ж',
  marks: '\u0301',
  punctuation: '\u2013',
  'invisible marks': '\u200e',
  emoji: '😀',
  digits: '7',
};

test.each(Object.entries(texts))('a request of as many %s as there can be is read', (_, one) => {
  const utf8 = Buffer.from(one).toString('latin1');
  const value = utf8.repeat((maxBytes - 100) / utf8.length);
  const body = `CallID=large&CallerIDName=${value}`;
  const capture = formCapture({ target: '/?EventType=dial-in', body, method: 'POST' });
  const read = readEvent({ ...capture, cursor: 'c-1', storedAtUs: capture.receivedAtUs });
  expect(read.decoded.fields['CallerIDName']).toHaveLength(
    one.length * (value.length / utf8.length),
  );
  expect(indexEntry(read, subjectOf(read))).toMatchObject({ callKey: 'large', type: 'dial-in' });
});

test('what is longer than any word is several, in any script alike', () => {
  const count = 100_000;
  const lengths = (text: string): number[] => foldWords(text).map(({ length }) => length);
  expect(lengths('a'.repeat(count))).toEqual([65_536, count - 65_536]);
  expect(lengths('ж'.repeat(count))).toEqual([65_536, count - 65_536]);
  expect(foldWords(`${'a'.repeat(count)} ж`)).toEqual([...foldWords('a'.repeat(count)), 'ж']);
  expect(foldWords(`e${'\u0301'.repeat(count)}t`)).toEqual(['et']);
});
