/**
 * A parsed filter: all its terms must hold. It is plain data, holds absolute times, and carries the folded form of every value, so that
 * matching has nothing left to prepare.
 */
export interface Filter {
  readonly terms: readonly Term[];
}

export type Term = ValueTerm | FieldTerm | TimeTerm | DurationTerm | FreeTextTerm;

/** Keys whose values are texts; one of the values must fit. */
type ValueKey =
  | 'type'
  | 'myid'
  | 'origin'
  | 'method'
  | 'path'
  | 'call'
  | 'leg'
  | 'status'
  | 'ext'
  | 'num'
  | 'has'
  | 'bridged'
  | 'transfered'
  | 'finding'
  | 'outcome'
  | 'direction';

export interface Value {
  /** As written, without quotes and the trailing `*`; of a closed list the list's own word. */
  readonly text: string;
  /** What is compared: folded, of a number the digits, of an extension in lower case. */
  readonly wanted: string;
  /** Written with a `*` after it. */
  readonly isPrefix: boolean;
}

export interface ValueTerm {
  readonly key: ValueKey;
  readonly isNegated: boolean;
  readonly values: readonly Value[];
}

/** `f.NAME:` */
export interface FieldTerm {
  readonly key: 'f';
  readonly name: string;
  readonly foldedName: string;
  readonly isNegated: boolean;
  readonly values: readonly Value[];
}

export type TimeTerm = TimeTermOf<'after'> | TimeTermOf<'before'>;

interface TimeTermOf<Key> {
  readonly key: Key;
  readonly isNegated: boolean;
  /** µs since 1970 UTC, fixed when parsed. */
  readonly atUs: number;
}

/** A stretch of durations; of `..` both ends belong to it. */
export type DurationRange =
  | { readonly operator: '>' | '>=' | '<' | '<='; readonly us: number }
  | { readonly operator: '..'; readonly us: number; readonly untilUs: number };

type DurationTerm = DurationTermOf<'duration'> | DurationTermOf<'rang'>;

interface DurationTermOf<Key> {
  readonly key: Key;
  readonly isNegated: boolean;
  readonly values: readonly DurationRange[];
}

/** Words without a key. */
export interface FreeText {
  /** As written, without quotes. */
  readonly text: string;
  /** Folded; at least one. */
  readonly words: readonly string[];
  /** A phrase: the words follow each other in one name or value. */
  readonly isPhrase: boolean;
}

interface FreeTextTerm {
  readonly key: 'text';
  readonly isNegated: boolean;
  readonly values: readonly FreeText[];
}

/** The first term that only the index of calls and findings can answer; `matches` throws for such a filter. */
export function needsCalls(filter: Filter): Term | undefined {
  return filter.terms.find(({ key }) => callKeys.has(key));
}

const callKeys: ReadonlySet<string> = new Set([
  'finding',
  'outcome',
  'direction',
  'duration',
  'rang',
]);
