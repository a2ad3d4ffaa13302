import { FilterError } from './filter-error.ts';

/** One of the values of a term, as written. */
export interface Written {
  /** Without quotes and, if it stood outside of them, without the `*` at the end. */
  readonly text: string;
  readonly isPrefix: boolean;
  readonly isQuoted: boolean;
  readonly at: number;
  readonly length: number;
}

/** What stands before a colon. */
export interface WrittenKey {
  readonly name: string;
  /** Of `f.NAME:` the NAME. */
  readonly fieldName?: string;
  readonly at: number;
  readonly length: number;
}

/** How many values one term may have. */
const maxValues = 100;

/**
 * Takes a filter apart: spaces between terms, a key with its colon, values with commas between them. A value is bare (anything but space,
 * comma and quote) or quoted, with `\"` and `\\` for a quote and a backslash in it; a `*` right after either makes it a prefix.
 */
export class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get at(): number {
    return this.#at;
  }

  /** Skips spaces; false at the end. */
  skipSpace(): boolean {
    this.#take(/\s*/y);
    return this.#at < this.#text.length;
  }

  /**
   * Takes the minus of a negated term, if it comes next.
   * @throws {FilterError} if no term follows it
   */
  takeMinus(): boolean {
    if (!this.#takeSign('-')) return false;
    if (this.#text.startsWith('-', this.#at) || this.#isAtEnd())
      throw this.#error('A minus stands right before the one term it negates.', this.#at - 1, 1);
    return true;
  }

  /** Takes a key and its colon, if something that looks like one comes next: letters, dots, `-` and `_` before a colon. */
  takeKey(): WrittenKey | undefined {
    const at = this.#at;
    const field = this.#take(/f\.(?:"(?:\\["\\]|\\(?!["\\])|[^"\\])*"|[^\s":,]*):/iy);
    if (field !== undefined) {
      const name = field.slice(2, -1);
      const fieldName = name.startsWith('"') ? unescaped(name.slice(1, -1)) : name;
      return { name: 'f', fieldName, at, length: field.length - 1 };
    }
    const key = this.#take(/\p{L}[\p{L}._-]*:/uy);
    return key === undefined ? undefined : { name: key.slice(0, -1), at, length: key.length - 1 };
  }

  /**
   * Takes the values of a term, up to a space or the end.
   * @throws {FilterError} if one is empty or quoted wrongly, or there are too many
   */
  takeValues(): readonly Written[] {
    const values = [this.#takeValue()];
    while (this.#takeSign(',')) {
      if (values.length === maxValues)
        throw this.#error(`A term can have ${maxValues} values at most.`, this.#at, 0);
      values.push(this.#takeValue());
    }
    return values;
  }

  #takeValue(): Written {
    const at = this.#at;
    const isQuoted = this.#text[at] === '"';
    const text = isQuoted ? this.#takeQuoted() : this.#takeBare();
    const isPrefix = isQuoted ? this.#takeSign('*') : text.endsWith('*');
    const value = isPrefix && !isQuoted ? text.slice(0, -1) : text;
    if (value === '')
      throw this.#error(
        'A value is missing: it stands right after the colon or comma, in quotes if it has spaces or commas in it.',
        at,
        this.#at - at,
      );
    return { text: value, isPrefix, isQuoted, at, length: this.#at - at };
  }

  #takeBare(): string {
    const text = this.#take(/[^\s",]*/y) ?? '';
    if (this.#text[this.#at] === '"')
      throw this.#error('A quote can only begin a value.', this.#at, 1);
    return text;
  }

  #takeQuoted(): string {
    const at = this.#at;
    const quoted = this.#take(/"(?:\\["\\]|\\(?!["\\])|[^"\\])*"/y);
    if (quoted === undefined)
      throw this.#error('A quote is not closed.', at, this.#text.length - at);
    if (!/^\*?(?:[\s,]|$)/.test(this.#text.slice(this.#at, this.#at + 2)))
      throw this.#error(
        'After a closing quote only a comma, a space or a * can stand.',
        this.#at,
        1,
      );
    return unescaped(quoted.slice(1, -1));
  }

  #isAtEnd(): boolean {
    return /^\s?$/.test(this.#text.charAt(this.#at));
  }

  #takeSign(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  /** What the pattern (sticky) finds here. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #error(message: string, at: number, length: number): FilterError {
    return new FilterError(message, { at, length });
  }
}

function unescaped(quoted: string): string {
  return quoted.replace(/\\(["\\])/g, '$1');
}
