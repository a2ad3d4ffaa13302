import type { EventValueTerm, Term } from '../../query/filter.ts';
import { parseFilter } from '../../query/parse.ts';
import { printTerm } from '../../query/print.ts';
import { Scanner, type Written } from '../../query/scanner.ts';

/** One term of a filter as it was written: what the chips show, and what is changed without touching the others. */
export interface TermPiece {
  /** With its minus. */
  readonly text: string;
  /** Where it begins in the filter, in UTF-16 units. */
  readonly at: number;
  readonly isNegated: boolean;
  /** In lower case; `f` for a field, `text` for words without a key; undefined for what cannot be taken apart. */
  readonly key: string | undefined;
  /** Of `f.NAME:` the NAME. */
  readonly fieldName?: string | undefined;
  /** Their positions are those in the filter. */
  readonly values: readonly Written[];
}

/** The terms of a filter in their order. Of one that is not understood, all that can be told apart; the rest is one piece without a key. */
export function termsOf(q: string): readonly TermPiece[] {
  const scanner = new Scanner(q);
  const pieces: TermPiece[] = [];
  while (scanner.skipSpace()) {
    const { at } = scanner;
    try {
      const isNegated = scanner.takeMinus();
      const key = scanner.takeKey();
      const values = scanner.takeValues();
      pieces.push({
        text: q.slice(at, scanner.at),
        at,
        isNegated,
        key: key?.name.toLowerCase() ?? 'text',
        fieldName: key?.fieldName,
        values,
      });
    } catch {
      const text = q.slice(at).trimEnd();
      return [...pieces, { text, at, isNegated: false, key: undefined, values: [] }];
    }
  }
  return pieces;
}

/**
 * The filter with one more term. One that is there already is not added; one that says the opposite gives way.
 * @param term one term as written, such as `termFor` gives it
 */
export function withTerm(q: string, term: string): string {
  const pieces = termsOf(q);
  if (pieces.some(({ text }) => text === term)) return q;
  const opposite = pieces.findIndex(({ text }) => text === opposed(term));
  if (opposite !== -1) return replaced(q, pieces[opposite], term);
  const rest = q.trim();
  if (rest === '') return term;
  // Behind a quote that is not closed, it would become a part of the quote.
  return pieces.at(-1)?.key === undefined ? `${term} ${rest}` : `${rest} ${term}`;
}

/** The filter without its term at this index; unchanged if there is none. */
export function withoutTerm(q: string, index: number): string {
  return replaced(q, termsOf(q)[index], '');
}

/** The filter with the opposite of its term at this index. What cannot be taken apart stays. */
export function negated(q: string, index: number): string {
  const piece = termsOf(q)[index];
  return piece?.key === undefined ? q : replaced(q, piece, opposed(piece.text));
}

/**
 * The filter with these bounds instead of those it has.
 * @param afterIso undefined: none
 * @param beforeIso undefined: none
 */
export function withTimeRange(q: string, afterIso?: string, beforeIso?: string): string {
  let bare = q;
  for (const [index, { key }] of [...termsOf(q).entries()].reverse())
    if (key === 'after' || key === 'before') bare = withoutTerm(bare, index);
  const after = afterIso === undefined ? bare : withTerm(bare, `after:${afterIso}`);
  return beforeIso === undefined ? after : withTerm(after, `before:${beforeIso}`);
}

/**
 * A term that asks for exactly this value, in quotes where it needs them.
 * @param key one of the filter language's; `f.NAME` for a field, `text` for words anywhere
 * @returns undefined if the language cannot ask for it: an empty value (but of a field), one too long, or one the key does not take
 */
export function termFor(key: string, value: string): string | undefined {
  const isPlain = ['after', 'before', 'duration', 'rang'].includes(key);
  const term = isPlain ? `${key}:${value}` : printTerm(termOf(key, value));
  try {
    return parseFilter(term, { nowUs: 0 }).terms.length === 1 ? term : undefined;
  } catch {
    return undefined;
  }
}

/** A filter of a term for each key; what is empty, and what the language cannot ask for, is left out. */
export function filterOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .flatMap(([key, value]) => (value === '' ? [] : (termFor(key, value) ?? [])))
    .join(' ');
}

function termOf(key: string, value: string): Term {
  const values = [{ text: value, wanted: '', isPrefix: false }];
  if (key === 'text')
    return { key, isNegated: false, values: [{ text: value, words: [], isPhrase: true }] };
  if (!key.startsWith('f.')) {
    // What is no key of this kind is printed alike.
    return { key: key as EventValueTerm['key'], isNegated: false, values };
  }
  const name = key.slice(2);
  if (value === '')
    return { key: 'has', isNegated: true, values: [{ text: name, wanted: '', isPrefix: false }] };
  return { key: 'f', name, foldedName: '', isNegated: false, values };
}

/** A term that says the opposite of it. */
export function opposed(term: string): string {
  return term.startsWith('-') ? term.slice(1) : `-${term}`;
}

/** The filter with other text in the place of a piece; the spaces around one that goes become one. */
function replaced(q: string, piece: TermPiece | undefined, text: string): string {
  if (!piece) return q;
  const before = q.slice(0, piece.at);
  const behind = q.slice(piece.at + piece.text.length);
  if (text !== '') return `${before}${text}${behind}`;
  return [before.trim(), behind.trim()].filter((part) => part !== '').join(' ');
}
