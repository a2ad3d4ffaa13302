import { fieldTable } from '../../protocol/field-table.ts';
import { ruleTable } from '../../protocol/rule-table.ts';
import { filterKeys, keyHints, keyNamed, type FilterKey } from '../../query/keys.ts';

/** Something that can be put into the box at the caret. */
export interface Completion {
  readonly kind: 'key' | 'value' | 'recent';
  /** What takes the place of `from` to `to`, in UTF-16 units. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** What it means; empty where there is nothing to say. */
  readonly meaning: string;
  readonly example?: string;
}

const maxShown = 12;

/**
 * What could stand at the caret: filters asked for before in an empty box; keys; the words a key takes; fields. Nothing inside quotes.
 * @param recent the latest first
 * @param isOfCalls keys of calls come first
 */
export function completionsAt(
  text: string,
  caret: number,
  recent: readonly string[] = [],
  isOfCalls = false,
): readonly Completion[] {
  if (text.trim() === '' && recent.length > 0)
    return recent
      .slice(0, maxShown)
      .map((q) => ({ kind: 'recent', text: q, from: 0, to: text.length, meaning: '' }));
  const before = text.slice(0, caret);
  if (isInQuotes(before)) return [];
  const word = /\S*$/.exec(before)?.[0].replace(/^-/, '') ?? '';
  const to = caret + (/^[^\s,:"]*/.exec(text.slice(caret))?.[0].length ?? 0);
  const colon = word.indexOf(':');
  if (colon === -1)
    return /^f\./i.test(word)
      ? fields(word.slice(2), { from: caret - word.length, to }, 'f.', ':')
      : keys(word, { from: caret - word.length, to: to + (text[to] === ':' ? 1 : 0) }, isOfCalls);
  const name = word.slice(0, colon);
  const part = word.slice(Math.max(colon, word.lastIndexOf(',')) + 1);
  return values(name, part, { from: caret - part.length, to });
}

type Stretch = Pick<Completion, 'from' | 'to'>;

function keys(typed: string, at: Stretch, isOfCalls: boolean): readonly Completion[] {
  const wanted = typed.toLowerCase();
  const order = isOfCalls ? ['call', 'both', 'event'] : ['event', 'both', 'call'];
  const rank = ({ key, level, mistakenFor = [] }: FilterKey): number => {
    if (wanted === '') return order.indexOf(level);
    if (key.toLowerCase().startsWith(wanted)) return 0;
    return wanted.length > 1 && mistakenFor.some((other) => other.toLowerCase().startsWith(wanted))
      ? 2
      : Infinity;
  };
  return filterKeys
    .map((row) => ({ row, rank: rank(row) }))
    .filter((each) => each.rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, wanted === '' ? filterKeys.length : maxShown)
    .map(({ row: { key, meaning, example } }) => ({
      kind: 'key',
      text: key === 'f.NAME' ? 'f.' : `${key}:`,
      ...at,
      meaning,
      example,
    }));
}

function values(name: string, part: string, at: Stretch): readonly Completion[] {
  const key = keyNamed(name) ?? keyHints.get(name) ?? '';
  const wanted = part.toLowerCase();
  if (key === 'has') return fields(part, at, '', '');
  return wordsOf(key, name)
    .filter(({ word }) => word.toLowerCase().startsWith(wanted) && word.toLowerCase() !== wanted)
    .map(({ word, meaning }) => ({ kind: 'value', text: word, ...at, meaning }));
}

interface Word {
  readonly word: string;
  readonly meaning: string;
}

function wordsOf(key: string, name: string): readonly Word[] {
  const row = filterKeys.find((each) => each.key === key);
  if (row?.form.kind === 'words') return row.form.words.map((word) => ({ word, meaning: '' }));
  switch (key) {
    case 'finding':
      return [
        { word: 'error', meaning: 'Lost or broken data.' },
        { word: 'warn', meaning: 'Something to look at.' },
        { word: 'info', meaning: 'Good to know.' },
        ...ruleTable.map(({ id, title }) => ({ word: id, meaning: title })),
      ];
    case 'after':
    case 'before':
      return agos;
    case 'duration':
    case 'rang':
      return lengths;
    case 'method':
      return ['GET', 'POST'].map((word) => ({ word, meaning: '' }));
    case 'status':
      return fieldWords('CallStatus');
    default:
      return /^f\./i.test(name) ? fieldWords(name.slice(2)) : [];
  }
}

const agos = [
  { word: '-15m', meaning: '15 minutes ago' },
  { word: '-1h', meaning: 'an hour ago' },
  { word: '-24h', meaning: '24 hours ago' },
  { word: '-7d', meaning: 'a week ago' },
];

const lengths = [
  { word: '>30s', meaning: 'longer than 30 seconds' },
  { word: '<5s', meaning: 'shorter than 5 seconds' },
  { word: '10s..1m', meaning: 'from 10 seconds to a minute' },
];

function fieldWords(name: string): readonly Word[] {
  const row = fieldTable.find((each) => each.name.toLowerCase() === name.toLowerCase());
  return row?.values ?? [];
}

function fields(part: string, at: Stretch, before: string, behind: string): readonly Completion[] {
  const wanted = part.toLowerCase();
  return fieldTable
    .filter(({ name }) => name.toLowerCase().startsWith(wanted))
    .slice(0, maxShown)
    .map(({ name, meaning }) => ({
      kind: 'value',
      text: `${before}${name}${behind}`,
      ...at,
      meaning,
    }));
}

/** Whether a quote is open at the end: quotes begin values, and a backslash in them keeps the next one from ending them. */
function isInQuotes(text: string): boolean {
  return text.replace(/\\["\\]/g, '').split('"').length % 2 === 0;
}

/** The text with a completion in it, and where the caret is then. */
export function withCompletion(
  text: string,
  completion: Completion,
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, completion.from) + completion.text;
  return { text: before + text.slice(completion.to), caret: before.length };
}
