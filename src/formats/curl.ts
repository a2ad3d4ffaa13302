import { decodeUtf8 } from '../protocol/utf8.ts';
import { isPrintable } from './printable.ts';

/** A request to write as a command. Everything but `baseUrl` has one character (U+0000 to U+00FF) for each byte. */
export interface CurlRequest {
  readonly method: string;
  /** As it stood in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Where to send it, without a path: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
}

/**
 * One line for a POSIX shell that sends the same method, target, headers (order, case, repetition) and body bytes again with curl. Headers
 * about the connection or the framing are left to curl; of its own it sends only `Host` and, with a body, `Content-Length`.
 * The line is plain text: bytes that are none are written in octal for `printf`, and nothing in it is expanded by the shell or by curl.
 */
export function formatCurl({ method, target, headers, body, baseUrl }: CurlRequest): string {
  const sent = headers.filter(
    ([name]) => isToken.test(name) && !ofConnection.has(name.toLowerCase()),
  );
  const isPiped =
    body !== '' && (body.startsWith('@') || body.length > maxArgument || !isText(body));
  const words = [
    'curl -g --path-as-is',
    ...methodWords(method, body),
    ...sent.map(
      ([name, value]) => `-H ${shellWord(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    ...silenced(sent, body).map((name) => `-H '${name}:'`),
    ...(body === '' ? [] : [`--data-binary ${isPiped ? '@-' : shellWord(body)}`]),
    ...addressWords(baseUrl.replace(/\/+$/, ''), target),
  ];
  return `${isPiped ? `printf ${octalQuoted(body)} | ` : ''}${words.join(' ')}`;
}

/** A longer body would not fit into one argument of a command: Linux takes 128 KiB. */
const maxArgument = 65_536;

const isToken = /^[\w!#$%&'*+.^`|~-]+$/;

const ofConnection = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'expect',
]);

/** HEAD has its own switch: told by `-X` only, curl would wait for the body of the answer. */
function methodWords(method: string, body: string): string[] {
  if (method === 'HEAD' && body === '') return ['-I'];
  return method === 'GET' && body === '' ? [] : [`-X ${shellWord(method)}`];
}

/** What curl would add by itself: `Name:` without a value tells it not to. */
function silenced(sent: CurlRequest['headers'], body: string): string[] {
  const present = new Set(sent.map(([name]) => name.toLowerCase()));
  const added =
    body === '' ? ['User-Agent', 'Accept'] : ['User-Agent', 'Accept', 'Content-Type', 'Expect'];
  return added.filter((name) => !present.has(name.toLowerCase()));
}

/** A target that is not a plain path, or that curl would change or refuse inside a URL, is given apart from the address. */
function addressWords(baseUrl: string, target: string): string[] {
  if (/^\/[!$-~]*$/.test(target) && !target.startsWith('//') && !/[\\^`{|}<>]/.test(target))
    return [shellWord(baseUrl + target)];
  return [`--request-target ${shellWord(target)}`, shellWord(`${baseUrl}/`)];
}

/** One word of the command. `$(…)` would lose line feeds at its end; a target, a method and a header have none. */
function shellWord(bytes: string): string {
  if (!isText(bytes)) return `"$(printf ${octalQuoted(bytes)})"`;
  return `'${decodeUtf8(bytes).replaceAll("'", `'\\''`)}'`;
}

/** Whether bytes are text that can stand in the line as it is. U+FFFD would be the mark of bytes that are no text. */
function isText(bytes: string): boolean {
  const text = decodeUtf8(bytes);
  return isPrintable(text) && !text.includes('\ufffd');
}

/** The operand of `printf` that prints these bytes, in single quotes. */
function octalQuoted(bytes: string): string {
  const escaped = bytes.replace(
    /[^\w /.,:;=&?*@+-]/g,
    (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `'${escaped.startsWith('-') ? `\\055${escaped.slice(1)}` : escaped}'`;
}
