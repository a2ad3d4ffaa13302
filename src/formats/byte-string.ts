/** Strings with one character (U+0000 to U+00FF) for each byte, and what they are made of. */

export function fromBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += partLength)
    text += characters(bytes.subarray(at, at + partLength));
  return text;
}

/** Arguments go through the stack. */
const partLength = 4096;

/** Not by spreading, which goes through an iterator and takes eight times as long. */
function characters(codes: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, undefined, codes) as string; // What it returns for any codes.
}

export function toBytes(byteString: string): Uint8Array {
  const bytes = new Uint8Array(byteString.length);
  for (let i = 0; i < byteString.length; i++) bytes[i] = byteString.charCodeAt(i);
  return bytes;
}

/** Text as UTF-8. */
export function encodeUtf8(text: string): string {
  return notAscii.test(text) ? fromBytes(encoder.encode(text)) : text;
}

const notAscii = /[^\0-\x7f]/;
const encoder = new TextEncoder();

/** Pairs of bytes as a query: all but letters, digits and `-._~` by percent, a space as plus. What it gives reads back the same. */
export function encodeQuery(pairs: Iterable<readonly [name: string, value: string]>): string {
  let query = '';
  for (const [name, value] of pairs)
    query += `${query === '' ? '' : '&'}${encodeComponent(name)}=${encodeComponent(value)}`;
  return query;
}

function encodeComponent(bytes: string): string {
  return notPlain.test(bytes) ? bytes.replace(everyNotPlain, encodeByte) : bytes;
}

const notPlain = /[^\w.~-]/;
const everyNotPlain = /[^\w.~-]/g;

function encodeByte(byte: string): string {
  if (byte === ' ') return '+';
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
