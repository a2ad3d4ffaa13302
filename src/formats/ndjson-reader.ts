import { decodeUtf8 } from '../protocol/utf8.ts';
import { splitTarget } from '../protocol/target.ts';
import { encodeQuery, encodeUtf8, toBytes } from './byte-string.ts';
import { unreadLine, type LineReader, type ReadRequest, type UnreadLine } from './read-line.ts';
import { parseIsoTime } from './read-time.ts';

/**
 * Reads requests from lines of JSON. Each line may be
 * - an event of `export.ndjson`: its bytes come back exactly, from `headBase64` and `bodyBase64`;
 * - an event of the event log, or of a list: its fields become the query of a GET to its path;
 * - a request of its own, `{"method", "target", "headers"?, "body"?, "receivedAt"?}`, its headers an object or pairs, its body text.
 */
export class NdjsonReader implements LineReader {
  line(text: string, lineNumber: number): readonly (ReadRequest | UnreadLine)[] {
    if (text.trim() === '') return [];
    const read = readJson(text);
    return [
      typeof read === 'string' ? unreadLine(lineNumber, read, text) : { lineNumber, ...read },
    ];
  }

  end(): readonly [] {
    return [];
  }
}

type Read = Omit<ReadRequest, 'lineNumber'> | string;
type Json = Readonly<Record<string, unknown>>;

function readJson(text: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(decodeUtf8(text));
  } catch {
    return 'It is not JSON: it may have been cut.';
  }
  if (!isObject(json)) return 'It is JSON, but no object.';
  const time = json['receivedAt'] ?? json['time'];
  const receivedAtUs = typeof time === 'string' ? parseIsoTime(time) : undefined;
  if (time !== undefined && receivedAtUs === undefined)
    return 'Its receivedAt is no time with a zone in ISO 8601.';
  const request = readRequest(json);
  if (typeof request === 'string') return request;
  return {
    ...(receivedAtUs === undefined ? undefined : { receivedAtUs }),
    ...toldOf(json),
    ...request,
  };
}

function readRequest(json: Json): Pick<ReadRequest, 'head' | 'body' | 'bodyIsLost'> | string {
  if (json['headBase64'] !== undefined) return readExported(json);
  if (isObject(json['fields'])) return readFields(json, json['fields']);
  if (json['method'] !== undefined && json['target'] !== undefined) return readPlain(json);
  return 'It is neither an event (headBase64 or fields) nor a request (method and target).';
}

/** What lines may tell beside the request. */
function toldOf(json: Json): Partial<ReadRequest> {
  const inside = isObject(json['request']) ? json['request'] : {};
  const answer = isObject(json['answer']) ? json['answer'] : {};
  const { id, myid } = json;
  const peer = inside['peer'] ?? json['peer'];
  const forwardedPeer = inside['forwardedPeer'];
  const status = answer['status'] ?? json['status'];
  return {
    ...(typeof id === 'string' ? { id } : undefined),
    ...(typeof myid === 'string' ? { myid } : undefined),
    ...(typeof peer === 'string' ? { peer } : undefined),
    ...(typeof forwardedPeer === 'string' ? { forwardedPeer } : undefined),
    ...(isStatus(status) ? { status } : undefined),
  };
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 999;
}

function readExported(json: Json): Pick<ReadRequest, 'head' | 'body'> | string {
  const head = fromBase64(json['headBase64']);
  const body = fromBase64(json['bodyBase64'] ?? '');
  if (head === undefined) return 'Its headBase64 is not Base64.';
  if (body === undefined) return 'Its bodyBase64 is not Base64.';
  if (!head.endsWith('\r\n')) return 'Its headBase64 is not the head of a request.';
  return { head, body: toBytes(body) };
}

/** As a GET, which shows all of them: which ones the query held and which the body, they do not tell. */
function readFields(json: Json, fields: Json): ReturnType<typeof readRequest> {
  const request = isObject(json['request']) ? json['request'] : {};
  const target = request['target'];
  const path = typeof target === 'string' ? splitTarget(target).path : json['path'];
  if (typeof path !== 'string' || path === '') return 'It tells no path.';
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string') return 'One of its fields is no text.';
    pairs.push([encodeUtf8(name), encodeUtf8(value)]);
  }
  const { myid } = json;
  // A form may have had another one, which is what the fields show then; whose event it is, the query said.
  if (typeof myid === 'string' && myid !== '' && fields['myid'] !== myid)
    pairs.push(['myid', encodeUtf8(myid)]);
  const query = encodeQuery(pairs);
  const bodyIsLost =
    Number(json['bodyBytes']) > 0 ||
    (Number(request['bodyBytes']) > 0 && request['form'] === undefined);
  return headed(`GET ${encodePath(path)}${query === '' ? '' : '?'}${query} HTTP/1.1`, [], {
    body: noBody,
    ...(bodyIsLost ? { bodyIsLost } : undefined),
  });
}

const noBody = new Uint8Array();

/** What was decoded for showing, and would end the path. */
function encodePath(path: string): string {
  return encodeUtf8(path).replace(/[?#]/g, encodeURIComponent);
}

function readPlain(json: Json): ReturnType<typeof readRequest> {
  const { method, target, headers = [], body = '', bodyBase64, httpVersion = '1.1' } = json;
  if (typeof method !== 'string' || !token.test(method)) return 'Its method is none.';
  if (typeof target !== 'string' || target === '') return 'Its target is none.';
  if (typeof httpVersion !== 'string' || !/^\d(?:\.\d)?$/.test(httpVersion))
    return 'Its httpVersion is none.';
  const pairs = headerPairs(headers);
  if (pairs === undefined) return 'Its headers are neither pairs nor an object of texts.';
  if (typeof body !== 'string') return 'Its body is no text.';
  const bytes = bodyBase64 === undefined ? encodeUtf8(body) : fromBase64(bodyBase64);
  if (bytes === undefined) return 'Its bodyBase64 is not Base64.';
  const line = `${method} ${encodeUtf8(target)} HTTP/${httpVersion}`;
  return headed(line, pairs, { body: toBytes(bytes) });
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;

function headed(
  line: string,
  headers: readonly (readonly [string, string])[],
  rest: Pick<ReadRequest, 'body' | 'bodyIsLost'>,
): ReturnType<typeof readRequest> {
  const lines = [line, ...headers.map(([name, value]) => `${name}: ${encodeUtf8(value)}`)];
  if (lines.some((text) => breaksHead.test(text)))
    return 'Its request line or a header holds a line end or a NUL.';
  return { head: lines.map((text) => `${text}\r\n`).join(''), ...rest };
}

/** These end lines of a head; no server lets them in. */
const breaksHead = /[\r\n\0]/;

/** Name and value of each header: from pairs, or from an object whose values are texts or lists of them. */
function headerPairs(headers: unknown): (readonly [string, string])[] | undefined {
  const isList = Array.isArray(headers);
  if (!isList && !isObject(headers)) return undefined;
  const entries: readonly unknown[] = isList ? headers : Object.entries(headers);
  const pairs: (readonly [string, string])[] = [];
  for (const entry of entries) {
    if (!Array.isArray(entry)) return undefined;
    const [name, value] = entry as readonly unknown[];
    if (typeof name !== 'string' || !token.test(name)) return undefined;
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof one !== 'string') return undefined;
      pairs.push([name, one]);
    }
  }
  return pairs;
}

function fromBase64(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
