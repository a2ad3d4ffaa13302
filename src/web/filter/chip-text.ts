import { parseTime } from '../../query/time-value.ts';
import { browserContext } from './filter-context.ts';
import type { TermPiece } from './terms.ts';

/** How a chip writes a term. */
export interface ChipText {
  /** Empty for words without a key. */
  readonly key: string;
  readonly value: string;
  /** Of a fixed time: it, in ISO 8601 and UTC, to be written as all times are. */
  readonly moment?: string;
}

const units: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'd' };

/** A term as people read it: `-after:-1h` is `after` and `1 h ago`. Its minus is shown apart. */
export function chipText({ key, fieldName, values, text, isNegated }: TermPiece): ChipText {
  const [first] = values;
  if (key === undefined || !first) return { key: '', value: text };
  if (key === 'text') return { key: '', value: isNegated ? text.slice(1) : text };
  const value = values.map((each) => each.text + (each.isPrefix ? '*' : '')).join(' or ');
  if (key === 'f') return { key: fieldName ?? '', value };
  if (key !== 'after' && key !== 'before') return { key, value };
  const [, count, unit = ''] = /^-(\d+)([smhd])$/i.exec(first.text) ?? [];
  if (count !== undefined)
    return { key, value: `${count} ${units[unit.toLowerCase()] ?? unit} ago` };
  const us = parseTime(first.text, browserContext());
  if (us === undefined) return { key, value };
  return { key, value, moment: new Date(us / 1000).toISOString().replace('Z', '000Z') };
}
