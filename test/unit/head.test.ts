import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatHead, parseHead } from '../../src/journal/head.ts';

/** Any bytes but those the HTTP parser never lets through: CR, LF and NUL. */
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) =>
  Buffer.from(array)
    .toString('latin1')
    .replace(/[\r\n\0]/g, ''),
);
const name = fc.stringMatching(/^[\w!#$%&'*+.^|~-]{1,20}$/);
const pairs = fc.array(fc.tuple(name, bytes), { maxLength: 8 });

test('whatever headers and trailers go into a head come out again, in order', () => {
  fc.assert(
    fc.property(bytes, pairs, pairs, (target, headers, trailers) => {
      const line = `POST ${target} HTTP/1.1`;
      const head = parseHead(formatHead(line, headers.flat(), trailers.flat()));
      expect(head).toEqual({ method: 'POST', target, httpVersion: '1.1', headers, trailers });
    }),
  );
});

test('a target with spaces, or one that looks like a version, is kept whole', () => {
  expect(parseHead(formatHead('GET /a b HTTP/1.1?x HTTP/1.0', [])).target).toBe('/a b HTTP/1.1?x');
});

test('reading never throws, whatever stands there', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseHead(text);
    }),
  );
});
