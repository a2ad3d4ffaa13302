import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { AccessLogReader } from '../formats/access-log.ts';
import { detectFormat, type LineFormat } from '../formats/detect-format.ts';
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

export interface ReadOptions {
  /** Absent: as the first lines tell. */
  readonly format?: LineFormat;
  /** Of an access log, only requests to this path and below it are read; `/` is every path. */
  readonly path?: string;
  /** Kept up to date while the file is read. */
  readonly progress?: ReadProgress;
}

/** How far a file has been read. */
export interface ReadProgress {
  format?: LineFormat;
  bytes: number;
  /** Of the whole file; absent if nobody can know. */
  sizeBytes?: number;
  lines: number;
  /** Well-formed lines of an access log that are no requests to read. */
  skipped: number;
}

/**
 * Reads the requests of a file: an export or event log of ours, an access log of nginx or Apache, or a PHP error_log in the vendor's form.
 * Which of them it is, its first lines tell. Lines that cannot be read come with the reason.
 * @param file `-` is standard input
 * @throws {AppError} `file_unusable`
 */
export async function* readRequests(
  file: string,
  shell: Pick<Shell, 'stdin'>,
  { format, path = '/', progress = { bytes: 0, lines: 0, skipped: 0 } }: ReadOptions = {},
): AsyncGenerator<ReadRequest | UnreadLine, void> {
  const bytes = await bytesOf(file, shell, progress);
  // Also of a file that is none of ours: nobody reads it to its end.
  using _closed = { [Symbol.dispose]: () => bytes.destroy?.() };
  const lines = splitLines(counted(file, bytes, progress), maxExportedLineBytes);
  const first: (Line | UnreadLine)[] = [];
  // `return` on the way out must not end the lines.
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    first.push(next.value);
    if (first.length === detectedLines) break;
  }
  progress.format = format ?? formatOf(file, first);
  const reader = readerFor(progress.format, path);
  const read = function* (line: Line | UnreadLine): Generator<ReadRequest | UnreadLine, void> {
    progress.lines = line.lineNumber;
    yield* isUnread(line) ? [line] : reader.line(line.text, line.lineNumber);
    if (reader instanceof AccessLogReader) progress.skipped = reader.skipped;
  };
  for (const line of first) yield* read(line);
  for await (const line of lines) yield* read(line);
  yield* reader.end();
}

const detectedLines = 20;

/** @throws {AppError} `file_unusable` if it is none of them */
function formatOf(file: string, first: readonly (Line | UnreadLine)[]): LineFormat {
  const texts = first.flatMap((line) => (isUnread(line) ? [] : [line.text]));
  const format = detectFormat(texts);
  if (format !== undefined) return format;
  if (texts.every((text) => text.trim() === '')) return 'ndjson';
  throw new AppError(
    'file_unusable',
    `${file} is none of what can be read: lines of JSON as "ringlog export" writes them, an access log, or a PHP error_log with "key => value" lines.`,
  );
}

function readerFor(format: LineFormat, path: string): LineReader {
  switch (format) {
    case 'access-log':
      return new AccessLogReader({ path });
    case 'phplog':
      return new PhpLogReader({ path: '/fordel/show.php', zoneOffsetMinutes });
    case 'ndjson':
      return new NdjsonReader();
  }
}

/** Of this machine, as the log of a PHP on it has it. */
function zoneOffsetMinutes(localIso: string): number {
  return -new Date(localIso).getTimezoneOffset();
}

async function bytesOf(
  file: string,
  shell: Pick<Shell, 'stdin'>,
  progress: ReadProgress,
): Promise<Bytes> {
  if (file === '-') return shell.stdin();
  try {
    const handle = await open(file);
    const { size } = await handle.stat();
    // Of a pipe it is 0.
    if (size > 0) progress.sizeBytes = size;
    return handle.createReadStream({ encoding: 'latin1' });
  } catch (error) {
    throw unreadable(file, error);
  }
}

type Bytes = AsyncIterable<Uint8Array | string> & { destroy?: () => unknown };

async function* counted(
  file: string,
  bytes: Bytes,
  progress: ReadProgress,
): AsyncGenerator<Uint8Array | string, void> {
  try {
    for await (const chunk of bytes) {
      progress.bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): AppError {
  const { code } = Object(cause) as { code?: unknown }; // of anything: an object, perhaps without a code
  return new AppError('file_unusable', `${file} cannot be read (${String(code)}).`, { cause });
}
