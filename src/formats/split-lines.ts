import { fromBytes } from './byte-string.ts';
import { unreadLine, type UnreadLine } from './read-line.ts';

/** A line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly lineNumber: number;
  /** One character (U+0000 to U+00FF) for each byte. */
  readonly text: string;
}

/** No request of a PBX makes a line of an access log or an error log nearly as long. */
const maxLineBytes = 1 << 20;

/**
 * The same for the lines of `export.ndjson`, which show a body of up to 1 MiB three times: in Base64, and twice as text, where a byte may
 * take six.
 */
export const maxExportedLineBytes = 16 << 20;

/**
 * Splits a stream into lines, however it was cut. They end with LF or CRLF, the last one perhaps with nothing; a byte order mark at the
 * very beginning is dropped. It holds at most one line and one chunk: of a longer line only the beginning is kept and told.
 * @param chunks bytes, or strings with one character for each byte (a stream read as `latin1`), which is faster
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array | string>,
  maxBytes: number = maxLineBytes,
): AsyncGenerator<Line | UnreadLine, void, undefined> {
  let lineNumber = 1;
  let begun = '';
  /** Of the line that was begun, though not all of it is held any more. */
  let length = 0;
  const finish = (text: string): Line | UnreadLine => {
    const start = lineNumber === 1 && text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
    const isTooLong = length > maxBytes + (text.endsWith('\r') ? 1 : 0);
    const line = isTooLong
      ? unreadLine(lineNumber, `It is longer than ${maxBytes} bytes.`, text.slice(start))
      : { lineNumber, text: text.slice(start, text.endsWith('\r') ? -1 : undefined) };
    lineNumber++;
    begun = '';
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : fromBytes(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      length += end - start;
      yield finish(begun === '' ? text.slice(start, end) : begun + text.slice(start, end));
      start = end + 1;
    }
    length += text.length - start;
    begun += text.slice(start);
    if (begun.length > maxBytes + 1) begun = begun.slice(0, keptLength);
  }
  if (length > 0) yield finish(begun);
}

const byteOrderMark = '\xef\xbb\xbf';

/** More than is told of a line that is too long. */
const keptLength = 256;
