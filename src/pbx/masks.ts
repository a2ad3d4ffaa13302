import { extensionOfNumber, shortNumber } from '../protocol/end.ts';
import type { ExtensionKind } from '../protocol/call.ts';
import { numberOutside } from './outside-numbers.ts';

/** Stands for an extension in a masked scenario. */
export interface MaskedExtension {
  readonly number: string;
  readonly kind: ExtensionKind;
}

/** Gives everybody in a call another number, the same one each time: extensions one of the same length, numbers outside a word or a made-up one. */
export class Masks {
  readonly #extensions = new Map<string, MaskedExtension>();
  readonly #numbers = new Map<string, string>();
  /** Numbers of the original, which stand for nobody. */
  readonly #taken: ReadonlySet<string>;

  /**
   * @param originals extensions as `prefix*number`, and numbers outside
   * @param caller whoever calls from outside: in a scenario he is `outside`
   */
  constructor(originals: Iterable<string>, caller?: string) {
    this.#taken = new Set([...originals].map((one) => shortNumber(one)));
    if (caller !== undefined) this.#numbers.set(caller, 'outside');
  }

  /** @param name `prefix*number` in lower case */
  extension(name: string, kind: ExtensionKind = 'phone'): string {
    const known = this.#extensions.get(name);
    if (known !== undefined) return known.number;
    const number = this.#free(lengthOf(name));
    this.#extensions.set(name, { number, kind });
    return number;
  }

  /** Somebody to call or to be called by: as a scenario names him. */
  party(number: string): string {
    const extension = extensionOfNumber(number);
    if (extension !== undefined) return this.extension(extension);
    const known = this.#numbers.get(number);
    if (known !== undefined) return known;
    const masked = this.#outside(number);
    this.#numbers.set(number, masked);
    return masked;
  }

  /** Those that were asked for. */
  get extensions(): readonly MaskedExtension[] {
    return [...this.#extensions.values()];
  }

  /** Numbers that begin with 6: those of the default plan do not. */
  #free(length: number): string {
    const used = new Set([...this.#extensions.values()].map(({ number }) => number));
    for (let n = 1; ; n += 1) {
      const digits = String(n);
      const number = `6${digits.padStart(length - 1, '0')}`;
      if (!used.has(number) && !this.#taken.has(number)) return number;
    }
  }

  #outside(number: string): string {
    const used = new Set(this.#numbers.values());
    const isFull = number.startsWith('+');
    if (isFull) for (const word of ['outside', 'another']) if (!used.has(word)) return word;
    const digits = Math.max(number.replace(/\D/g, '').length, minDialled);
    for (let n = 1; ; n += 1) {
      const masked = isFull ? numberOutside(n) : String(n).padStart(digits, '0').slice(0, 20);
      if (!used.has(masked) && !this.#taken.has(masked.replace('+', ''))) return masked;
    }
  }
}

/** Shorter ones are extensions in a scenario. */
const minDialled = 7;

function lengthOf(extension: string): number {
  const short = shortNumber(extension);
  return /^\d{2,6}$/.test(short) ? short.length : 3;
}
