import { visible } from './visible.ts';

/** Part of a captured text: as it is, or a sign for what would not be seen. */
export interface Piece {
  readonly text: string;
  /** What the sign stands for; absent for text that is as it was sent. */
  readonly meaning?: string;
}

/** Leading blanks, and whatever else takes no ink, but for blanks at the end. Joiners stay: Persian and Indic words and emoji need them. */
const unseen =
  /^ +|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\u00a0\u2000-\u200a\u202f\u205f\u3000]|\ufffd/gu;

/** More than a person looks at. */
const usualPieces = 2_000;

/**
 * Captured text with a sign for everything in it that would not be seen, or would reorder its surroundings: `␣7812…` is a number whose plus
 * was lost.
 * @param max in UTF-16 units; of more text the beginning, and how much there is
 * @param maxPieces text with more than so many goes on escaped
 */
export function piecesOf(text: string, max = 64 * 1024, maxPieces = usualPieces): readonly Piece[] {
  const whole = text.slice(0, max);
  const end = blanksFrom(whole);
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of whole.slice(0, end).matchAll(unseen)) {
    if (pieces.length >= maxPieces) break;
    if (match.index > at) pieces.push({ text: whole.slice(at, match.index) });
    const sign = signOf(match[0]);
    const last = pieces.at(-1);
    if (last?.meaning === sign.meaning && match.index === at)
      pieces.splice(-1, 1, { ...sign, text: last.text + sign.text });
    else pieces.push(sign);
    at = match.index + match[0].length;
  }
  const isRestEscaped = pieces.length >= maxPieces;
  const rest = whole.slice(at, isRestEscaped ? whole.length : end);
  if (rest !== '') pieces.push({ text: visible(rest, max) });
  if (!isRestEscaped && end < whole.length) pieces.push(signOf(whole.slice(end)));
  const more = text.length - whole.length;
  return more > 0 ? [...pieces, { text: ` … ${more} more`, meaning: 'not shown' }] : pieces;
}

/** Where the blanks begin that a text ends with. As a pattern, ` +$` would look again at each blank of a long run that ends otherwise. */
function blanksFrom(text: string): number {
  let at = text.length;
  while (at > 0 && text[at - 1] === ' ') at--;
  return at;
}

function signOf(match: string): Required<Piece> {
  // Not U+2420, though it is made for this: few fonts have it.
  if (match.startsWith(' ')) return { text: '␣'.repeat(match.length), meaning: 'space' };
  const code = match.codePointAt(0) ?? 0;
  const known = signs.get(code);
  if (known) return { text: known[0], meaning: known[1] };
  if (/\p{Zs}/u.test(match)) return { text: '⍽', meaning: 'unusual space' };
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  const isControl = code < 0xa0;
  return { text: `U+${hex}`, meaning: isControl ? 'control character' : 'invisible character' };
}

const signs: ReadonlyMap<number, readonly [text: string, meaning: string]> = new Map([
  [0x00, ['NUL', 'NUL']],
  [0x09, ['⇥', 'tab']],
  [0x0a, ['↵', 'line feed']],
  [0x0d, ['CR', 'carriage return']],
  [0x1b, ['ESC', 'escape']],
  [0x7f, ['DEL', 'delete']],
  [0xa0, ['⍽', 'no-break space']],
  [0xad, ['U+00AD', 'soft hyphen']],
  [0x200b, ['U+200B', 'zero-width space']],
  [0x202e, ['U+202E', 'right-to-left override']],
  [0xfeff, ['U+FEFF', 'byte order mark']],
  [0xfffd, ['�', 'bytes that are no UTF-8']],
]);
