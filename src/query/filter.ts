/**
 * A parsed filter: all its terms must hold. It is plain data, holds absolute times, and carries the folded form of every value, so that
 * matching has nothing left to prepare.
 */
export interface Filter {
  readonly terms: readonly Term[];
}

export type Term = EventTerm | CallTerm | FindingTerm | TimeTerm;

/** A term that an event answers by itself. */
export type EventTerm = EventValueTerm | FieldTerm | FreeTextTerm;

export type EventValueTerm = ValueTermOf<EventKey>;

/** A term that only a call answers. */
export type CallTerm =
  | ValueTermOf<'outcome'>
  | ValueTermOf<'direction'>
  | DurationTermOf<'duration'>
  | DurationTermOf<'rang'>;

/** Of an event: what the rules say of it by itself. Of a call: of itself and of its events. */
export type FindingTerm = ValueTermOf<'finding'>;

/** Keys of an event whose values are texts. */
type EventKey =
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
  | 'transfered';

export interface Value {
  /** As written, without quotes and the trailing `*`; of a closed list the list's own word. */
  readonly text: string;
  /** What is compared: folded, of a number the digits, of an extension in lower case. */
  readonly wanted: string;
  /** Written with a `*` after it. */
  readonly isPrefix: boolean;
}

/** One of the values must fit. */
interface ValueTermOf<Key> {
  readonly key: Key;
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

/** The first term that an event cannot answer without its call. */
export function needsCalls(filter: Filter): CallTerm | undefined {
  return filter.terms.find(isCallTerm);
}

export function isCallTerm(term: Term): term is CallTerm {
  return (
    term.key === 'outcome' ||
    term.key === 'direction' ||
    term.key === 'duration' ||
    term.key === 'rang'
  );
}

export function isTimeTerm(term: Term): term is TimeTerm {
  return term.key === 'after' || term.key === 'before';
}

export function isEventTerm(term: Term): term is EventTerm {
  return !isCallTerm(term) && !isTimeTerm(term) && term.key !== 'finding';
}
