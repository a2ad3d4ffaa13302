import { fold } from '../../query/fold.ts';
import { termFor, termsOf, withoutTerm, withTerm, type TermPiece } from './terms.ts';

/** How a filter speaks of a value of a key. */
export type ValueChoice = 'wanted' | 'excluded' | undefined;

/** Whether the filter asks for this value, or excludes it, in so many words. */
export function choiceOf(q: string, key: string, value: string): ValueChoice {
  const piece = termsOf(q).find((each) => names(each, key, value));
  if (!piece) return undefined;
  return piece.isNegated ? 'excluded' : 'wanted';
}

/** The values of a key that a filter names, in its order. */
export function valuesNamed(q: string, key: string): readonly string[] {
  const named = termsOf(q).filter((piece) => piece.key === key);
  return [...new Set(named.flatMap(({ values }) => values.map(({ text }) => text)))];
}

/** The filter that makes a choice of a value, or, where it is made already, takes it back. A value the language cannot ask for changes nothing. */
export function withChoice(
  q: string,
  key: string,
  value: string,
  choice: 'wanted' | 'excluded',
): string {
  const rest = withoutValue(q, key, value);
  const term = termFor(key, value);
  if (term === undefined || choiceOf(q, key, value) === choice) return rest;
  return withTerm(rest, choice === 'wanted' ? term : `-${term}`);
}

/** The filter without a value; a term of which nothing is left goes. */
function withoutValue(q: string, key: string, value: string): string {
  const index = termsOf(q).findIndex((each) => names(each, key, value));
  const piece = termsOf(q)[index];
  if (!piece) return q;
  const left = piece.values.filter(({ text }) => !isSame(key, text, value));
  const [first] = piece.values;
  if (left.length === 0 || !first) return withoutValue(withoutTerm(q, index), key, value);
  const values = left.map(({ at, length }) => q.slice(at, at + length)).join(',');
  const end = piece.at + piece.text.length;
  return withoutValue(`${q.slice(0, first.at)}${values}${q.slice(end)}`, key, value);
}

function names({ key, values }: TermPiece, wantedKey: string, value: string): boolean {
  return (
    key === wantedKey && values.some(({ text, isPrefix }) => !isPrefix && isSame(key, text, value))
  );
}

/** An extension is the same with or without its prefix. */
function isSame(key: string | undefined, text: string, other: string): boolean {
  const wanted = fold(text);
  const value = fold(other);
  return wanted === value || (key === 'ext' && value.endsWith(`*${wanted}`));
}
