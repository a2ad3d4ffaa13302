import { parseDuration } from './duration-value.ts';
import type { DurationRange, Filter, FreeText, Term } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { fold, foldWords } from './fold.ts';
import { filterKeys, formOf, keyHints, keyNamed } from './keys.ts';
import { printFilter } from './print.ts';
import { Scanner, type Written, type WrittenKey } from './scanner.ts';
import { nearest } from './suggest.ts';
import { parseTime, type FilterContext } from './time-value.ts';
import { toValue } from './value.ts';

const maxTextLength = 2000;
const maxTerms = 50;

/**
 * Reads a filter. An empty one matches everything. What it gives can be printed and read again: the text may be 2,000 characters long,
 * also when it is written out with absolute times, with up to 50 terms of up to 100 values.
 * @throws {FilterError} if the text is not understood
 */
export function parseFilter(text: string, context: FilterContext): Filter {
  if (text.length > maxTextLength) throw tooLong(text);
  const scanner = new Scanner(text.toWellFormed()); // Events hold no lone surrogates, and an index could not tell them apart.
  const terms: Term[] = [];
  while (scanner.skipSpace()) {
    if (terms.length === maxTerms)
      throw new FilterError(`A filter can have ${maxTerms} terms at most.`, {
        at: scanner.at,
        length: text.length - scanner.at,
      });
    terms.push(takeTerm(scanner, context));
  }
  const filter = { terms };
  if (printFilter(filter).length > maxTextLength) throw tooLong(text);
  return filter;
}

function tooLong(text: string): FilterError {
  const at = Math.min(text.length, maxTextLength);
  return new FilterError(
    `A filter can be ${maxTextLength} characters long, also when written out with absolute times.`,
    { at, length: text.length - at },
  );
}

function takeTerm(scanner: Scanner, context: FilterContext): Term {
  const isNegated = scanner.takeMinus();
  const key = scanner.takeKey();
  if (key === undefined)
    return { key: 'text', isNegated, values: scanner.takeValues().map(toText) };
  if (key.fieldName !== undefined) return takeField(scanner, key, key.fieldName, isNegated);
  const name = keyNamed(key.name);
  if (name === undefined) throw unknownKey(key);
  const values = scanner.takeValues();
  if (name === 'after' || name === 'before')
    return { key: name, isNegated, atUs: toTime(name, values, context) };
  if (name === 'duration' || name === 'rang')
    return { key: name, isNegated, values: values.map((value) => toRange(name, value)) };
  const form = formOf(name);
  return { key: name, isNegated, values: values.map((value) => toValue(name, form, value)) };
}

function takeField(scanner: Scanner, key: WrittenKey, name: string, isNegated: boolean): Term {
  if (name === '')
    throw new FilterError('A field is asked for by its name, as f.CallFlow:out.', {
      at: key.at,
      length: key.length,
    });
  const values = scanner.takeValues().map((value) => toValue('f.NAME', formOf('f.NAME'), value));
  return { key: 'f', name, foldedName: fold(name), isNegated, values };
}

function unknownKey(key: WrittenKey): FilterError {
  const near = nearest(key.name, keyHints.keys());
  const suggestion = near && keyHints.get(near);
  const keys = filterKeys.map((row) => `${row.key}:`).join(' ');
  const known = suggestion === undefined ? ` The keys are ${keys}.` : '';
  return new FilterError(
    `There is no key ${JSON.stringify(`${key.name}:`)}. Text with a colon goes into quotes; a field's value is asked for by f.NAME:value.${known}`,
    { at: key.at, length: key.length, suggestion },
  );
}

function toText({ text, isPrefix, isQuoted, at, length }: Written): FreeText {
  const words = foldWords(text);
  if (words.length === 0)
    throw new FilterError('Text to search for needs a letter or a digit.', { at, length });
  // A `*` changes nothing: words are beginnings of words anyway.
  const plain = isPrefix && !isQuoted ? text.replace(/\*+$/, '') : text;
  return { text: plain, words, isPhrase: isQuoted && words.length > 1 };
}

function toTime(key: string, values: readonly Written[], context: FilterContext): number {
  const [first, second] = values;
  const us = first?.isPrefix === false ? parseTime(first.text, context) : undefined;
  if (us !== undefined && second === undefined) return us;
  const { at, length } = second ?? first ?? { at: 0, length: 0 };
  throw new FilterError(
    `${key}: takes one time from 1970 to 2199, as 2026-11-22, 2026-11-22T10:00, 2026-11-22T10:00:00+03:00 or -2h (units s, m, h, d).`,
    { at, length },
  );
}

function toRange(key: string, { text, isPrefix, at, length }: Written): DurationRange {
  const range = isPrefix ? undefined : parseDuration(text);
  if (range !== undefined) return range;
  throw new FilterError(
    `${key}: takes a comparison or a range, as >30s, <=1m or 10s..20s (units us, ms, s, m, h).`,
    { at, length },
  );
}
