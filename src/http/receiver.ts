import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, DropArgument, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors.ts';
import type { Capture } from '../journal/capture.ts';
import type { Cursor } from '../journal/event.ts';
import { maxFactBytes, type Fact } from '../journal/fact.ts';
import type { Logger } from '../logger.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import type { ContinuedSocket } from './continued-socket.ts';
import { drain } from './drain.ts';
import { Exchanges } from './exchange.ts';
import { Intake, type IntakeHost } from './intake.ts';
import { isParserError, reasonInBody } from './parser-error.ts';
import type { OwnConnections } from './own-connections.ts';
import { formatPeer, Networks } from './peer.ts';
import { defaultLimits, type ReceiverLimits } from './receiver-limits.ts';
import { refusalOf, type RefusalReason } from './refusal.ts';

export interface ReceiverOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Only this path and what is under it is received; default all. */
  readonly receivePath?: string;
  /** Addresses or CIDRs that may send; none: all. Behind a trusted proxy the forwarded address counts. */
  readonly allowFrom?: readonly string[];
  /** Addresses or CIDRs of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxy?: readonly string[];
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  readonly limits?: Partial<ReceiverLimits>;
  /** Knows those of our own player. */
  readonly own?: OwnConnections;
}

/** Since the start, but for `connections` and `inFlightBytes`: those are now. */
export interface ReceiverCounts {
  readonly connections: number;
  readonly inFlightBytes: number;
  /** Answered 200. */
  readonly acknowledged: number;
  /** Stored, but its sender had gone before the answer. */
  readonly unacknowledged: number;
  /** Streams continued: repaired request lines, and requests behind an `Upgrade`. */
  readonly continued: number;
  readonly refused: ReadonlyMap<RefusalReason, number>;
}

export interface Receiver {
  readonly counts: ReceiverCounts;
  /** Begins to listen; resolves with the URL. @throws {AppError} `listen_failed`. */
  listen(): Promise<string>;
  /**
   * Takes no new connections, answers what was received, and gives requests under way a grace before it cuts them with a fact. Resolves
   * when all connections are closed, at the latest `drainGraceMs` and 2.5 s later. The journal must stay open until then.
   */
  close(): Promise<void>;
}

export interface ReceiverDeps {
  append(capture: Capture): Promise<Cursor>;
  note(fact: Fact): void;
  nowUs(): number;
  newId(): string;
  logger: Logger;
}

/**
 * The public listener: every request is appended to the journal byte for byte and answered `200 ok` once it is durable, or refused with a
 * fixed text and a fact. It can only write: nothing stored is ever given back.
 * @throws {AppError} `bad_config` if a network is not one
 */
export function createReceiver(deps: ReceiverDeps, options: ReceiverOptions): Receiver {
  return new NodeReceiver(deps, options);
}

