/**
 * Text from bytes, `bytes` being one character (U+0000 to U+00FF) for each byte. Invalid UTF-8 becomes U+FFFD, and nothing is dropped:
 * a byte order mark is kept.
 */
export function decodeUtf8(bytes: string): string {
  if (!notAscii.test(bytes)) return bytes;
  const codes = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) codes[i] = bytes.charCodeAt(i);
  return decoder.decode(codes);
}

const notAscii = /[^\0-\x7f]/;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
