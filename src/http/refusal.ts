import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../errors.ts';

/**
 * Every way in which a request does not become an event. `status` is what the sender is told, absent where nobody is left to be told
 * (or where an answer would be taken for that of another request); `text` is the whole body of that answer; `message` is for the fact.
 * Both are fixed: nothing of a request is ever echoed.
 */
export const refusalTable = {
  malformed: {
    status: 400,
    text: 'malformed request',
    message: 'The bytes are not an HTTP/1 request.',
  },
  tls_on_plain_port: {
    status: 400,
    text: 'this port speaks plain http',
    message: 'A TLS hello came to the plain HTTP port: the sender should use http://.',
  },
  http2_preface: {
    status: 400,
    text: 'this port speaks http/1.1',
    message: 'An HTTP/2 preface came: the sender should use HTTP/1.1.',
  },
  forbidden_peer: {
    status: 403,
    text: 'not allowed from this address',
    message: 'The address of the sender is not in the allow-list.',
  },
  other_path: {
    status: 404,
    text: 'nothing is received at this path',
    message: 'The path is not under the one that is received.',
  },
  connect_method: {
    status: 405,
    text: 'this is not a proxy',
    message: 'A CONNECT came: Ringlog is not a proxy.',
  },
  silent: {
    status: 408,
    text: 'no request came',
    message: 'A connection was opened and no request came in time.',
  },
  head_timeout: {
    status: 408,
    text: 'the head did not come in time',
    message: 'The request line and headers were not complete in time.',
  },
  body_timeout: {
    status: 408,
    text: 'the body did not come in time',
    message: 'The request was not complete in time.',
  },
  body_too_large: {
    status: 413,
    text: 'the body is too large',
    message: 'The body is larger than allowed.',
  },
  chunk_extensions_too_large: {
    status: 413,
    text: 'chunk extensions are too large',
    message: 'The chunk extensions of the body are larger than allowed.',
  },
  head_too_large: {
    status: 431,
    text: 'the headers are too large',
    message: 'The request line and headers are larger than allowed.',
  },
  bytes_in_flight: {
    status: 503,
    text: 'busy, send it again',
    message: 'Requests being received and stored hold all the memory they may.',
  },
  overloaded: {
    status: 503,
    text: 'busy, send it again',
    message: 'As many events as allowed wait to be stored.',
  },
  store_full: {
    status: 503,
    text: 'cannot store, send it again',
    message: 'The disk of the data directory is full.',
  },
  store_busy: {
    status: 503,
    text: 'cannot store, send it again',
    message: 'Another process holds the database locked.',
  },
  store_failed: {
    status: 503,
    text: 'cannot store, send it again',
    message: 'Writing the data failed.',
  },
  row_refused: {
    status: 503,
    text: 'cannot store, send it again',
    message: 'The store cannot keep this event.',
  },
  store_closed: { status: 503, text: 'stopping, send it again', message: 'Ringlog was stopping.' },
  store_slow: {
    status: 503,
    text: 'cannot store in time, send it again',
    message: 'Storing took too long to be acknowledged; the event may still be stored.',
  },
  draining: {
    status: 503,
    text: 'stopping, send it again',
    message: 'The request was not complete when Ringlog stopped.',
  },
  too_many_connections: {
    message: 'As many connections as allowed are open; this one was closed at once.',
  },
  aborted: { message: 'The sender went away before its request was complete.' },
  too_many_pipelined: {
    message:
      'Too many requests came on one connection without waiting for answers; it was closed at once, and the earlier ones may be stored.',
  },
  answers_unread: {
    message: 'The sender did not read the answers to what it sent; those requests were handled.',
  },
  data_after_close: {
    message: 'More bytes came after a request that announced the end of its connection.',
  },
} as const satisfies Record<string, RefusalRow>;

export type RefusalRow = {
  readonly status?: number;
  readonly text?: string;
  readonly message: string;
};

export type RefusalReason = keyof typeof refusalTable;

/** The row of a reason, as the type all rows share. */
export function refusalOf(reason: RefusalReason): RefusalRow {
  return refusalTable[reason];
}

/** Why an append failed, as a reason to refuse. What is not foreseen counts as a failed store. */
export function reasonOfAppend(code: ErrorCode): RefusalReason {
  const reason = appendReasons.find((known) => known === code);
  return reason ?? 'store_failed';
}

const appendReasons = [
  'overloaded',
  'store_full',
  'store_busy',
  'row_refused',
  'store_closed',
] as const satisfies readonly (RefusalReason & ErrorCode)[];

/** The header lines every answer has, as the flat array `writeHead` takes. Inert text, kept by nobody. */
export const answerHeaders: readonly string[] = [
  'Content-Type',
  'text/plain; charset=utf-8',
  'X-Content-Type-Options',
  'nosniff',
  'Cache-Control',
  'no-store',
];

/** The header lines of a refusal: what every answer has, its length, and when a retry makes sense. */
export function refusalHeaders(row: RefusalRow): string[] {
  const headers = [...answerHeaders, 'Content-Length', `${(row.text ?? '').length}`];
  if (row.status === 503) headers.push('Retry-After', retryAfterSeconds);
  return headers;
}

/** A refusal as bytes, for a connection that no HTTP parser follows any more; undefined where nothing is answered. */
export function refusalBytes(row: RefusalRow, withBody: boolean): string | undefined {
  if (row.status === undefined) return undefined;
  const headers = [...refusalHeaders(row), 'Connection', 'close'];
  let answer = `HTTP/1.1 ${row.status} ${STATUS_CODES[row.status] ?? ''}\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2)
    answer += `${headers[i] ?? ''}: ${headers[i + 1] ?? ''}\r\n`;
  return `${answer}\r\n${withBody ? (row.text ?? '') : ''}`;
}

/** Long enough for a commit on a slow disk, short enough that a PBX's event is still news. */
const retryAfterSeconds = '5';
