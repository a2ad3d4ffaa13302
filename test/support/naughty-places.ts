import { createHash } from 'node:crypto';
import type { ExportedEvent } from '../../src/api/event.ts';
import { isHeaderValue, utf8Bytes } from './naughty-strings.ts';

/** An event as the API shows it. */
export type ShownEvent = Omit<ExportedEvent, 'headBase64' | 'bodyBase64'>;

/** Where a string can stand in a request. */
export interface Place {
  readonly name: string;
  /** As sent, one character a byte; undefined where HTTP has no way to carry the string there. */
  readonly request: (text: string) => NaughtyRequest | undefined;
  /** Where the API must show it again, exactly. */
  readonly shown: (event: ShownEvent) => unknown;
  readonly expected: (text: string) => unknown;
}

export interface NaughtyRequest {
  readonly method?: string;
  readonly target: string;
  readonly headers?: string;
  readonly body?: string;
}

const formType = 'Content-Type: application/x-www-form-urlencoded\r\n';
const encoded = encodeURIComponent;

export const places: readonly Place[] = [
  {
    name: 'path',
    request: (text) => ({ target: `/p/${encoded(text)}` }),
    shown: ({ request }) => request.target,
    expected: (text) => `/p/${encoded(text)}`,
  },
  {
    name: 'path, not encoded',
    // A line end would be the end of the request line, and a NUL is no part of any text.
    request: (text) => (/[\0\r\n]/.test(text) ? undefined : { target: `/p/${utf8Bytes(text)}/` }),
    shown: ({ request }) => request.target,
    expected: (text) => `/p/${text}/`,
  },
  {
    name: 'name in the query',
    request: (text) => ({ target: `/?${encoded(text)}=v` }),
    shown: ({ request, fields }) => [request.query, fields],
    expected: (text) => [[[text, 'v']], Object.fromEntries([[text, 'v']])],
  },
  {
    name: 'value in the query',
    request: (text) => ({ target: `/?CallerIDName=${encoded(text)}` }),
    shown: ({ request, fields }) => [request.query, fields['CallerIDName']],
    expected: (text) => [[['CallerIDName', text]], text],
  },
  {
    name: 'myid',
    request: (text) => ({ target: `/fordel/show.php?myid=${encoded(text)}` }),
    shown: ({ myid, fields }) => [myid, fields['myid']],
    expected: (text) => [text, text],
  },
  {
    name: 'header',
    request: (text) =>
      isHeaderValue(utf8Bytes(text))
        ? { target: '/', headers: `X-Naughty: ${utf8Bytes(text)}\r\n` }
        : undefined,
    shown: ({ request }) => request.headers.find(([name]) => name === 'X-Naughty')?.[1],
    expected: (text) => text,
  },
  {
    name: 'name in a form',
    request: (text) => ({ target: '/', headers: formType, body: `${encoded(text)}=v` }),
    shown: ({ request, fields }) => [request.form, fields],
    expected: (text) => [[[text, 'v']], Object.fromEntries([[text, 'v']])],
  },
  {
    name: 'value in a form',
    request: (text) => ({ target: '/', headers: formType, body: `CallID=${encoded(text)}&x=y` }),
    shown: ({ request, callId }) => [request.form?.[0], callId ?? ''],
    expected: (text) => [['CallID', text], text],
  },
  {
    name: 'body',
    request: (text) => ({
      target: '/',
      headers: 'Content-Type: application/json\r\n',
      body: utf8Bytes(text),
    }),
    shown: ({ request }) => [request.bodyBytes, request.bodySha256],
    expected: (text) => [Buffer.byteLength(text), createHash('sha256').update(text).digest('hex')],
  },
];

/** The request as it goes over the wire. */
export function bytesOf(
  { target, headers = '', body, method }: NaughtyRequest,
  host: string,
): string {
  const length = body === undefined ? '' : `Content-Length: ${body.length}\r\n`;
  const verb = method ?? (body === undefined ? 'GET' : 'POST');
  return `${verb} ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers}${length}\r\n${body ?? ''}`;
}
