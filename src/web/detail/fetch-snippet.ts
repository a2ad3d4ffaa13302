import { printableJson } from '../../formats/printable.ts';

/** A request to write as a program. Texts as the API shows them. */
export interface SnippetRequest {
  readonly method: string;
  /** As it stood in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Where to send it, without a path: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
}

/** Why `fetch` cannot send a request of this method and so large a body; undefined if it can. */
export function whyNoFetch(method: string, bodyBytes: number): string | undefined {
  if (/^(?:connect|trace|track)$/i.test(method)) return `fetch() refuses the method ${method}`;
  if (/^(?:get|head)$/i.test(method) && bodyBytes > 0)
    return `fetch() refuses a ${method} with a body`;
  return undefined;
}

/**
 * A JavaScript module that sends the request again and prints the answer. Headers about the connection or the framing are left to fetch,
 * which joins repeated ones and adds its own; bytes of the body are the same.
 */
export function fetchSnippet({ method, target, headers, body, baseUrl }: SnippetRequest): string {
  const sent = headers.filter(
    ([name, value]) =>
      isToken.test(name) && !ofConnection.has(name.toLowerCase()) && !hasControl.test(value),
  );
  const lines = [
    `const response = await fetch(${literal(urlOf(baseUrl, target))}, {`,
    `  method: ${literal(method)},`,
    ...(sent.length === 0
      ? []
      : [
          '  headers: [',
          ...sent.map(([name, value]) => `    [${literal(name)}, ${literal(toBytes(value))}],`),
          '  ],',
        ]),
    ...(body.length === 0 ? [] : [`  body: ${bodyExpression(body)},`]),
    '});',
    'console.log(response.status, await response.text());',
  ];
  return `${lines.join('\n')}\n`;
}

const isToken = /^[\w!#$%&'*+.^`|~-]+$/;

// eslint-disable-next-line no-control-regex -- these are what fetch refuses in a header.
const hasControl = /[\0-\x08\x0a-\x1f\x7f]/;

const ofConnection = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

/** A string literal of JavaScript: JSON is one. */
function literal(text: string): string {
  return printableJson(JSON.stringify(text));
}

/** fetch takes one character for each byte of a header. */
function toBytes(value: string): string {
  return String.fromCharCode(...new TextEncoder().encode(value.slice(0, maxHeader)));
}

/** The receiver takes no longer ones. */
const maxHeader = 32 * 1024;

/** A string would bring a Content-Type of its own, so it becomes bytes; what is no text is written in base64. */
function bodyExpression(body: Uint8Array): string {
  const text = decodeStrictly(body);
  if (text !== undefined) return `new TextEncoder().encode(${literal(text)})`;
  let binary = '';
  for (const byte of body) binary += String.fromCharCode(byte);
  return `Buffer.from('${btoa(binary)}', 'base64')`;
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What a URL would take for something else is escaped; what is escaped already stays. A fragment tells nothing, and is not sent. */
function urlOf(baseUrl: string, target: string): string {
  const path = target.startsWith('/') ? target : `/${target.replace(/^[a-z]+:\/\/[^/?]*\/?/i, '')}`;
  let escaped = '';
  for (const byte of new TextEncoder().encode(path)) {
    const character = String.fromCharCode(byte);
    escaped += /[!#$%&'()*+,\-./:;=?@\w~[\]]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return baseUrl.replace(/\/+$/, '') + escaped;
}
