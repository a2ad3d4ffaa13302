import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { AccessLogReader } from '../formats/access-log.ts';
import { detectFormat } from '../formats/detect-format.ts';
import { NdjsonReader } from '../formats/ndjson-reader.ts';
import { PhpLogReader } from '../formats/phplog-reader.ts';
import {
  isUnread,
  type LineReader,
  type ReadRequest,
  type UnreadLine,
} from '../formats/read-line.ts';
import { maxExportedLineBytes, splitLines, type Line } from '../formats/split-lines.ts';
import type { Shell } from './shell.ts';

/**
 * Reads the requests of a file: an export or event log of ours, an access log of nginx or Apache, or a PHP error_log in the vendor's form.
 * Which of them it is, its first lines tell. Lines that cannot be read come with the reason.
 * @param file `-` is standard input
 * @throws {AppError} `file_unusable`
 */
export async function* readRequests(
  file: string,
  shell: Pick<Shell, 'stdin'>,
): AsyncGenerator<ReadRequest | UnreadLine, void> {
  const bytes = await bytesOf(file, shell);
  // Also of a file that is none of ours: nobody reads it to its end.
  using _closed = { [Symbol.dispose]: () => bytes.destroy?.() };
  const lines = splitLines(bytes, maxExportedLineBytes);
  const first: (Line | UnreadLine)[] = [];
  // `return` on the way out must not end the lines.
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    first.push(next.value);
    if (first.length === detectedLines) break;
  }
  const reader = readerFor(file, first);
  for (const line of first)
    yield* isUnread(line) ? [line] : reader.line(line.text, line.lineNumber);
  for await (const line of lines)
    yield* isUnread(line) ? [line] : reader.line(line.text, line.lineNumber);
  yield* reader.end();
}

const detectedLines = 20;

function readerFor(file: string, first: readonly (Line | UnreadLine)[]): LineReader {
  const texts = first.flatMap((line) => (isUnread(line) ? [] : [line.text]));
  switch (detectFormat(texts)) {
    case 'access-log':
      return new AccessLogReader({ path: '/' });
    case 'phplog':
      return new PhpLogReader({ path: '/fordel/show.php', zoneOffsetMinutes });
    case 'ndjson':
      return new NdjsonReader();
    case undefined:
      if (texts.every((text) => text.trim() === '')) return new NdjsonReader();
      throw new AppError(
        'file_unusable',
        `${file} is none of what can be read: lines of JSON as "ringlog export" writes them, an access log, or a PHP error_log with "key => value" lines.`,
      );
  }
}

/** Of this machine, as the log of a PHP on it has it. */
function zoneOffsetMinutes(localIso: string): number {
  return -new Date(localIso).getTimezoneOffset();
}

async function bytesOf(
  file: string,
  shell: Pick<Shell, 'stdin'>,
): Promise<AsyncIterable<Uint8Array | string> & { destroy?: () => unknown }> {
  if (file === '-') return shell.stdin();
  try {
    const handle = await open(file);
    return handle.createReadStream({ encoding: 'latin1' });
  } catch (error) {
    const { code } = Object(error) as { code?: unknown }; // of anything: an object, perhaps without a code
    throw new AppError('file_unusable', `${file} cannot be read (${String(code)}).`, {
      cause: error,
    });
  }
}
