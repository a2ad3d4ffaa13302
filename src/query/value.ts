import type { Value } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { fold } from './fold.ts';
import type { ValueForm } from './keys.ts';
import type { Written } from './scanner.ts';
import { nearest } from './suggest.ts';

/** The forms whose values are texts. */
type TextForm =
  | Extract<ValueForm, { readonly kind: 'text' | 'words' }>
  | { readonly kind: 'id' | 'extension' | 'number' | 'finding' };

/**
 * Checks a value of a key and prepares it for comparison.
 * @throws {FilterError} if the key does not take it
 */
export function toValue(key: string, form: TextForm, written: Written): Value {
  const takesPrefix = form.kind === 'number' || (form.kind === 'text' && form.takesPrefix);
  if (written.isPrefix && !takesPrefix)
    throw fault(
      written,
      form.kind === 'id'
        ? `${key}: takes the beginning of an id (6 or more characters) without a *.`
        : `${key}: takes no * at the end; put the value in quotes if the * belongs to it.`,
    );
  switch (form.kind) {
    case 'words':
      return toWord(key, form.words, written);
    case 'finding':
      return toFinding(key, written);
    case 'number':
      return toNumber(key, written);
    case 'extension':
      return toExtension(key, written);
    case 'id':
    case 'text':
      return { text: written.text, wanted: fold(written.text), isPrefix: written.isPrefix };
  }
}

function toWord(key: string, words: readonly string[], written: Written): Value {
  const folded = fold(written.text);
  const word = words.find((other) => other === folded);
  if (word === undefined)
    throw fault(written, `${key}: is one of ${words.join(', ')}.`, nearest(written.text, words));
  return { text: word, wanted: word, isPrefix: false };
}

const levels = ['error', 'warn', 'info'];

function toFinding(key: string, written: Written): Value {
  const folded = fold(written.text);
  if (/^rl\d{3}$/.test(folded))
    return { text: folded.toUpperCase(), wanted: folded, isPrefix: false };
  if (levels.includes(folded)) return { text: folded, wanted: folded, isPrefix: false };
  throw fault(
    written,
    `${key}: is the id of a rule, as RL001, or a level: ${levels.join(', ')}.`,
    nearest(written.text, levels),
  );
}

/** Longer numbers are never told apart (`numbersOf`). */
const maxDigits = 64;

function toNumber(key: string, written: Written): Value {
  const user = written.text.replace(/@.*$/s, '');
  const digits = user.slice(user.lastIndexOf('*') + 1).replace(/\D+/g, '');
  if (digits === '' || digits.length > maxDigits)
    throw fault(written, `${key}: takes 1 to ${maxDigits} digits.`);
  return { text: written.text, wanted: digits, isPrefix: written.isPrefix };
}

function toExtension(key: string, written: Written): Value {
  const wanted = written.text.trim().toLowerCase();
  if (wanted === '' || wanted.startsWith('@'))
    throw fault(written, `${key}: takes an extension, as 101, 000*101 or 000*101@domain.`);
  return { text: written.text, wanted, isPrefix: false };
}

function fault({ at, length }: Written, message: string, suggestion?: string): FilterError {
  return new FilterError(message, { at, length, suggestion });
}
