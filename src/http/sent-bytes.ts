import { Buffer } from 'node:buffer';
import type { ByteString } from '../journal/capture.ts';

/**
 * What one connection sent, as far back as the message the HTTP parser is at.
 *
 * Node's parser tells what it read, but not the bytes: not where a request began, not how its request line looked (it joins blanks and
 * turns an HTTP/0.9 or RTSP line into an HTTP one), and after an error only the last packet. So each packet passes here on its way to the
 * parser. For every request the parser accepts, this takes the request line from the bytes and moves on to where the next message must
 * begin: past the head, then by Content-Length or along the chunks. It judges nothing. All it steps over was accepted by the parser
 * first, so it may trust it, and what it holds is at most one unfinished head and one packet.
 */
export class SentBytes {
  #held: Buffer = nothing;
  /** Where the next message begins in `#held`; beyond its end while a body of known length is still to come. */
  #next = 0;
  #place: Place = 'head';
  #chunkSize = 0;
  #substitute: ByteString | undefined;

  /** Takes a packet, before the parser does. */
  push(packet: Buffer): void {
    const left = this.#held.length - this.#next;
    if (left > 0) {
      this.#held = Buffer.concat([this.#held.subarray(this.#next), packet]);
      this.#next = 0;
    } else {
      this.#held = packet;
      this.#next = -left;
    }
    this.#advance();
  }

  /** The request line that stands for the first one in the bytes to come: see `request-line.ts`. */
  substitute(line: ByteString): void {
    this.#substitute = line;
  }

  /** Whether the first message still is the one whose line was substituted. */
  get isSubstituted(): boolean {
    return this.#substitute !== undefined;
  }

  /**
   * Called for each request, in order, when the parser has read its head. Gives its request line as it arrived, without its line end, and
   * goes on to the message after it. Undefined if the line does not end with CRLF: the parser lets a line without a version end with LF
   * alone, but what one program takes for the end of a line and another does not is served to nobody.
   */
  takeRequestLine(bodyBytes: number, isChunked: boolean): ByteString | undefined {
    const lineEnd = this.#held.indexOf(lf, this.#next) - 1;
    const headEnd = this.#held[lineEnd] === cr ? this.#held.indexOf(emptyLine, lineEnd) : -1;
    if (headEnd < 0) return undefined;
    const line = this.#substitute ?? this.#held.toString('latin1', this.#next, lineEnd);
    this.#substitute = undefined;
    this.#next = headEnd + emptyLine.length + bodyBytes;
    if (isChunked) {
      this.#place = 'chunk-size';
      this.#chunkSize = 0;
    }
    this.#advance();
    return line;
  }

  /** The head that is not complete yet, as it came and as far as it came; empty between messages and inside a body. */
  get unfinishedHead(): Buffer {
    if (this.#place !== 'head' || this.#next >= this.#held.length) return nothing;
    if (this.#substitute === undefined) return this.#held.subarray(this.#next);
    const lineEnd = this.#held.indexOf(lineBreak, this.#next);
    return Buffer.concat([Buffer.from(this.#substitute, 'latin1'), this.#held.subarray(lineEnd)]);
  }

  /** Whether all of the message that was begun last has come, and perhaps more. */
  get isBodyComplete(): boolean {
    return this.#place === 'head' && this.#next <= this.#held.length;
  }

  /** Whether a message is under way: a head begun, or a body not complete. */
  get isInsideMessage(): boolean {
    return this.#place !== 'head' || this.#next !== this.#held.length;
  }

  /**
   * Whether the parser stopped inside a request line.
   * @param packetBytes how long the last packet was
   * @param parsedBytes how much of it the parser had accepted
   */
  isInRequestLine(packetBytes: number, parsedBytes: number): boolean {
    const at = this.#held.length - packetBytes + parsedBytes;
    if (this.#place !== 'head' || at < this.#next) return false;
    const lineEnd = this.#held.indexOf(lf, this.#next);
    return lineEnd < 0 || lineEnd >= at;
  }

  #advance(): void {
    const held = this.#held;
    if (this.#place !== 'head') this.#followChunks(held);
    if (this.#place === 'head') {
      // Empty lines before a request line are skipped, as the parser does (RFC 9112, 2.2).
      let next = this.#next;
      while (next < held.length && (held[next] === cr || held[next] === lf)) next++;
      this.#next = next;
    }
    if (this.#next >= held.length) {
      // An idle connection holds nothing.
      this.#next -= held.length;
      this.#held = nothing;
    }
  }

  /** Byte by byte, so that nothing of a body has to be kept: size line, data and its line end, …, size 0, trailer lines, an empty line. */
  #followChunks(held: Buffer): void {
    let next = this.#next;
    while (next < held.length && this.#place !== 'head') {
      const byte = held[next] ?? 0;
      next++;
      switch (this.#place) {
        case 'chunk-size': {
          const digit = hexDigit(byte);
          if (digit >= 0) this.#chunkSize = this.#chunkSize * 16 + digit;
          else this.#place = 'chunk-size-end';
          break;
        }
        // The size may be followed by extensions; the line ends with LF, and the digits never do: the parser wants a CR first.
        case 'chunk-size-end':
          if (byte !== lf) break;
          if (this.#chunkSize === 0) {
            this.#place = 'trailer-start';
          } else {
            next += this.#chunkSize + lineBreak.length;
            this.#chunkSize = 0;
            this.#place = 'chunk-size';
          }
          break;
        case 'trailer-start':
          if (byte === lf) this.#place = 'head';
          else if (byte !== cr) this.#place = 'trailer';
          break;
        case 'trailer':
          if (byte === lf) this.#place = 'trailer-start';
          break;
      }
    }
    this.#next = next;
  }
}

type Place = 'head' | 'chunk-size' | 'chunk-size-end' | 'trailer-start' | 'trailer';

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

const nothing = Buffer.alloc(0);
const cr = 0x0d;
const lf = 0x0a;
const lineBreak = Buffer.from('\r\n');
const emptyLine = Buffer.from('\r\n\r\n');
