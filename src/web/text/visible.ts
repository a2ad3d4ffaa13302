/** Captured text is the sender's: what would not be seen, or would reorder its surroundings, is shown as an escape. Joiners stay. */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** More than a person reads; the rest is in the download. */
const maxShown = 64 * 1024;

/**
 * Captured text as it can be shown anywhere.
 * @param max in UTF-16 units
 */
export function visible(text: string, max = maxShown): string {
  const shown = text
    .slice(0, max)
    .replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return text.length > max ? `${shown} … ${text.length - max} more` : shown;
}
