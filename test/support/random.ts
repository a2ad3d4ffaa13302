/** Chance that can be repeated: the same seed gives the same choices in the same order. */
export interface Random {
  readonly seed: number;
  /** A whole number from 0 to `count - 1`. */
  below(count: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  bytes(count: number): Buffer;
  /** Another one, of a seed that this one draws: what its owner draws, and how often, disturbs nobody. */
  fork(): Random;
}

/**
 * Draws a seed, or takes that of the environment, and prints it: with it a failure can be repeated.
 * `RINGLOG_TEST_SEED=123 npm test -- fuzz`
 */
export function announcedRandom(what: string): Random {
  const given = process.env['RINGLOG_TEST_SEED'];
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given) >>> 0;
  process.stderr.write(`${what}: RINGLOG_TEST_SEED=${seed}\n`);
  return seededRandom(seed);
}

/** Mulberry32: 32 bits of state are plenty to choose test input. */
function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (count: number): number => Math.floor((next() / 2 ** 32) * count);
  return {
    seed,
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
    fork: () => seededRandom(next()),
  };
}
