import { isHeaderValue, naughtyStrings, utf8Bytes } from './naughty-strings.ts';
import type { Random } from './random.ts';

/** A request that the receiver must keep as it is. All strings have one character a byte. */
export interface Frame {
  /** What goes over the wire. */
  readonly bytes: string;
  /** What is to be stored: request line and header lines, then, after an empty line, trailer lines. */
  readonly head: string;
  readonly body: string;
  readonly method: string;
}

/** Requests of all kinds a real sender might think of, with naughty strings wherever a string can be. */
export function randomFrame(random: Random, host: string, version = '1.1'): Frame {
  const method = random.pick(methods);
  const requestLine = `${method} ${randomTarget(random)} HTTP/${version}`;
  const headers: [string, string][] = [['Host', host], ...randomHeaders(random)];
  // To us neither is a reason to treat a request in another way.
  if (random.chance(0.04)) headers.push(['Connection', 'Upgrade'], ['Upgrade', 'websocket']);
  if (random.chance(0.02)) headers.push(['Expect', '100-continue']);
  const hasBody = random.chance(method === 'GET' || method === 'HEAD' ? 0.03 : 0.9);
  if (!hasBody) return frame(requestLine, method, headers, [], '', '');

  const { type, body } = randomBody(random);
  if (type !== '') headers.push(['Content-Type', type]);
  // HTTP/1.0 knows no chunks.
  if (version === '1.0' || random.chance(0.6)) {
    headers.push([random.pick(['Content-Length', 'content-length']), String(body.length)]);
    return frame(requestLine, method, headers, [], body, body);
  }
  headers.push(['Transfer-Encoding', 'chunked']);
  const trailers: [string, string][] = random.chance(0.2) ? [['X-Trailer', 'late']] : [];
  return frame(requestLine, method, headers, trailers, body, chunked(random, body));
}

function frame(
  requestLine: string,
  method: string,
  headers: readonly (readonly [string, string])[],
  trailers: readonly (readonly [string, string])[],
  body: string,
  sentBody: string,
): Frame {
  const lines = (pairs: typeof headers): string =>
    pairs.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${requestLine}\r\n${lines(headers)}`;
  const isChunked = sentBody !== body;
  const end = isChunked ? `${lines(trailers)}\r\n` : '';
  return {
    bytes: `${head}\r\n${sentBody}${end}`,
    head: trailers.length === 0 ? head : `${head}\r\n${lines(trailers)}`,
    body,
    method,
  };
}

const methods = [
  ...Array<string>(12).fill('GET'),
  ...Array<string>(10).fill('POST'),
  ...['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'],
];

function randomTarget(random: Random): string {
  const paths = ['/fordel/show.php', '/', '//', '/a/../b', '/%00', '/%zz%', '/fordel/show.php/'];
  const path = random.chance(0.2)
    ? `/${encodeURIComponent(random.pick(naughtyStrings))}`
    : random.pick(paths);
  if (random.chance(0.12))
    return `${path}?myid=${rawText(random)}&CallerIDName=${rawText(random)}x`;
  return random.chance(0.1) ? path : `${path}?${form(random, random.chance(0.05) ? 200 : 6)}`;
}

/** Bytes as they come from a sender that does not encode: only those that end a line are left out. */
function rawText(random: Random): string {
  const text = random.chance(0.5)
    ? random.bytes(random.below(30)).toString('latin1')
    : utf8Bytes(`Иван Петров ${random.pick(naughtyStrings)}`);
  return text.replace(/[\0\r\n]/g, '');
}

function form(random: Random, most: number): string {
  const pairs = [`myid=${random.below(300)}`];
  for (let i = random.below(most); i >= 0; i--)
    pairs.push(
      `${encodeURIComponent(random.chance(0.3) ? random.pick(naughtyStrings) : random.pick(fields))}=${encodeURIComponent(random.pick(naughtyStrings))}`,
    );
  return pairs.join('&');
}

const fields = ['EventType', 'CallID', 'SubCallID', 'CallStatus', 'CallerIDNum', 'a[b][c]'];

function randomHeaders(random: Random): [string, string][] {
  const count = random.chance(0.03) ? 300 + random.below(400) : random.below(8);
  return Array.from({ length: count }, () => {
    const value = utf8Bytes(random.pick(naughtyStrings));
    return [random.pick(headerNames), isHeaderValue(value) && count < 300 ? value : 'v'];
  });
}

const headerNames = ['X-A', 'x-a', 'User-Agent', '__proto__', 'constructor', 'Cookie', 'Accept'];

function randomBody(random: Random): { type: string; body: string } {
  const naughty = utf8Bytes(random.pick(naughtyStrings));
  switch (random.below(5)) {
    case 0:
      return { type: 'application/json', body: JSON.stringify({ text: naughty }) };
    case 1:
      return { type: '', body: random.bytes(random.below(2000)).toString('latin1') };
    case 2:
      return { type: 'text/plain; charset=utf-8', body: `${naughty}\n` };
    default:
      return { type: 'application/x-www-form-urlencoded', body: form(random, 10) };
  }
}

function chunked(random: Random, body: string): string {
  let sent = '';
  for (let at = 0; at < body.length;) {
    const size = Math.min(1 + random.below(random.chance(0.3) ? 8 : 800), body.length - at);
    sent += `${size.toString(16)}\r\n${body.slice(at, at + size)}\r\n`;
    at += size;
  }
  return `${sent}0\r\n`;
}
