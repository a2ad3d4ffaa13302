import { civilMs, inUtc, monthOf, offsetMinutes } from './read-time.ts';

/** A line of an access log, taken apart. Strings have one character for each byte. */
export interface AccessLine {
  readonly address: string;
  readonly receivedAtUs: number;
  /** With what the server escaped undone; so, too, are the others. */
  readonly requestLine: string;
  /** Absent if the server logged none it could be. */
  readonly status?: number;
  /** Absent in the common format, and when there was none. */
  readonly referer?: string;
  readonly userAgent?: string;
}

/**
 * A function that takes lines of nginx's and Apache's common and combined formats apart. What follows those fields is ignored. It gives a
 * sentence for a line that is none. No pattern runs over a whole line: this is for millions of them.
 */
export function createAccessLineParser(): (text: string) => AccessLine | string {
  let lastStamp = '';
  let lastUs: number | undefined;
  return (text) => {
    const timeAt = findStamp(text);
    if (timeAt < 0) return 'It has no time such as "[22/Nov/2026:20:15:07 +0000]".';
    const stamp = text.slice(timeAt, timeAt + stampLength);
    if (stamp !== lastStamp) {
      lastUs = stampUs(stamp);
      lastStamp = stamp;
    }
    if (lastUs === undefined) return 'Its time is one that does not exist.';
    const space = text.indexOf(' ');
    if (space <= 0 || space > timeAt - 2) return 'It does not begin with an address.';
    const requestAt = timeAt + stampLength + 3;
    if (!text.startsWith('] "', requestAt - 3)) return 'No request in quotes follows its time.';
    const requestEnd = closingQuote(text, requestAt);
    if (requestEnd < 0) return 'The request it quotes has no end.';
    const status = statusAt(text, requestEnd + 1);
    if (status === undefined) return 'No status follows the request.';
    const headers = combinedHeaders(text, requestEnd + '" 200 '.length);
    return {
      address: text.slice(0, space),
      receivedAtUs: lastUs,
      requestLine: unescapeLogged(text.slice(requestAt, requestEnd)),
      ...(status >= 100 ? { status } : undefined),
      ...headers,
    };
  };
}

/** Of `22/Nov/2026:20:15:07 +0000`. */
const stampLength = 26;

/** Where the time is, behind its bracket. A user's name before it may hold brackets, too. */
function findStamp(text: string): number {
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    if (text[at + 3] === '/' && text[at + 7] === '/' && text[at + 12] === ':') return at + 1;
  }
  return -1;
}

function stampUs(stamp: string): number | undefined {
  const parts = stampPattern.exec(stamp);
  if (parts === null) return undefined;
  const [, day, month = '', year, hour, minute, second, zone = ''] = parts;
  const ms = civilMs({
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
  const offset = offsetMinutes(zone);
  return ms === undefined || offset === undefined ? undefined : inUtc(ms, offset);
}

const stampPattern = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})$/;

/** What the combined format adds behind the number of bytes, if both are there. */
function combinedHeaders(
  text: string,
  bytesAt: number,
): Pick<AccessLine, 'referer' | 'userAgent'> | undefined {
  const refererAt = text.indexOf(' ', bytesAt) + 2;
  if (refererAt < 2 || text[refererAt - 1] !== '"') return undefined;
  const refererEnd = closingQuote(text, refererAt);
  if (refererEnd < 0 || !text.startsWith(' "', refererEnd + 1)) return undefined;
  const agentEnd = closingQuote(text, refererEnd + 3);
  if (agentEnd < 0) return undefined;
  const [referer, userAgent] = [
    text.slice(refererAt, refererEnd),
    text.slice(refererEnd + 3, agentEnd),
  ];
  return {
    ...(referer === '-' || referer === '' ? undefined : { referer: unescapeLogged(referer) }),
    ...(userAgent === '-' || userAgent === ''
      ? undefined
      : { userAgent: unescapeLogged(userAgent) }),
  };
}

/** Where the quote is that no backslash escapes; negative if there is none. */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote >= 0) {
    let first = quote;
    while (first > from && text[first - 1] === '\\') first--;
    // Of an even number of backslashes every other one is escaped itself.
    if ((quote - first) % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}

/** The status behind a space, 0 for `-`; undefined if there is none. */
function statusAt(text: string, at: number): number | undefined {
  const found = statusPattern.exec(text.slice(at, at + 5))?.[1];
  if (found === undefined) return undefined;
  return found === '-' ? 0 : Number(found);
}

const statusPattern = /^ (-|\d{3})(?: |$)/;

/**
 * Undoes what servers escape in quoted fields: nginx writes `\xHH` (or, in its JSON form, `\u00HH`), Apache `\xhh`, `\"`, `\\` and the
 * letters of C.
 */
export function unescapeLogged(text: string): string {
  return text.includes('\\') ? text.replace(escapes, unescapeOne) : text;
}

const escapes = /\\(?:x([0-9a-fA-F]{2})|u00([0-9a-fA-F]{2})|(["\\/bfnrtv]))/g;

function unescapeOne(escape: string, x?: string, u?: string, letter?: string): string {
  const hex = x ?? u;
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return letters[letter ?? ''] ?? letter ?? escape;
}

const letters: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
