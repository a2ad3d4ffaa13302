/**
 * How texts are compared. Everything here keeps one rule, which prefix search and narrowing rest on: folding a beginning of a text gives a
 * beginning of the folded text. Lower-casing alone breaks it at the Greek final sigma, whose form depends on what follows.
 */

/** Lower case, for values that are compared as they are. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower;
}

/**
 * The words of a text in order: compatibility forms, accents and case folded away, split at anything but letters and digits.
 * It folds first, so that values equal under `fold` have equal words.
 */
export function foldWords(text: string): readonly string[] {
  const lower = fold(text);
  if (!notAscii.test(lower)) return lower.match(asciiWord) ?? none;
  // Marks go first too: sorting a long run of them, as NFKD does, takes the square of its length.
  const plain = fold(lower.replace(marks, '').normalize('NFKD').replace(marks, ''));
  return plain.match(word) ?? none;
}

// Not without an end: V8 gives up (`RangeError`) on some four million characters that one `+` takes. So what is longer is several words.
const asciiWord = /[a-z0-9]{1,65536}/g;
const word = /[\p{L}\p{N}]{1,65536}/gu;
const marks = /\p{M}{1,65536}/gu;
const notAscii = /[^\0-\x7f]/;
const none: readonly string[] = [];
