import { unescapeLogged } from './access-line.ts';
import { encodeQuery, encodeUtf8 } from './byte-string.ts';
import {
  fastCgiMessages,
  looksStamped,
  parseErrorLogLine,
  type ErrorLogLine,
} from './error-log-line.ts';
import { printable } from './printable.ts';
import { unreadLine, type LineReader, type ReadRequest, type UnreadLine } from './read-line.ts';
import { inUtc } from './read-time.ts';
import { createZoneOffset } from './zone-offset.ts';

/**
 * Reads the log that the vendor's `show.php` example writes, and `createPhpLog`: a message `------` begins a request, then each message
 * `key => value` is a parameter of it, and a line without a time belongs to the value before it. What becomes of a request is a GET with
 * these parameters as its query; how it was really sent, the log does not say.
 *
 * Control characters that `createPhpLog` escaped are themselves again. Requests that were logged at the same time by several processes
 * may lie mixed in the file, and nothing tells them apart.
 */
export class PhpLogReader implements LineReader {
  readonly #options: PhpLogOptions;
  readonly #zoneOffset = createZoneOffset();
  #request: Begun | undefined;
  /** Whether a line without a time would go on with the last value. */
  #isInValue = false;
  /** Empty lines: part of a value if it goes on after them. */
  #emptyLines = 0;

  constructor(options: PhpLogOptions) {
    this.#options = options;
  }

  *line(text: string, lineNumber: number): Generator<ReadRequest | UnreadLine, void, undefined> {
    if (text === '') {
      this.#emptyLines++;
      return;
    }
    const messages = fastCgiMessages(text);
    const line = messages === undefined ? parseErrorLogLine(text) : undefined;
    const reason =
      messages !== undefined || line !== undefined
        ? undefined
        : looksStamped(text)
          ? 'Its time cannot be read.'
          : this.#goOn(text);
    this.#emptyLines = 0;
    if (reason !== undefined) {
      this.#isInValue = false;
      yield unreadLine(lineNumber, reason, text);
    }
    for (const message of messages ?? line?.messages ?? [])
      yield* this.#message(message, line, lineNumber, text);
  }

  *end(): Generator<ReadRequest, void, undefined> {
    const request = this.#request;
    this.#request = undefined;
    this.#isInValue = false;
    if (request === undefined) return;
    const query = encodeQuery(request.pairs);
    const { lineNumber, receivedAtUs, client, isToTheSecond } = request;
    yield {
      lineNumber,
      receivedAtUs,
      ...(isToTheSecond ? { isTimeToTheSecond: true } : undefined),
      head: `GET ${this.#options.path}${query === '' ? '' : '?'}${query} HTTP/1.1\r\n`,
      body: new Uint8Array(),
      ...(client === undefined ? undefined : { peer: client }),
    };
  }

  *#message(
    message: string,
    line: ErrorLogLine | undefined,
    lineNumber: number,
    text: string,
  ): Generator<ReadRequest | UnreadLine, void, undefined> {
    this.#isInValue = false;
    if (message === separator) {
      yield* this.end();
      const begun = this.#begin(line, lineNumber);
      if (typeof begun === 'string') yield unreadLine(lineNumber, begun, text);
      else this.#request = begun;
      return;
    }
    const pair = splitPair(message);
    const reason = pair === undefined ? 'It has no "key => value".' : this.#mayGrow(message.length);
    if (pair === undefined || reason !== undefined) {
      yield unreadLine(lineNumber, reason ?? '', text);
      return;
    }
    const [name, value] = pair;
    const unescape = line?.isEscaped ? unescapeLogged : unescapePrintable;
    this.#request?.pairs.push([unescape(name, true), unescape(value)]);
    this.#isInValue = true;
  }

  #begin(line: ErrorLogLine | undefined, lineNumber: number): Begun | string {
    if (line === undefined) return 'The request that begins here has no time.';
    const { localMs, zone, fractionUs, client } = line;
    if (localMs === undefined) return 'Its time is one that does not exist.';
    const offset =
      zone === undefined
        ? this.#options.zoneOffsetMinutes(new Date(localMs).toISOString().slice(0, 19))
        : this.#zoneOffset(zone, localMs);
    if (offset === undefined) return 'It names a time zone that does not exist.';
    const receivedAtUs = inUtc(localMs, offset, fractionUs);
    if (receivedAtUs === undefined) return 'Its time is before 1970.';
    const isToTheSecond = fractionUs === undefined;
    return { lineNumber, receivedAtUs, isToTheSecond, client, pairs: [], length: 0 };
  }

  /** Adds a line without a time to the value before it. */
  #goOn(text: string): string | undefined {
    const last = this.#isInValue ? this.#request?.pairs.at(-1) : undefined;
    if (last === undefined) return 'It has no time and goes on with no value.';
    const added = `${'\n'.repeat(this.#emptyLines + 1)}${text}`;
    const reason = this.#mayGrow(added.length);
    if (reason === undefined) last[1] += added;
    return reason;
  }

  #mayGrow(by: number): string | undefined {
    if (this.#request === undefined) return 'No "------" begins a request before it.';
    if (this.#request.length + by > maxRequestBytes)
      return `The request it belongs to is longer than ${maxRequestBytes} bytes.`;
    this.#request.length += by;
    return undefined;
  }
}

export interface PhpLogOptions {
  /** Of the requests, as the log does not tell it: `/fordel/show.php`. */
  readonly path: string;
  /** Minutes east of UTC of times without a zone, at that local time (`2026-11-22T10:00:00`). */
  readonly zoneOffsetMinutes: (localIso: string) => number;
}

interface Begun {
  readonly lineNumber: number;
  readonly receivedAtUs: number;
  readonly isToTheSecond: boolean;
  readonly client: string | undefined;
  readonly pairs: [name: string, value: string][];
  length: number;
}

const separator = '------';

/** As much as the receiver takes of a body. */
const maxRequestBytes = 1 << 20;

/** PHP leaves no spaces in a name but behind a `[`, and then a `]` follows. */
function splitPair(message: string): readonly [name: string, value: string] | undefined {
  const arrow = message.indexOf(' => ');
  if (arrow < 0) return message.endsWith(' =>') ? [message.slice(0, -3), ''] : undefined;
  const bracket = message.indexOf('[', 1);
  const closed = bracket > 0 && bracket < arrow ? message.indexOf(']', bracket) : -1;
  const at = closed < 0 ? arrow : Math.max(arrow, message.indexOf(' => ', closed));
  return [message.slice(0, at), message.slice(at + ' => '.length)];
}

/** Undoes what `printable` did, and nothing else: other backslashes are the sender's own. */
function unescapePrintable(bytes: string, isName = false): string {
  if (!bytes.includes('\\')) return bytes;
  return bytes.replace(escapes, (escape) => {
    const character = shortEscapes[escape] ?? characterOf(escape.replace(/[^0-9a-f]/g, ''));
    if (printable(character) !== escape || isSurrogate.test(character)) return escape;
    // A name ends at a NUL: there it cannot have been one.
    return isName && character === '\0' ? escape : encodeUtf8(character);
  });
}

const escapes = /\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\})/g;
const shortEscapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' };
const isSurrogate = /^[\ud800-\udfff]/u;

function characterOf(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
