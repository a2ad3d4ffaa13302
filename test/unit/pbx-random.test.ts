import { expect, test } from '@jest/globals';
import { Random } from '../../src/pbx/random.ts';
import { startUs } from '../support/played.ts';

test('the random numbers are the same everywhere, and spread', () => {
  const random = new Random(7, startUs);
  expect(Array.from({ length: 4 }, () => random.word())).toEqual(
    Array.from(
      { length: 4 },
      (
        (one) => () =>
          one.word()
      )(new Random(7, startUs)),
    ),
  );
  const ids = new Set<string>();
  for (let call = 0; call < 20_000; call += 1) ids.add(new Random(7, startUs, call).hex(32));
  expect(ids.size).toBe(20_000);
  const bits = Array.from({ length: 32 }, () => 0);
  for (let n = 0; n < 4_096; n += 1) {
    const word = new Random(n).word();
    for (let bit = 0; bit < 32; bit += 1) bits[bit] = (bits[bit] ?? 0) + ((word >>> bit) & 1);
  }
  for (const ones of bits) expect(Math.abs(ones - 2_048)).toBeLessThan(200);
});
