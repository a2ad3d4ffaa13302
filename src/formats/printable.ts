/**
 * Captured text is the sender's, and a terminal obeys what it is shown: so control characters, line and paragraph separators, and the
 * invisible ones that reorder or hide text never leave here as they are. Joiners stay, as Persian and Indic words and emoji need them.
 */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Most text has nothing beyond ASCII, Latin, Greek, Cyrillic and Hebrew, and tells at once that it is safe. */
const notPlain = /[^ -~\u00a0-\u00ac\u00ae-\u05ff]/;

/** Text for one line of a terminal or a log file: whatever is unsafe is escaped as in source code (`\n`, `\x1b`, `\u202e`, `\u{e0001}`). */
export function printable(text: string): string {
  return notPlain.test(text) ? text.replace(unsafe, escape) : text;
}

/** Whether text can be shown just as it is. */
export function isPrintable(text: string): boolean {
  return printable(text) === text;
}

/**
 * Compact JSON made safe for a terminal, still the same JSON: `JSON.stringify` leaves C1 controls and bidi marks as they are.
 */
export function printableJson(json: string): string {
  // Outside of strings JSON has none of these, and inside of them \u is understood.
  return notPlain.test(json) ? json.replace(unsafe, escapeUtf16) : json;
}

function escape(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`;
}

function escapeUtf16(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += `\\u${hex(character.charCodeAt(i), 4)}`;
  return escaped;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
