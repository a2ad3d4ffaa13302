import { splitTarget } from '../protocol/target.ts';
import { createAccessLineParser, type AccessLine } from './access-line.ts';
import { unreadLine, type LineReader, type ReadRequest, type UnreadLine } from './read-line.ts';

/**
 * Reads an access log of nginx or Apache, in the common or the combined format: the requests of one path become events, those of others are
 * passed over. The log has no bodies and few headers, and its times are in seconds.
 */
export class AccessLogReader implements LineReader {
  readonly #path: string;
  readonly #parse = createAccessLineParser();
  #skipped = 0;

  /** @param options `path`: only requests to it and below it are read; `/` is every request */
  constructor(options: { readonly path: string }) {
    this.#path = options.path;
  }

  /** Well-formed lines that were passed over: another path, another method than a PBX may use, or no request at all. */
  get skipped(): number {
    return this.#skipped;
  }

  line(text: string, lineNumber: number): readonly (ReadRequest | UnreadLine)[] {
    if (text.trim() === '') return nothing;
    const line = this.#parse(text);
    if (typeof line === 'string') return [unreadLine(lineNumber, line, text)];
    const read = this.#toRequest(line, lineNumber);
    if (read === undefined) {
      this.#skipped++;
      return nothing;
    }
    return [typeof read === 'string' ? unreadLine(lineNumber, read, text) : read];
  }

  end(): readonly [] {
    return nothing;
  }

  /** Undefined: not one to read. A sentence: one that cannot be. */
  #toRequest(line: AccessLine, lineNumber: number): ReadRequest | string | undefined {
    const { requestLine } = line;
    const space = requestLine.indexOf(' ');
    const hasBody = methods.get(requestLine.slice(0, space));
    if (hasBody === undefined) return undefined;
    const version = requestLine.lastIndexOf(' HTTP/');
    const target = requestLine.slice(space + 1, version > space ? version : undefined);
    if (!isUnder(this.#path, target)) return undefined;
    if (version <= space) return 'Its request line has no HTTP version: it was cut.';
    if (breaksHead.test(requestLine)) return 'Its request line holds a line end or a NUL.';
    return {
      lineNumber,
      receivedAtUs: line.receivedAtUs,
      isTimeToTheSecond: true,
      head: `${requestLine}\r\n${header('Referer', line.referer)}${header('User-Agent', line.userAgent)}`,
      body: noBody,
      ...(hasBody ? { bodyIsLost: true } : undefined),
      // As everywhere, an unknown port is 0.
      peer: line.address.includes(':') ? `[${line.address}]:0` : `${line.address}:0`,
      ...(line.status === undefined ? undefined : { status: line.status }),
    };
  }
}

const nothing = [] as const;
const noBody = new Uint8Array();

/** The methods of requests that may be events, and whether such a request has a body. */
const methods: ReadonlyMap<string, boolean> = new Map([
  ['GET', false],
  ['HEAD', false],
  ['POST', true],
  ['PUT', true],
  ['PATCH', true],
  ['DELETE', false],
]);

/** Segment by segment, as the receiver decides: `/hook` holds `/hook`, `/hook/a` and `/hook?a`, not `/hooked`. */
function isUnder(prefix: string, target: string): boolean {
  if (prefix === '/') return true;
  const path = target.startsWith('/') ? target : splitTarget(target).path;
  if (!path.startsWith(prefix)) return false;
  const next = path[prefix.length];
  return next === undefined || next === '/' || next === '?' || next === '#' || prefix.endsWith('/');
}

/** These end lines of a head; no server lets them in. */
const breaksHead = /[\r\n\0]/;

function header(name: string, value: string | undefined): string {
  return value === undefined || breaksHead.test(value) ? '' : `${name}: ${value}\r\n`;
}
