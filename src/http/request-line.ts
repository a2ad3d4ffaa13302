import { Buffer } from 'node:buffer';
import type { ByteString } from '../journal/capture.ts';

/**
 * Repair of the request line.
 *
 * Some senders put a caller's name into the URL as it is: blanks, tabs, UTF-8 or Latin-1 bytes. Node's parser answers such a request 400
 * before any of our code runs, and a PBX does not send it again, so the event would be lost. No option of the parser admits it, and
 * rewriting all traffic in front of the parser would mean to find the start of every request ourselves, with all the risk of disagreeing
 * with the parser about where a body ends. So the parser keeps the last word, and only what it refused is looked at:
 *
 *  1. `SentBytes` sees each packet before the parser and knows where the message begins that the parser is at.
 *  2. The parser refuses ('clientError'). If it stopped inside a request line, its dead remains are taken off the socket and we read on
 *     until the line is complete, within the limits of size and time of any head, and until all earlier requests of this connection are
 *     answered. (An error anywhere else is a refusal.)
 *  3. If the line is `METHOD anything HTTP/1.0` or `1.1` (below), the server gets a new stream over the same socket, a `ContinuedSocket`,
 *     which begins with a line of the same method and version that any parser takes, `METHOD / HTTP/1.x`, and goes on with what the
 *     sender sent after its own. The parser reads headers and body as always. If the parser refuses that too, it is a refusal.
 *  4. The capture gets the line as it arrived; the stand-in is seen by nobody.
 *
 * It works for any request of a connection, split at any byte, and behind any pipelined body, because step 1 follows Content-Length and
 * chunks instead of searching backwards for something like a line. A later bad line makes a new stream over the socket, never a stack.
 *
 * The one pipelining case that is refused: anything behind a request that announced the end of its connection (`Connection: close`, or
 * HTTP/1.0). The parser reads nothing there, whatever the line looks like, and HTTP says not to; it leaves a fact.
 */

/**
 * What to give the parser in place of a line it refused; undefined if the line is not a request line at all.
 * @param line without its CRLF
 */
export function standInFor(line: ByteString): string | undefined {
  const parts = requestLinePattern.exec(line);
  if (!parts) return undefined;
  const [, method = '', version = ''] = parts;
  // These change what follows the head, so a stand-in would not be the same request.
  if (method === 'CONNECT' || method === 'PRI') return undefined;
  return `${method} / ${version}`;
}

/** The line at the start of the bytes, without its CRLF; undefined if it is not complete, empty if it ends with LF alone. */
export function lineAt(bytes: Buffer): ByteString | undefined {
  const end = bytes.indexOf(lf);
  if (end < 0) return undefined;
  return bytes[end - 1] === cr ? bytes.toString('latin1', 0, end - 1) : '';
}

/** The bytes with their first line (which `lineAt` gave) replaced. */
export function withLine(bytes: Buffer, line: ByteString, standIn: string): Buffer {
  return Buffer.concat([Buffer.from(standIn, 'latin1'), bytes.subarray(line.length)]);
}

// No CR or NUL: some parsers end a line there, and what others read differently is not passed on.

const requestLinePattern = /^([A-Z-]+) [^\0\r\n]+ (HTTP\/1\.[01])$/;
const cr = 0x0d;
const lf = 0x0a;
