/** What two parsers may read differently, or what is no HTTP/1 at all. */
export interface SmugglingCase {
  readonly name: string;
  /** What is sent in one piece, one character a byte. */
  readonly bytes: string;
  /** The body that is kept of the one event; absent when there must be none. */
  readonly body?: string;
  /** What comes behind the event is refused without an answer. */
  readonly isRestRefused?: boolean;
}

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (headers: string, rest: string): string =>
  `POST /seen HTTP/1.1\r\nHost: a\r\n${headers}\r\n${rest}`;
const get = (headers: string): string => `GET /seen HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const chunked = 'Transfer-Encoding: chunked\r\n';

export const smugglingCases: readonly SmugglingCase[] = [
  // Two ideas of where the body ends.
  { name: 'CL.TE', bytes: post(`Content-Length: 6\r\n${chunked}`, `0\r\n\r\n${hidden}`) },
  { name: 'TE.CL', bytes: post(`${chunked}Content-Length: 4\r\n`, `22\r\n${hidden}\r\n0\r\n\r\n`) },
  {
    name: 'two lengths that differ',
    bytes: post('Content-Length: 0\r\nContent-Length: 33\r\n', hidden),
  },
  {
    name: 'two lengths that agree',
    bytes: post('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc'),
  },
  { name: 'two lengths in one header', bytes: post('Content-Length: 3, 3\r\n', 'abc') },
  { name: 'a length with a plus', bytes: post('Content-Length: +3\r\n', 'abc') },
  { name: 'a negative length', bytes: post('Content-Length: -3\r\n', hidden) },
  { name: 'a length in hex', bytes: post('Content-Length: 0x3\r\n', 'abc') },
  { name: 'a length with a blank inside', bytes: post('Content-Length: 3 3\r\n', hidden) },
  {
    name: 'a length beyond 64 bits',
    bytes: post('Content-Length: 18446744073709551619\r\n', 'abc'),
  },
  { name: 'a length with letters', bytes: post('Content-Length: 3abc\r\n', 'abc') },
  { name: 'an empty length', bytes: post('Content-Length: \r\n', hidden) },
  { name: 'a length with a blank before the colon', bytes: post('Content-Length : 3\r\n', 'abc') },
  { name: 'a length with a tab before the colon', bytes: post('Content-Length\t: 33\r\n', hidden) },
  {
    name: 'more bytes than the length',
    bytes: post('Content-Length: 3\r\n', 'abcdef'),
    body: 'abc',
  },
  // Encodings of the transfer.
  {
    name: 'chunked with a blank before the colon',
    bytes: post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${hidden}`),
  },
  {
    name: 'an unknown transfer encoding',
    bytes: post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${hidden}`),
  },
  { name: 'identity', bytes: post('Transfer-Encoding: identity\r\nContent-Length: 3\r\n', 'abc') },
  {
    name: 'chunked, then another',
    bytes: post('Transfer-Encoding: chunked, gzip\r\n', `0\r\n\r\n${hidden}`),
  },
  {
    name: 'chunked twice',
    bytes: post(`${chunked}Transfer-Encoding: identity\r\n`, `0\r\n\r\n${hidden}`),
  },
  {
    name: 'chunked after a vertical tab',
    bytes: post('Transfer-Encoding:\x0bchunked\r\n', `0\r\n\r\n${hidden}`),
  },
  {
    name: 'chunked in quotes',
    bytes: post('Transfer-Encoding: "chunked"\r\n', `0\r\n\r\n${hidden}`),
  },
  {
    name: 'chunked on a folded line',
    bytes: post('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${hidden}`),
  },
  {
    name: 'chunked in capitals',
    bytes: post('TRANSFER-ENCODING: CHUNKED\r\n', '3\r\nabc\r\n0\r\n\r\n'),
    body: 'abc',
  },
  // Chunks.
  {
    name: 'chunk extensions',
    bytes: post(chunked, '3;a=b;c="d"\r\nabc\r\n0;e\r\n\r\n'),
    body: 'abc',
  },
  {
    name: 'a chunk extension with a bare line feed',
    bytes: post(chunked, `3;a\nabc\r\n0\r\n\r\n${hidden}`),
  },
  { name: 'a chunk size with 0x', bytes: post(chunked, '0x3\r\nabc\r\n0\r\n\r\n') },
  { name: 'a negative chunk size', bytes: post(chunked, '-3\r\nabc\r\n0\r\n\r\n') },
  {
    name: 'a chunk size beyond 64 bits',
    bytes: post(chunked, '10000000000000003\r\nabc\r\n0\r\n\r\n'),
  },
  { name: 'a chunk size with a blank before it', bytes: post(chunked, ' 3\r\nabc\r\n0\r\n\r\n') },
  { name: 'no chunk size', bytes: post(chunked, '\r\nabc\r\n0\r\n\r\n') },
  {
    name: 'a chunk longer than its size',
    bytes: post(chunked, `3\r\nabcdef\r\n0\r\n\r\n${hidden}`),
  },
  { name: 'a chunk that ends with a line feed alone', bytes: post(chunked, '3\r\nabc\n0\r\n\r\n') },
  { name: 'chunks that end without a last one', bytes: post(chunked, '3\r\nabc\r\n') },
  {
    name: 'forbidden trailers',
    bytes: post(chunked, `3\r\nabc\r\n0\r\nContent-Length: 33\r\n\r\n`),
  },
  // Line ends and blanks.
  { name: 'line feeds alone', bytes: 'GET /seen HTTP/1.1\nHost: a\n\n' },
  // Without a version a parser may end the request line at any line feed, and take what follows for headers.
  { name: 'a line feed alone after the target', bytes: 'GET /seen\nHost: a\r\n\r\n' },
  { name: 'a line feed alone in the target', bytes: 'GET /seen\nX:y HTTP/1.1\r\nHost: a\r\n\r\n' },
  { name: 'a line feed and an empty line after the target', bytes: 'GET /seen\n\r\n' },
  {
    name: 'a request behind a line feed after the target',
    bytes: `GET /seen\n\r\n${hidden}`,
  },
  { name: 'HTTP/0.9 with an empty line', bytes: 'GET /seen\r\n\r\n', body: '' },
  {
    name: 'a line feed alone after a header',
    bytes: `GET /seen HTTP/1.1\r\nHost: a\nX: y\r\n\r\n`,
  },
  {
    name: 'a carriage return alone in a header',
    bytes: get('X: y\rTransfer-Encoding: chunked\r\n'),
  },
  { name: 'a line feed alone that begins a hidden head', bytes: get(`X: y\n\n${hidden}\r\n`) },
  { name: 'a folded header', bytes: get('X: y\r\n z\r\n') },
  { name: 'a NUL in a header', bytes: get('X: y\0z\r\n') },
  { name: 'a NUL in the request line', bytes: 'GET /seen\0/x HTTP/1.1\r\nHost: a\r\n\r\n' },
  {
    name: 'a carriage return in the request line',
    bytes: `GET /seen\rX HTTP/1.1\r\nHost: a\r\n\r\n`,
  },
  { name: 'a header without a name', bytes: get(': y\r\n') },
  { name: 'a header without a colon', bytes: get('X\r\n') },
  { name: 'a blank in the name of a header', bytes: get('X Y: z\r\n') },
  { name: 'a blank before the first header', bytes: 'GET /seen HTTP/1.1\r\n Host: a\r\n\r\n' },
  // Request lines.
  {
    name: 'a hidden request line in the target',
    bytes: 'GET /seen HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n',
    body: '',
  },
  {
    name: 'two blanks after the method',
    bytes: 'GET  /seen HTTP/1.1\r\nHost: a\r\n\r\n',
    body: '',
  },
  { name: 'a whole URL', bytes: 'GET http://evil.test/seen HTTP/1.1\r\nHost: a\r\n\r\n', body: '' },
  { name: 'no Host', bytes: 'GET /seen HTTP/1.1\r\n\r\n', body: '' },
  { name: 'a star for a target', bytes: 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', body: '' },
  { name: 'two Hosts', bytes: get('Host: b\r\n'), body: '' },
  {
    name: 'HTTP/1.0 with chunks',
    bytes: `POST /seen HTTP/1.0\r\n${chunked}\r\n3\r\nabc\r\n0\r\n\r\n`,
    body: 'abc',
  },
  { name: 'a version to come', bytes: 'GET /seen HTTP/3.0\r\nHost: a\r\n\r\n' },
  { name: 'a method in small letters', bytes: 'get /seen HTTP/1.1\r\nHost: a\r\n\r\n' },
  { name: 'an unknown method', bytes: 'BREW /seen HTTP/1.1\r\nHost: a\r\n\r\n' },
  {
    name: 'a repaired line with two lengths',
    bytes: `POST /seen x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 33\r\n\r\n${hidden}`,
  },
  {
    name: 'a repaired line with length and chunks',
    bytes: `POST /seen x HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n${chunked}\r\n0\r\n\r\n${hidden}`,
  },
  {
    name: 'a repaired line with a body',
    bytes: 'POST /seen \xff HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc',
    body: 'abc',
  },
  // Changes of protocol.
  {
    name: 'CONNECT',
    bytes: `CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n${hidden}`,
  },
  {
    name: 'CONNECT with a blank',
    bytes: `CONNECT evil.test:443 x HTTP/1.1\r\nHost: a\r\n\r\n${hidden}`,
  },
  {
    name: 'an upgrade to a websocket',
    bytes: get('Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n'),
    body: '',
  },
  {
    name: 'an upgrade to h2c',
    bytes: get('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n'),
    body: '',
  },
  {
    name: 'an upgrade with a chunk longer than its size',
    bytes: post(
      'Connection: Upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n',
      `3\r\nabcdef\r\n0\r\n\r\n${hidden}`,
    ),
  },
  {
    name: 'an upgrade with a body',
    bytes: post('Connection: Upgrade\r\nUpgrade: x\r\nContent-Length: 3\r\n', 'abc'),
    body: 'abc',
  },
  {
    name: 'Expect: 100-continue',
    bytes: post('Expect: 100-continue\r\nContent-Length: 3\r\n', 'abc'),
    body: 'abc',
  },
  {
    name: 'an unknown expectation',
    bytes: post('Expect: tea\r\nContent-Length: 3\r\n', 'abc'),
    body: 'abc',
  },
  {
    name: 'bytes behind Connection: close',
    bytes: `${get('Connection: close\r\n')}${hidden}`,
    body: '',
    isRestRefused: true,
  },
  { name: 'HTTP/0.9', bytes: 'GET /seen\r\n' },
  { name: 'HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0' },
  { name: 'TLS', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'r'.repeat(500) },
  { name: 'SSH', bytes: 'SSH-2.0-OpenSSH_9.6\r\n' },
  {
    name: 'SIP',
    bytes: 'OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c\r\nContent-Length: 0\r\n\r\n',
  },
  { name: 'RTSP', bytes: 'DESCRIBE rtsp://a/b RTSP/1.0\r\nCSeq: 1\r\n\r\n', body: '' },
  { name: 'ICY', bytes: 'SOURCE /seen ICE/1.0\r\nHost: a\r\n\r\n', body: '' },
];
