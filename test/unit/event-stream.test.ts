import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createStreamParser, type StreamMessage } from '../../src/api/event-stream.ts';

const text =
  ': ping\n\nid: c-1\r\nevent: event\r\ndata: {"a":\r\ndata:1}\r\n\r\nid:c-2\r\rdata:  two\ndata\n\nevent: gap\n\nid: a\0b\nretry: 5\ndata: x:y\n\ndata: cut';

const expected: readonly StreamMessage[] = [
  { event: 'event', id: 'c-1', data: '{"a":\n1}' },
  { event: '', id: 'c-2', data: undefined },
  { event: '', id: undefined, data: ' two\n' },
  { event: '', id: undefined, data: 'x:y' },
];

test('a stream means the same however it is cut on its way, and what is not complete means nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const parse = createStreamParser(1_000);
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const messages = places.flatMap((place, i) => parse(text.slice(places[i - 1] ?? 0, place)));
      expect(messages).toEqual(expected);
    }),
  );
});

test('a message that does not end is refused, not collected', () => {
  const parse = createStreamParser(1_000);
  expect(() => {
    for (let i = 0; i < 20; i++) parse(`data: ${'x'.repeat(100)}\n`);
  }).toThrow(RangeError);
  const other = createStreamParser(1_000);
  expect(() => {
    for (let i = 0; i < 20; i++) other('x'.repeat(100));
  }).toThrow(RangeError);
});
