/*
 * Node's own HTTP client adds headers, checks and copies, and takes half of the time that a load may cost. Here a request is one write, and of
 * the answer only the status and the end are looked for.
 */
import { Connection, type Broken } from './connection.ts';
import { cutFailure, lateFailure, sendFailure } from './send-failure.ts';

/** A request to send byte for byte: every text has one character (U+0000 to U+00FF) for each byte. */
export interface OutboundRequest {
  readonly method: string;
  /** As it is to stand in the request line. */
  readonly target: string;
  /** In order. `Connection` is added; `Host`, and `Content-Length` of a body, are to be there. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface OutboundAnswer {
  readonly status: number;
  /** From handing the request over until the answer has ended, µs. A wait for a free connection is part of it. */
  readonly latencyUs: number;
}

/** Sends requests to one server. Redirects are not followed, and nothing is sent twice. */
export interface Sender {
  /**
   * Resolves when the answer has ended, whatever its status; its body is thrown away.
   * @throws {AppError} `unreachable` if nothing was sent, `no_answer` if the connection ended or what came is no HTTP, `timed_out`
   * @throws {TypeError} if the target or a header has a line end
   */
  readonly send: (request: OutboundRequest) => Promise<OutboundAnswer>;
  /** Cuts all connections; what waits for an answer, or to be sent, fails with `no_answer`. */
  readonly close: () => void;
}

export interface SenderOptions {
  /** Whose protocol, host and port count. */
  readonly target: URL;
  /** How many at most; they are kept open between requests. */
  readonly connections: number;
  /** Until an answer has to have ended. */
  readonly timeoutMs: number;
  /** Told of the local port of each new connection before anything is sent on it. */
  readonly onConnect?: (localPort: number) => void;
  /** Told of that port when the connection has closed. */
  readonly onDisconnect?: (localPort: number) => void;
}

/** Opens nothing yet: connections are made when there is something to send. */
export function openSender({ target, timeoutMs, ...options }: SenderOptions): Sender {
  const pool = new Pool(target, options);
  const send = async (request: OutboundRequest): Promise<OutboundAnswer> => {
    const bytes = bytesOf(request);
    const beganAtMs = performance.now();
    const connection = pool.take() ?? (await pool.wait());
    if (connection === undefined) throw cutFailure(target);
    const timer = setTimeout(() => {
      connection.close(lateFailure(target, timeoutMs));
    }, timeoutMs);
    try {
      const status = await connection.ask(bytes, request.method === 'HEAD');
      return { status, latencyUs: Math.round((performance.now() - beganAtMs) * 1_000) };
    } catch (broken) {
      throw sendFailure(target, broken as Broken); // NOTE: as `ask` promises.
    } finally {
      clearTimeout(timer);
      pool.give(connection);
    }
  };
  return {
    send,
    close: () => {
      pool.close();
    },
  };
}

function bytesOf({ method, target, headers, body }: OutboundRequest): string {
  let head = `${method} ${target} HTTP/1.1`;
  for (const [name, value] of headers) head += `\n${name}: ${value}`;
  if (head.includes('\r') || head.split('\n').length !== headers.length + 1)
    throw new TypeError('a target or header has a line end');
  return `${head.replaceAll('\n', '\r\n')}\r\nConnection: keep-alive\r\n\r\n${body}`;
}

/**
 * An idle connection is given up sooner than servers do (Node.js and Apache after 5 s): a request that meets the end of its connection fails
 * and could not be sent again, because it may have been taken.
 */
const maxIdleMs = 2_000;

/** Connections to one server. */
class Pool {
  readonly #target: URL;
  readonly #options: Pick<SenderOptions, 'connections' | 'onConnect' | 'onDisconnect'>;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #waiting: ((connection: Connection | undefined) => void)[] = [];
  #isClosed = false;

  constructor(
    target: URL,
    options: Pick<SenderOptions, 'connections' | 'onConnect' | 'onDisconnect'>,
  ) {
    this.#target = target;
    this.#options = options;
  }

  /** One that is idle or new; undefined if there are as many as may be. */
  take(): Connection | undefined {
    const nowMs = performance.now();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if ((idle.idleMs(nowMs) ?? Infinity) < maxIdleMs) return idle;
      idle.close();
    }
    if (this.#isClosed || this.#open.size >= this.#options.connections) return undefined;
    const { onConnect, onDisconnect } = this.#options;
    const connection: Connection = new Connection(this.#target, {
      onConnect,
      onDisconnect,
      onClose: () => {
        this.#open.delete(connection);
        this.#serve();
      },
    });
    this.#open.add(connection);
    return connection;
  }

  /** The next one that is free; undefined if the pool is closed meanwhile. */
  wait(): Promise<Connection | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Takes one back whose answer came; others come by their end. */
  give(connection: Connection): void {
    if (connection.idleMs(0) === undefined) return;
    this.#idle.push(connection);
    this.#serve();
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#open) connection.close(cutFailure(this.#target));
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #serve(): void {
    if (this.#waiting.length === 0) return;
    const connection = this.take();
    if (connection !== undefined) this.#waiting.shift()?.(connection);
  }
}
