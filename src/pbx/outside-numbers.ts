import type { Random } from './random.ts';

/**
 * Two numbers outside for one call. They have the form of a Moscow number, so that programs that check numbers take them; but its last seven
 * digits begin with 0, as no subscriber's do: nobody has them.
 */
export function outsideNumbers(random: Random): readonly [outside: string, another: string] {
  const first = random.below(count);
  return [numberOutside(first), numberOutside((first + 1 + random.below(count - 1)) % count)];
}

const count = 1_000_000;

/** One of them, 0 to 999,999. */
export function numberOutside(n: number): string {
  return `+74950${String(n).padStart(6, '0')}`;
}
