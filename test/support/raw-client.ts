import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/**
 * A client that sends exactly the bytes it is given and reads the answers. Strings are ByteStrings: one character, one byte.
 * Everything waits at most `deadlineMs` and then throws what it has seen.
 */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket;
  /** `address:port` of this end, as the receiver sees it. */
  readonly address: string;
  readonly #deadlineMs: number;
  #received = '';
  #isClosed = false;

  private constructor(socket: Socket, deadlineMs: number) {
    this.socket = socket;
    this.address = `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`;
    this.#deadlineMs = deadlineMs;
    socket.on('data', (bytes: Buffer) => {
      this.#received += bytes.toString('latin1');
    });
    // How a connection broke does not matter to the tests, only that it did.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
    });
  }

  static async connect(
    url: string,
    options: {
      localAddress?: string;
      localPort?: number;
      allowHalfOpen?: boolean;
      deadlineMs?: number;
    } = {},
  ): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    const { deadlineMs = 4_000, ...rest } = options;
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port), noDelay: true, ...rest });
    await once(socket, 'connect');
    return new RawClient(socket, deadlineMs);
  }

  /** All that came. */
  get received(): string {
    return this.#received;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends bytes; resolves when the kernel has them, so that the next ones make another packet. */
  async write(bytes: string | Uint8Array): Promise<void> {
    const packet = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    await new Promise<void>((resolve) => {
      this.socket.write(packet, () => {
        resolve();
      });
    });
  }

  /** Sends packets with a turn of the event loop between them. */
  async writeEach(packets: readonly (string | Uint8Array)[]): Promise<void> {
    for (const packet of packets) {
      await this.write(packet);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The first `count` answers; those to HEAD requests have no body. */
  async answers(count: number, options: { areToHead?: boolean } = {}): Promise<RawAnswer[]> {
    let answers: RawAnswer[] = [];
    await this.#until(() => {
      answers = parseAnswers(this.#received, options.areToHead === true);
      return answers.length >= count;
    });
    return answers;
  }

  async answer(options: { areToHead?: boolean } = {}): Promise<RawAnswer> {
    const [answer] = await this.answers(1, options);
    if (!answer) throw new Error('no answer');
    return answer;
  }

  /** All answers, once the other side has closed. */
  async answersUntilClose(): Promise<RawAnswer[]> {
    await this.closed();
    return parseAnswers(this.#received, false);
  }

  async closed(): Promise<void> {
    await this.#until(() => this.#isClosed);
  }

  /** Closes this side only. */
  end(): void {
    this.socket.end();
  }

  /** Breaks the connection with an RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.socket.destroy();
    await once(this.socket, 'close');
  }

  async #until(isTrue: () => boolean): Promise<void> {
    const deadline = performance.now() + this.#deadlineMs;
    while (!isTrue()) {
      const hasEnded = this.#isClosed && !isTrue();
      if (hasEnded || performance.now() > deadline)
        throw new Error(
          `${hasEnded ? 'closed' : 'nothing more'} after ${JSON.stringify(this.#received.slice(0, 2_000))}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

function parseAnswers(received: string, areToHead: boolean): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let at = 0;
  for (;;) {
    const headEnd = received.indexOf('\r\n\r\n', at);
    if (headEnd < 0) return answers;
    const [statusLine = '', ...lines] = received.slice(at, headEnd).split('\r\n');
    const headers = new Map(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
      }),
    );
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
    if (!status) throw new Error(`not an answer: ${statusLine}`);
    const length = areToHead ? 0 : Number(headers.get('content-length') ?? 0);
    const end = headEnd + 4 + length;
    if (received.length < end) return answers;
    answers.push({ status, headers, text: received.slice(headEnd + 4, end) });
    at = end;
  }
}
