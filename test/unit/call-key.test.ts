import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callKey, callName } from '../../src/index/called-event.ts';
import { fold } from '../../src/query/fold.ts';

/** Texts as UTF-8 gives them, of few characters, so that many are nearly the same. */
const anyId = fc.string({
  unit: fc.constantFrom('\0', '\uFFFD', '\u{10FFFF}', '0', '1', '2', 'a', 'A', '~', 'Σ', '😀'),
  minLength: 1,
  maxLength: 160,
  size: 'max',
});
const shortId = fc.string({
  unit: fc.constantFrom('\0', '\uFFFD', '\u{10FFFF}', '0', '1', '2', 'a', 'A'),
  minLength: 1,
  maxLength: 3,
});

test('CallIDs have one key if they differ in case alone, and only then', () => {
  const pair = fc.oneof(fc.tuple(shortId, shortId), fc.tuple(anyId, anyId));
  fc.assert(
    fc.property(pair, ([one, other]) => {
      expect(callKey(one) === callKey(other)).toBe(fold(one) === fold(other));
      expect(callKey(one)).toBe(callKey(fold(one)));
    }),
    { numRuns: 2_000 },
  );
});

test('a key has nothing in it that a store would not keep or that ends a range of beginnings', () => {
  fc.assert(
    fc.property(anyId, (id) => {
      expect(callKey(id)).not.toMatch(/[\0\u{10FFFF}]/u);
      expect(callKey(id)?.isWellFormed()).toBe(true);
    }),
  );
});

test('the key of a beginning is the beginning of the key', () => {
  fc.assert(
    fc.property(anyId, fc.integer({ min: 1, max: 32 }), (id, length) => {
      const start = Array.from(id).slice(0, length).join('');
      expect(callKey(id)?.startsWith(callKey(start) ?? 'none')).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('what a call is shown with names the same call', () => {
  fc.assert(
    fc.property(anyId, (id) => {
      expect(callKey(callName(id))).toBe(callKey(id));
      expect(callName(id).length).toBeLessThanOrEqual(128);
    }),
    { numRuns: 1_000 },
  );
});

test('what has no CallID is of no call', () => {
  expect([callKey(undefined), callKey('')]).toEqual([undefined, undefined]);
});
