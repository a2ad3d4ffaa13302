import { decodeUtf8 } from './utf8.ts';

/** A name and a value, decoded. */
export type FormPair = readonly [name: string, value: string];

/**
 * Reads `application/x-www-form-urlencoded` bytes, or a query, as PHP does: pairs are separated by `&`, empty ones skipped; the first `=`
 * ends the name, without one the value is empty; `+` is a space; `%XX` a byte, and a `%` that two hex digits do not follow is itself.
 * Unlike PHP it keeps every pair, in order: repeated and nameless ones too, and however many there are. Names are not mangled.
 * @param bytes one character (U+0000 to U+00FF) for each byte
 * @param maxPairs where it stops
 */
export function parseForm(bytes: string, maxPairs = Infinity): FormPair[] {
  const pairs: FormPair[] = [];
  let equals = -1;
  for (let start = 0; start < bytes.length && pairs.length < maxPairs;) {
    let end = bytes.indexOf('&', start);
    if (end < 0) end = bytes.length;
    // Looked for once, not by every pair without one.
    if (equals < start) equals = bytes.indexOf('=', start);
    if (equals < 0) equals = bytes.length;
    if (end > start) {
      const nameEnd = Math.min(equals, end);
      pairs.push([
        decodeComponent(bytes.slice(start, nameEnd)),
        decodeComponent(bytes.slice(nameEnd + 1, end)),
      ]);
    }
    start = end + 1;
  }
  return pairs;
}

/** What decoding would change. */
const notPlain = /[+%\x80-\xff]/;

function decodeComponent(encoded: string): string {
  if (!notPlain.test(encoded)) return encoded;
  const spaced = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  return decodeUtf8(decodePercent(spaced));
}

/** By hand: this runs for each event, and replacing with a callback takes half as long again. */
function decodePercent(encoded: string): string {
  let percent = encoded.indexOf('%');
  if (percent < 0) return encoded;
  let bytes = '';
  let done = 0;
  while (percent >= 0) {
    const byte = (hexDigit(encoded, percent + 1) << 4) | hexDigit(encoded, percent + 2);
    if (byte >= 0) {
      bytes += encoded.slice(done, percent) + String.fromCharCode(byte);
      done = percent + 3;
    }
    percent = encoded.indexOf('%', byte >= 0 ? done : percent + 1);
  }
  return bytes + encoded.slice(done);
}

/** The value of the hex digit there, negative if there is none. */
function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
