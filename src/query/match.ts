import { matchesExtension } from '../protocol/parties.ts';
import type { Filter, FieldTerm, FreeText, Term, Value, ValueTerm } from './filter.ts';
import { fold } from './fold.ts';
import type { Subject } from './subject.ts';

/**
 * Whether an event fits a filter. This alone decides; what an index selects is checked by it.
 * @throws {TypeError} if the filter needs calls (`needsCalls`): no event says that by itself
 */
export function matches(filter: Filter, subject: Subject): boolean {
  for (const term of filter.terms) if (!holds(term, subject)) return false;
  return true;
}

/**
 * For each term of the filter, in order, whether it holds.
 * @throws {TypeError} if the filter needs calls
 */
export function termResults(filter: Filter, subject: Subject): readonly boolean[] {
  return filter.terms.map((term) => holds(term, subject));
}

function holds(term: Term, subject: Subject): boolean {
  return isTrue(term, subject) !== term.isNegated;
}

function isTrue(term: Term, subject: Subject): boolean {
  if (term.key === 'after') return subject.receivedAtUs >= term.atUs;
  if (term.key === 'before') return subject.receivedAtUs < term.atUs;
  if (term.key === 'text') return term.values.some((text) => isFound(text, subject));
  if (term.key === 'f') return fieldFits(term, subject);
  if (term.key === 'duration' || term.key === 'rang') throw needsCallsError(term.key);
  return valueFits(term, subject);
}

function valueFits({ key, values }: ValueTerm, subject: Subject): boolean {
  switch (key) {
    case 'type':
      return fits(values, subject.type);
    case 'myid':
      return fits(values, subject.myid);
    case 'origin':
      return fits(values, subject.origin);
    case 'method':
      return fits(values, subject.method);
    case 'path':
      return fits(values, subject.path);
    case 'status':
      return fits(values, subject.status);
    case 'bridged':
      return fits(values, subject.bridged);
    case 'transfered':
      return fits(values, subject.transfered);
    case 'call':
      return idFits(values, subject.callId);
    case 'leg':
      return idFits(values, subject.subCallId);
    case 'ext':
      return subject.extensions.some((extension) =>
        values.some(({ wanted }) => matchesExtension(extension, wanted)),
      );
    case 'num':
      return subject.numbers.some((number) => values.some((value) => numberFits(value, number)));
    case 'has':
      return values.some(({ wanted }) => subject.foldedFields.has(wanted));
    case 'finding':
    case 'outcome':
    case 'direction':
      throw needsCallsError(key);
  }
}

function needsCallsError(key: string): TypeError {
  return new TypeError(`${key}: asks about calls, which a single event cannot answer`);
}

function fits(values: readonly Value[], sent: string | undefined): boolean {
  if (sent === undefined) return false;
  const folded = fold(sent);
  for (const { wanted, isPrefix } of values)
    if (isPrefix ? folded.startsWith(wanted) : folded === wanted) return true;
  return false;
}

/** Fewer characters than these are the whole id, not its beginning: `call:1` asks for the call 1. */
export const minIdPrefix = 6;

function idFits(values: readonly Value[], sent: string | undefined): boolean {
  if (sent === undefined) return false;
  const folded = fold(sent);
  return values.some(({ wanted }) =>
    wanted.length < minIdPrefix ? folded === wanted : folded.startsWith(wanted),
  );
}

/** A number of fewer digits is an extension or a service: its end alone says nothing. */
export const minNumberEnd = 7;

function numberFits({ wanted, isPrefix }: Value, number: string): boolean {
  if (isPrefix) return number.startsWith(wanted);
  return wanted.length < minNumberEnd ? number === wanted : number.endsWith(wanted);
}

function fieldFits({ foldedName, values }: FieldTerm, subject: Subject): boolean {
  const sent = subject.foldedFields.get(foldedName);
  return sent?.some((value) => fits(values, value)) ?? false;
}

function isFound({ words, isPhrase }: FreeText, subject: Subject): boolean {
  if (isPhrase) return subject.texts.some((text) => hasPhrase(text, words));
  return words.every((word) => startsWord(word, subject.words));
}

function startsWord(wanted: string, words: ReadonlySet<string>): boolean {
  if (words.has(wanted)) return true;
  for (const word of words) if (word.startsWith(wanted)) return true;
  return false;
}

/** The words one after the other; the last may be the beginning of one. */
function hasPhrase(text: readonly string[], words: readonly string[]): boolean {
  const last = words.length - 1;
  for (let start = 0; start + last < text.length; start++) {
    const isHere = words.every((word, index) => {
      const other = text[start + index];
      return index === last ? other?.startsWith(word) : other === word;
    });
    if (isHere) return true;
  }
  return false;
}

/** Whether a term asks for a certain call, party or text: an event it fits is what somebody looks for, even where the rest is wrong. */
export function isTelling({ key, isNegated }: Term): boolean {
  return !isNegated && tellingKeys.has(key);
}

const tellingKeys: ReadonlySet<string> = new Set(['call', 'leg', 'num', 'ext', 'f', 'text']);

/** Keys whose terms ask for one value of an event, the most telling first. */
const equalityNames = ['call', 'leg', 'myid', 'status', 'type', 'method', 'origin'] as const;

type EqualityName = (typeof equalityNames)[number];

/** What every match of a filter has: this key with one of these values. */
export interface Equality {
  readonly key: EqualityName;
  /** Folded; of ids the first 6 characters. */
  readonly values: readonly string[];
}

/**
 * The most telling thing that every match has, for finding the filters an event may match without trying them all: `key=value` is then
 * among the `equalityKeys` of the event. Undefined if the filter asks for no such thing.
 */
export function firstEquality(filter: Filter): Equality | undefined {
  for (const key of equalityNames)
    for (const term of filter.terms)
      if (term.key === key && !term.isNegated)
        return { key, values: [...new Set(term.values.map((value) => valueOf(key, value)))] };
  return undefined;
}

function valueOf(key: EqualityName, { wanted }: Value): string {
  return key === 'call' || key === 'leg' ? wanted.slice(0, minIdPrefix) : wanted;
}

/** `key=value` of an event for each key that `firstEquality` can give. */
export function equalityKeys(subject: Subject): readonly string[] {
  const keys = [
    `myid=${fold(subject.myid)}`,
    `type=${subject.type}`,
    `method=${fold(subject.method)}`,
    `origin=${subject.origin}`,
  ];
  const { callId, subCallId, status } = subject;
  if (callId !== undefined) keys.push(`call=${fold(callId).slice(0, minIdPrefix)}`);
  if (subCallId !== undefined) keys.push(`leg=${fold(subCallId).slice(0, minIdPrefix)}`);
  if (status !== undefined) keys.push(`status=${fold(status)}`);
  return keys;
}