class NodeReceiver implements Receiver, ConnectionHost, IntakeHost {
  tick = 0;
  isDraining = false;
  readonly headTimeoutTicks: number;
  readonly ackTimeoutTicks: number;
  readonly unreadTimeoutTicks: number;
  readonly requestTimeoutTicks: number;
  readonly maxHeadBytes: number;
  readonly maxLingerBytes: number;
  readonly maxBodyBytes: number;
  readonly maxInFlightBytes: number;
  readonly maxPipelined: number;
  readonly receivePath: string | undefined;
  readonly allowFrom: Networks;
  readonly trustedProxy: Networks;
  readonly #deps: ReceiverDeps;
  readonly #options: ReceiverOptions;
  readonly #limits: ReceiverLimits;
  readonly #server: Server;
  readonly #intake: Intake;
  /** Of the connections that are open. */
  readonly #open = new Set<Exchanges>();
  /** By the stream the HTTP server knows: the socket, or what continues it. */
  readonly #byStream = new WeakMap<Duplex, Exchanges>();
  readonly #refused = new Map<RefusalReason, number>();
  #continued = 0;
  #onEmpty: () => void = () => undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(deps: ReceiverDeps, options: ReceiverOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    const ticks = (ms: number): number => Math.ceil(ms / this.#limits.sweepIntervalMs) + 1;
    this.headTimeoutTicks = ticks(this.#limits.headTimeoutMs);
    this.ackTimeoutTicks = ticks(this.#limits.ackTimeoutMs);
    this.unreadTimeoutTicks = ticks(this.#limits.unreadTimeoutMs);
    this.requestTimeoutTicks = ticks(this.#limits.requestTimeoutMs);
    this.maxHeadBytes = this.#limits.maxHeadBytes;
    this.maxLingerBytes = this.#limits.maxLingerBytes;
    this.maxInFlightBytes = this.#limits.maxInFlightBytes;
    this.maxPipelined = this.#limits.maxPipelined;
    this.maxBodyBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
    this.receivePath = options.receivePath;
    this.allowFrom = new Networks(options.allowFrom ?? [], 'allow-from');
    this.trustedProxy = new Networks(options.trustedProxy ?? [], 'trusted-proxy');
    this.#intake = new Intake(this);
    this.#server = this.#createServer();
  }

  get counts(): ReceiverCounts {
    return {
      ...this.#intake.counts,
      connections: this.#open.size,
      continued: this.#continued,
      refused: this.#refused,
    };
  }

  async listen(): Promise<string> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => {
        const message = `The receiver cannot listen on ${host}:${port}: ${cause.code ?? cause.message}.`;
        reject(new AppError('listen_failed', message, { cause }));
      });
      this.#server.listen(port, host, resolve);
    });
    this.#server.removeAllListeners('error');
    this.#server.on('error', (error: NodeJS.ErrnoException) => {
      this.#deps.logger.error({ code: error.code }, 'receiver cannot accept connections');
    });
    this.#sweeper = setInterval(this.#sweep, this.#limits.sweepIntervalMs);
    const { address, port: bound, family } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  append(capture: Capture): Promise<Cursor> {
    return this.#deps.append(capture);
  }

  nowUs(): number {
    return this.#deps.nowUs();
  }

  newId(): string {
    return this.#deps.newId();
  }

  exchangesOn(stream: Duplex): Exchanges | undefined {
    return this.#byStream.get(stream);
  }

  refused(reason: RefusalReason, peer: string, bytes: Uint8Array): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    const { status, message } = refusalOf(reason);
    this.#deps.note({
      kind: 'refusal',
      atUs: this.#deps.nowUs(),
      reason,
      message,
      peer,
      ...(status !== undefined && { status }),
      // A copy: a part of a packet would keep all of it in memory.
      ...(bytes.length > 0 && { bytes: Uint8Array.from(bytes.subarray(0, maxFactBytes)) }),
    });
  }

  continueOn(stream: ContinuedSocket, connection: Connection): void {
    this.#continued++;
    const exchanges = this.#byStream.get(connection.socket);
    if (exchanges) this.#byStream.set(stream, exchanges);
    this.#server.emit('connection', stream);
  }

  #createServer(): Server {
    const limits = this.#limits;
    const server = createServer({
      maxHeaderSize: limits.maxHeadBytes,
      headersTimeout: limits.headTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.sweepIntervalMs,
      requireHostHeader: false,
      noDelay: true,
      // A request without a body has no 'end' to wait for.
      optimizeEmptyRequests: true,
      shouldUpgradeCallback: (request: IncomingMessage) => {
        this.exchangesOn(request.socket)?.connection.replaceParserAfterMessage(request.socket);
        return false;
      },
    });
    server.maxHeadersCount = 0;
    server.maxConnections = limits.maxConnections;
    // A sender that closes its side after the request (as `nc` does) still gets its answer. Not documented, but as old as Node itself.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on('connection', this.#onConnection);
    server.on('request', this.#intake.onRequest);
    server.on('checkContinue', this.#intake.onContinue);
    server.on('checkExpectation', this.#intake.onRequest);
    server.on('clientError', this.#onClientError);
    server.on('connect', this.#onConnect);
    server.on('drop', this.#onDrop);
    return server;
  }

  readonly #onConnection = (stream: Socket): void => {
    if (this.#byStream.has(stream)) return;
    const connection = new Connection(stream, this);
    this.#options.own?.meet(connection);
    const exchanges = new Exchanges(connection);
    this.#byStream.set(stream, exchanges);
    this.#open.add(exchanges);
    stream.on('close', () => {
      this.#open.delete(exchanges);
      connection.closed();
      this.#intake.closed(exchanges);
      if (this.#open.size === 0) this.#onEmpty();
    });
  };

  readonly #onClientError = (error: NodeJS.ErrnoException, stream: Duplex): void => {
    const exchanges = this.#byStream.get(stream);
    // A stream that was given up has nothing more to say.
    if (!exchanges?.connection.serves(stream)) return;
    const { connection, read } = exchanges;
    if (!isParserError(error)) {
      connection.socket.destroy();
      return;
    }
    if (read) this.#intake.cut(read, reasonInBody(error));
    else connection.failInHead(error);
  };

  readonly #onConnect = (_request: IncomingMessage, stream: Duplex): void => {
    const connection = this.#byStream.get(stream)?.connection;
    if (connection?.serves(stream) === true)
      connection.refuse('connect_method', connection.unfinishedHead);
  };

  readonly #onDrop = (dropped?: DropArgument): void => {
    const peer = formatPeer(dropped?.remoteAddress, dropped?.remotePort);
    this.refused('too_many_connections', peer, nothing);
  };

  readonly #sweep = (): void => {
    this.tick++;
    for (const exchanges of this.#open) {
      this.#intake.sweep(exchanges);
      exchanges.connection.sweep();
    }
  };

  async #drain(): Promise<void> {
    this.isDraining = true;
    await drain(this.#server, {
      open: this.#open,
      graceMs: this.#limits.drainGraceMs,
      cutUnfinished: (exchanges) => {
        this.#cutUnfinished(exchanges);
      },
      untilEmpty: () =>
        new Promise((resolve) => {
          this.#onEmpty = resolve;
        }),
    });
    clearInterval(this.#sweeper);
  }

  #cutUnfinished({ connection, read }: Exchanges): void {
    if (read) this.#intake.cut(read, 'draining');
    else if (connection.isInHead) connection.refuse('draining', connection.unfinishedHead);
  }
}

const defaultMaxBodyBytes = 1 << 20;
const nothing = Buffer.alloc(0);
