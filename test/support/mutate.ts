import type { Random } from './random.ts';

/** Damages a request in one to four places, or puts something else in its stead. One character a byte. */
export function mutate(random: Random, bytes: string): string {
  if (random.chance(0.08)) return random.pick(otherProtocols);
  if (random.chance(0.05)) return random.bytes(1 + random.below(600)).toString('latin1');
  let mutated = bytes;
  for (let times = random.pick([1, 1, 1, 2, 4]); times > 0; times--)
    mutated = random.pick(mutations)(random, mutated);
  return mutated;
}

/** Mostly near the front, where the request line, headers and chunk sizes are: damage to a body is no news to a parser. */
function place(random: Random, bytes: string): number {
  return random.below(Math.min(bytes.length, random.chance(0.7) ? 120 : bytes.length) + 1);
}

const mutations: readonly ((random: Random, bytes: string) => string)[] = [
  function flipBit(random, bytes) {
    const at = place(random, bytes);
    const code = (bytes.charCodeAt(at) || 0) ^ (1 << random.below(8));
    return bytes.slice(0, at) + String.fromCharCode(code & 0xff) + bytes.slice(at + 1);
  },
  function remove(random, bytes) {
    const at = place(random, bytes);
    return bytes.slice(0, at) + bytes.slice(at + 1 + random.below(12));
  },
  function insert(random, bytes) {
    const at = place(random, bytes);
    const what = random.chance(0.6) ? random.pick(tokens) : random.bytes(4).toString('latin1');
    return bytes.slice(0, at) + what + bytes.slice(at);
  },
  function repeatSlice(random, bytes) {
    const at = place(random, bytes);
    const slice = bytes.slice(at, at + 1 + random.below(80));
    const to = place(random, bytes);
    return bytes.slice(0, to) + slice + bytes.slice(to);
  },
  function truncate(random, bytes) {
    return bytes.slice(0, Math.max(1, random.below(bytes.length)));
  },
  function breakLineEnd(random, bytes) {
    const at = bytes.indexOf('\r\n', place(random, bytes));
    return at < 0
      ? bytes
      : bytes.slice(0, at) + random.pick(['\n', '\r', '\r\r\n', '']) + bytes.slice(at + 2);
  },
];

/** What a parser of HTTP decides by. */
const tokens = [
  ...['\r', '\n', '\r\n', '\r\n\r\n', '\0', ' ', '\t', ':', ': ', '\x80', '\xff', '\x1b[2J'],
  ...['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n'],
  ...['\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n', 'CONNECT ', 'HTTP/2.0', '0\r\n\r\n'],
];

const otherProtocols: readonly string[] = [
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'r'.repeat(200), // TLS hello
  'SSH-2.0-OpenSSH_9.6\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0',
  'GET /\r\n', // HTTP/0.9
  'INVITE sip:100@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060\r\nContent-Length: 0\r\n\r\n',
  'EHLO example.com\r\n',
  '*1\r\n$4\r\nPING\r\n',
  '\x04\x01\x00\x50\x7f\0\0\x01\0', // SOCKS 4
  'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
  '\0\0\0\x2b\xffSMBr\0\0\0\0', // SMB
];
