import { printDuration } from './duration-value.ts';
import type { FieldTerm, Filter, FreeText, Term, Value } from './filter.ts';
import { printTime } from './time-value.ts';

/** The filter as text, with absolute times in UTC; reading it gives the same filter. */
export function printFilter(filter: Filter): string {
  return filter.terms.map(printTerm).join(' ');
}

/** One term as text. */
export function printTerm(term: Term): string {
  return (term.isNegated ? '-' : '') + printPositive(term);
}

function printPositive(term: Term): string {
  if (term.key === 'text') return term.values.map(printFreeText).join(',');
  if (term.key === 'after' || term.key === 'before') return `${term.key}:${printTime(term.atUs)}`;
  if (term.key === 'duration' || term.key === 'rang')
    return `${term.key}:${term.values.map(printDuration).join(',')}`;
  return `${term.key === 'f' ? printFieldKey(term) : term.key}:${printValues(term.values)}`;
}

function printFieldKey({ name }: FieldTerm): string {
  return `f.${bareName.test(name) ? name : quote(name)}`;
}

function printValues(values: readonly Value[]): string {
  return values.map(printValue).join(',');
}

function printValue({ text, isPrefix }: Value): string {
  const written = bareValue.test(text) && !text.endsWith('*') ? text : quote(text);
  return isPrefix ? `${written}*` : written;
}

/** Several words that are no phrase were written without quotes, and must be again. */
function printFreeText({ text, words, isPhrase }: FreeText): string {
  const isBare = isPhrase ? false : words.length > 1 || bareWord.test(text);
  return isBare ? text : quote(text);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const bareName = /^[^\s":,]+$/;
const bareValue = /^[^\s",]+$/;
const bareWord = /^[\p{L}\p{N}]+$/u;
