import { visible } from './visible.ts';

/** Part of a captured text: as it is, or a sign for what would not be seen. */
export interface Piece {
  readonly text: string;
  /** What the sign stands for; absent for text that is as it was sent. */
  readonly meaning?: string;
}

/** Leading and trailing blanks, and whatever else takes no ink. Joiners stay: Persian and Indic words and emoji need them. */
const unseen =
  /^ +| +$|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\u00a0\u2000-\u200a\u202f\u205f\u3000]|\ufffd/gu;

/** More than a person looks at; text with more signs than these goes on escaped. */
const maxPieces = 2_000;

/**
 * Captured text with a sign for everything in it that would not be seen, or would reorder its surroundings: `␠7812…` is a number whose plus
 * was lost.
 * @param max in UTF-16 units; of more text the beginning, and how much there is
 */
export function piecesOf(text: string, max = 64 * 1024): readonly Piece[] {
  const whole = text.slice(0, max);
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of whole.matchAll(unseen)) {
    if (pieces.length >= maxPieces) break;
    if (match.index > at) pieces.push({ text: whole.slice(at, match.index) });
    const sign = signOf(match[0]);
    const last = pieces.at(-1);
    if (last?.meaning === sign.meaning && match.index === at)
      pieces.splice(-1, 1, { ...sign, text: last.text + sign.text });
    else pieces.push(sign);
    at = match.index + match[0].length;
  }
  if (at < whole.length) pieces.push({ text: visible(whole.slice(at), max) });
  const more = text.length - whole.length;
  return more > 0 ? [...pieces, { text: ` … ${more} more`, meaning: 'not shown' }] : pieces;
}

function signOf(match: string): Required<Piece> {
  if (match.startsWith(' ')) return { text: '␠'.repeat(match.length), meaning: 'space' };
  const code = match.codePointAt(0) ?? 0;
  const name = names.get(code);
  if (code < 0x20)
    return { text: String.fromCodePoint(0x2400 + code), meaning: name ?? 'control character' };
  if (code === 0x7f) return { text: '␡', meaning: 'control character' };
  if (code === 0xfffd) return { text: '�', meaning: 'bytes that are no UTF-8' };
  if (/\p{Zs}/u.test(match)) return { text: '⍽', meaning: name ?? 'unusual space' };
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return { text: `U+${hex}`, meaning: name ?? 'invisible character' };
}

const names: ReadonlyMap<number, string> = new Map([
  [0x00, 'NUL'],
  [0x09, 'tab'],
  [0x0a, 'line feed'],
  [0x0d, 'carriage return'],
  [0x1b, 'escape'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x200b, 'zero-width space'],
  [0x202e, 'right-to-left override'],
  [0xfeff, 'byte order mark'],
]);
