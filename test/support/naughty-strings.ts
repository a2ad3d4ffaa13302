import { createRequire } from 'node:module';

/** Strings that have broken other programs, from the npm package `big-list-of-naughty-strings`. */
export const naughtyStrings = createRequire(import.meta.url)(
  'big-list-of-naughty-strings',
) as readonly string[];

/** Text as its UTF-8 bytes, one character a byte. */
export function utf8Bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** What HTTP lets a header value hold: no control byte but the tab, and no blank at its ends (a parser takes those away). */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) && !/^[\t ]|[\t ]$/.test(value);
}
