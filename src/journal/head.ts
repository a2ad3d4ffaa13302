import type { ByteString } from './capture.ts';

/**
 * The head of a request as one ByteString: the request line exactly as it arrived, then a line for each header in its order, case and
 * repetition, then, if the body had trailers, an empty line and those. Lines end with CRLF. Headers cannot hold CR, LF or NUL (the HTTP
 * parser refuses them), so nothing needs escaping, and whoever opens the database with another tool can read it as it is.
 */
export interface Head {
  readonly method: string;
  /** The request target as sent, spaces and 8-bit bytes included. */
  readonly target: ByteString;
  /** For example `1.1`. */
  readonly httpVersion: string;
  readonly headers: readonly (readonly [ByteString, ByteString])[];
  readonly trailers: readonly (readonly [ByteString, ByteString])[];
}

/**
 * Writes a head.
 * @param requestLine as it arrived, without its line end
 * @param rawHeaders name, value, name, value …, as `IncomingMessage.rawHeaders` has them; `rawTrailers` likewise
 */
export function formatHead(
  requestLine: ByteString,
  rawHeaders: readonly ByteString[],
  rawTrailers: readonly ByteString[] = [],
): ByteString {
  const head = `${requestLine}\r\n${formatLines(rawHeaders)}`;
  return rawTrailers.length === 0 ? head : `${head}\r\n${formatLines(rawTrailers)}`;
}

function formatLines(pairs: readonly ByteString[]): ByteString {
  let lines = '';
  for (let i = 0; i + 1 < pairs.length; i += 2)
    lines += `${pairs[i] ?? ''}: ${pairs[i + 1] ?? ''}\r\n`;
  return lines;
}

/** Reads what `formatHead` wrote. Never throws: whatever is in the store can be shown. */
export function parseHead(head: ByteString): Head {
  const lines = head.split('\r\n');
  const requestLine = parseRequestLine(lines[0] ?? '');
  const blank = lines.indexOf('', 1);
  return {
    ...requestLine,
    headers: lines.slice(1, blank).map(parsePair),
    trailers: lines
      .slice(blank + 1)
      .filter((line) => line !== '')
      .map(parsePair),
  };
}

/** The first header of that name, which is given in small letters; finds it without taking the others apart. */
export function headerOf(head: ByteString, name: string): ByteString | undefined {
  let start = head.indexOf('\r\n') + 2;
  for (;;) {
    const end = head.indexOf('\r\n', start);
    if (end <= start) return undefined;
    const colon = start + name.length;
    if (head.startsWith(': ', colon) && head.slice(start, colon).toLowerCase() === name)
      return head.slice(colon + 2, end);
    start = end + 2;
  }
}

/** The request line that `formatHead` wrote, as it arrived. */
export function requestLineOf(head: ByteString): ByteString {
  const end = head.indexOf('\r\n');
  return end < 0 ? head : head.slice(0, end);
}

/**
 * Splits a request line at its first space and its last ` HTTP/`: a sender that forgets to encode may have left spaces in the target.
 * Blanks at the very start or end of such a target cannot be told from the separators; the line itself keeps them.
 */
export function parseRequestLine(
  line: ByteString,
): Pick<Head, 'method' | 'target' | 'httpVersion'> {
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' HTTP/');
  if (first < 0 || last < first)
    return {
      method: line.slice(0, Math.max(first, 0)),
      target: line.slice(first + 1),
      httpVersion: '',
    };
  return {
    method: line.slice(0, first),
    target: line.slice(first + 1, last),
    httpVersion: line.slice(last + ' HTTP/'.length),
  };
}

function parsePair(line: ByteString): readonly [ByteString, ByteString] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
