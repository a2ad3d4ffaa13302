/**
 * Finds the end of one HTTP/1.1 answer in the bytes that come (RFC 9112, section 6), and keeps nothing of it but its status. One character
 * stands for one byte.
 */
export class AnswerReader {
  readonly #isHead: boolean;
  #text = '';
  #status = 0;
  #state: 'head' | 'counted' | 'chunk-size' | 'chunk-data' | 'trailers' | 'until-end' | 'done' =
    'head';
  /** Of a body or chunk, with the line end after it. */
  #leftBytes = 0;
  #isKept = true;

  /** @param isHead the request was a HEAD, whose answer has no body */
  constructor(isHead: boolean) {
    this.#isHead = isHead;
  }

  /** Once all of it was read. */
  get status(): number {
    return this.#status;
  }

  /** Whether the connection can be used again. */
  get isKept(): boolean {
    return this.#isKept && this.#text === '';
  }

  /** Takes bytes. @returns whether the answer has ended @throws {SyntaxError} if it is no HTTP */
  push(bytes: string): boolean {
    this.#text += bytes;
    while (this.#step());
    if (this.#text.length > maxHeldBytes) throw new SyntaxError('a line or head is too long');
    return this.#state === 'done';
  }

  /** The other side has ended the connection. @returns whether that ends the answer */
  end(): boolean {
    return this.#state === 'until-end';
  }

  /** Reads on. @returns whether there may be more to read in what is held */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        if (!this.#text.startsWith(start.slice(0, this.#text.length)))
          throw new SyntaxError('it does not begin as HTTP does');
        return this.#take('\r\n\r\n', (head) => {
          this.#readHead(head);
        });
      case 'counted':
      case 'chunk-data':
        return this.#skip();
      case 'chunk-size':
        return this.#take('\r\n', (line) => {
          this.#readChunkSize(line);
        });
      case 'trailers':
        return this.#take('\r\n', (line) => {
          if (line === '') this.#state = 'done';
        });
      case 'until-end':
        this.#text = '';
        return false;
      case 'done':
        return false;
    }
  }

  #take(end: string, read: (text: string) => void): boolean {
    const at = this.#text.indexOf(end);
    if (at < 0) return false;
    const text = this.#text.slice(0, at);
    this.#text = this.#text.slice(at + end.length);
    read(text);
    return true;
  }

  #skip(): boolean {
    const skipped = Math.min(this.#leftBytes, this.#text.length);
    this.#text = this.#text.slice(skipped);
    this.#leftBytes -= skipped;
    if (this.#leftBytes > 0) return false;
    this.#state = this.#state === 'counted' ? 'done' : 'chunk-size';
    return true;
  }

  #readHead(head: string): void {
    const [, minor, code] = statusLine.exec(head) ?? [];
    if (code === undefined) throw new SyntaxError('no status line');
    const status = Number(code);
    // What comes before the answer: 100 Continue and the like.
    if (status >= 100 && status < 200 && status !== 101) return;
    this.#status = status;
    const connection = headerOf(head, 'connection').toLowerCase();
    this.#isKept =
      status !== 101 &&
      (minor === '1' ? !connection.includes('close') : connection.includes('keep-alive'));
    this.#readFraming(head);
  }

  #readFraming(head: string): void {
    const length = headerOf(head, 'content-length');
    const isChunked = /(^|[\s,])chunked$/i.test(headerOf(head, 'transfer-encoding'));
    if (this.#isHead || [101, 204, 304].includes(this.#status)) this.#state = 'done';
    else if (isChunked) this.#state = 'chunk-size';
    else if (/^\d{1,15}$/.test(length)) {
      this.#leftBytes = Number(length);
      this.#state = 'counted';
    } else if (length !== '') throw new SyntaxError('no Content-Length');
    else {
      this.#isKept = false;
      this.#state = 'until-end';
    }
  }

  #readChunkSize(line: string): void {
    const [, digits] = /^([0-9a-f]{1,12})[ \t]*(;|$)/i.exec(line) ?? [];
    if (digits === undefined) throw new SyntaxError('no size of a chunk');
    const size = Number.parseInt(digits, 16);
    this.#leftBytes = size + 2;
    this.#state = size === 0 ? 'trailers' : 'chunk-data';
  }
}

/** More than any head or line that means something. */
const maxHeldBytes = 65_536;

const start = 'HTTP/1.';
const statusLine = /^HTTP\/1\.([01]) (\d{3})(?: |\r|$)/;

/** The value of a header; empty if it is not there. */
function headerOf(head: string, name: string): string {
  for (let at = head.indexOf('\r\n'); at >= 0; at = head.indexOf('\r\n', at + 2)) {
    const from = at + 2;
    const colon = from + name.length;
    if (head[colon] !== ':' || head.slice(from, colon).toLowerCase() !== name) continue;
    const end = head.indexOf('\r\n', colon);
    return head.slice(colon + 1, end < 0 ? undefined : end).trim();
  }
  return '';
}
