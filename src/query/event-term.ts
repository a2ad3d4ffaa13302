import { matchesExtension } from '../protocol/parties.ts';
import type { EventTerm, EventValueTerm, FieldTerm, FreeText, Value } from './filter.ts';
import { fold } from './fold.ts';
import type { Subject } from './subject.ts';

/** Whether an event is what the term asks for. Whether it is negated is left to who asks. */
export function eventFits(term: EventTerm, subject: Subject): boolean {
  if (term.key === 'text') return term.values.some((text) => isFound(text, subject));
  if (term.key === 'f') return fieldFits(term, subject);
  return valueFits(term, subject);
}

function valueFits({ key, values }: EventValueTerm, subject: Subject): boolean {
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
  }
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
