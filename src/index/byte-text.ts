import type { ByteString } from '../journal/capture.ts';

/** Bytes as text for people: UTF-8 if they are valid UTF-8, else one character for each byte, so that nothing is hidden. */
export function byteText(bytes: ByteString): string {
  if (!notAscii.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}

const notAscii = /[^\0-\x7f]/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
