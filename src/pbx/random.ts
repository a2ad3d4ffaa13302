/**
 * Chance that can be repeated: the same seed draws the same values in the same order, on every machine. It chooses ids, not secrets.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, of PractRand): 128 bits of state, so that the ids of millions of calls, each of which draws
 * from a stream of its own, do not meet.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  /** @param seeds whole numbers that make it up; 0 to 2^53 each */
  constructor(...seeds: readonly number[]) {
    let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162]; // Any numbers will do that are not 0.
    for (const seed of seeds) {
      const [low, high] = [seed % wordSize, Math.floor(seed / wordSize)];
      [a, b, c] = [mixed(a ^ low), mixed(b ^ high ^ a), mixed(c + low + b)];
    }
    [this.#a, this.#b, this.#c] = [a, b, c];
    for (let n = 0; n < warmUp; n += 1) this.word();
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const word = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + word) | 0;
    return word >>> 0;
  }

  /** A number from 0 up to, and without, 1. */
  fraction(): number {
    return this.word() / wordSize;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** So many hex digits, at most 8 from a word. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.word().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}

const wordSize = 2 ** 32;

/** After so many the seeds have reached every bit of the state. */
const warmUp = 15;

/** The finishing step of MurmurHash3: every bit of the word plays a part in every bit of the result. */
function mixed(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
