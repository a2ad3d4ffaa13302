import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { toAppError } from '../errors.ts';
import type { ByteString, Capture } from '../journal/capture.ts';
import type { Cursor } from '../journal/event.ts';
import { formatHead, parseRequestLine } from '../journal/head.ts';
import type { Connection } from './connection.ts';
import { Exchange, headBytes } from './exchange.ts';
import { formatAddress, forwardedFor, type Address, type Networks } from './peer.ts';
import {
  answerHeaders,
  reasonOfAppend,
  refusalHeaders,
  refusalOf,
  type RefusalReason,
} from './refusal.ts';

/** What the intake needs of its receiver. */
export interface IntakeHost {
  readonly tick: number;
  /** Sweeps after which storing took too long to be acknowledged. */
  readonly ackTimeoutTicks: number;
  readonly isDraining: boolean;
  readonly maxBodyBytes: number;
  readonly maxInFlightBytes: number;
  readonly receivePath: string | undefined;
  readonly allowFrom: Networks;
  readonly trustedProxy: Networks;
  append(capture: Capture): Promise<Cursor>;
  nowUs(): number;
  newId(): string;
  connectionOf(stream: Duplex): Connection | undefined;
  refused(reason: RefusalReason, peer: string, bytes: Uint8Array): void;
}

/**
 * From a request the parser accepted to its answer. The bytes are kept as they are; nothing is parsed but what decides where a body ends.
 *
 * Captures are appended in the order their requests were sent: one without a body at once, unless an earlier one of the same connection
 * is still being read. (Of a POST and a GET in one packet, Node announces the GET before the end of the POST's body.)
 */
export class Intake {
  readonly #host: IntakeHost;
  readonly counts = { acknowledged: 0, unacknowledged: 0, inFlightBytes: 0 };

  constructor(host: IntakeHost) {
    this.#host = host;
  }

  /** Listener of 'request' and 'checkExpectation': an expectation we do not know changes nothing for a sender that only wants to be heard. */
  readonly onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    this.#begin(request, response, false);
  };

  /** Listener of 'checkContinue'. */
  readonly onContinue = (request: IncomingMessage, response: ServerResponse): void => {
    this.#begin(request, response, true);
  };

  /** Answers what waits too long for the journal; it may be stored all the same. */
  sweep(connection: Connection): void {
    if (connection.exchanges.length === 0) return;
    const oldest = this.#host.tick - this.#host.ackTimeoutTicks;
    for (const exchange of [...connection.exchanges])
      if (exchange.state === 'storing' && exchange.storingSince <= oldest)
        this.#refuse(exchange, 'store_slow');
  }

  /** The connection has closed: what was not complete is given up, what is being stored goes on. */
  closed(connection: Connection): void {
    for (const exchange of connection.exchanges.splice(0)) {
      if (exchange.state === 'storing') continue;
      exchange.state = 'answered';
      this.#release(exchange);
      this.#host.refused('aborted', connection.peer, headBytes(exchange.line, exchange.request));
    }
    connection.reading = 0;
  }

  /** The request of which a part of the body is still to come, if there is one. */
  readingOn(connection: Connection): Exchange | undefined {
    const newest = connection.exchanges.at(-1);
    return newest?.state === 'reading' && !newest.request.complete ? newest : undefined;
  }

  #begin(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const connection = this.#host.connectionOf(request.socket);
    if (!connection?.serves(request.socket)) return;
    // Node has read these headers already, for `Expect`; both have one value only, or the parser would have refused.
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    const bodyBytes = Number(request.headers['content-length'] ?? 0);
    const hasBody = isChunked || bodyBytes > 0;
    const line = connection.begin(response, bodyBytes, isChunked);
    if (line === undefined || line.includes('\n')) {
      // The parser ends a line without a version at a line feed alone; where it ends for anybody else, nobody can tell.
      const bytes = headBytes(line ?? rebuiltLine(request), request);
      connection.refuse('malformed', bytes, response);
      return;
    }
    if (request.method === 'GET' && request.url === '/healthz' && !hasBody) {
      this.#answer(response, 200, [...answerHeaders, 'Content-Length', '2'], 'ok');
      return;
    }
    const isProxied =
      !this.#host.trustedProxy.isEmpty &&
      connection.address !== undefined &&
      this.#host.trustedProxy.has(connection.address);
    const forwarded = isProxied
      ? forwardedFor(request.rawHeaders, this.#host.trustedProxy)
      : undefined;
    const exchange = new Exchange(
      connection,
      request,
      response,
      line,
      forwarded && formatAddress(forwarded),
    );
    connection.exchanges.push(exchange);
    if (hasBody) connection.reading++;
    else exchange.state = 'complete';
    const sender = isProxied ? forwarded : connection.address;
    const reason = this.#objection(line, bodyBytes, sender);
    if (reason !== undefined) {
      if (hasBody) this.cut(exchange, reason);
      else this.#refuse(exchange, reason);
      return;
    }
    if (expectsContinue) response.writeContinue();
    if (hasBody) {
      request.on('data', (piece: Buffer) => {
        this.#read(exchange, piece);
      });
      request.on('end', () => {
        this.#complete(exchange);
      });
    } else if (connection.reading === 0) {
      this.#store(exchange);
    }
  }

  /** What speaks against a request as soon as its head is there. */
  #objection(
    line: ByteString,
    bodyBytes: number,
    sender: Address | undefined,
  ): RefusalReason | undefined {
    const { receivePath, allowFrom, maxBodyBytes } = this.#host;
    // A trusted proxy that does not tell whom it forwards for cannot vouch for them.
    if (!allowFrom.isEmpty && (sender === undefined || !allowFrom.has(sender)))
      return 'forbidden_peer';
    if (receivePath !== undefined && !isUnder(receivePath, parseRequestLine(line).target))
      return 'other_path';
    return bodyBytes > maxBodyBytes ? 'body_too_large' : undefined;
  }

  #read(exchange: Exchange, piece: Buffer): void {
    if (exchange.state !== 'reading') return;
    exchange.body.add(piece);
    this.#hold(exchange, piece.length);
    if (exchange.body.length > this.#host.maxBodyBytes) this.cut(exchange, 'body_too_large');
    else if (this.counts.inFlightBytes > this.#host.maxInFlightBytes)
      this.cut(exchange, 'bytes_in_flight');
  }

  #complete(exchange: Exchange): void {
    if (exchange.state !== 'reading') return;
    exchange.state = 'complete';
    exchange.connection.reading--;
    this.#storeComplete(exchange.connection);
  }

  #storeComplete(connection: Connection): void {
    for (const exchange of [...connection.exchanges]) {
      if (exchange.state === 'reading') return;
      if (exchange.state === 'complete') this.#store(exchange);
    }
  }

  #store(exchange: Exchange): void {
    const { connection, request, forwardedPeer } = exchange;
    const head = formatHead(exchange.line, request.rawHeaders, request.rawTrailers);
    this.#hold(exchange, head.length);
    if (this.counts.inFlightBytes > this.#host.maxInFlightBytes) {
      this.#refuse(exchange, 'bytes_in_flight');
      this.#release(exchange);
      return;
    }
    exchange.state = 'storing';
    exchange.storingSince = this.#host.tick;
    const id = this.#host.newId();
    const capture: Capture = {
      id,
      receivedAtUs: this.#host.nowUs(),
      peer: connection.peer,
      ...(forwardedPeer !== undefined && { forwardedPeer }),
      origin: 'received',
      answer: accepted,
      head,
      body: exchange.body.bytes,
    };
    this.#host.append(capture).then(
      () => {
        this.#stored(exchange, id);
      },
      (error: unknown) => {
        this.#release(exchange);
        if (exchange.state === 'storing')
          this.#refuse(exchange, reasonOfAppend(toAppError(error).code));
      },
    );
  }

  #stored(exchange: Exchange, id: string): void {
    this.#release(exchange);
    if (exchange.state !== 'storing') return;
    exchange.state = 'answered';
    exchange.connection.forget(exchange);
    const { response } = exchange;
    if (response.destroyed || exchange.connection.isClosed) {
      this.counts.unacknowledged++;
      return;
    }
    this.counts.acknowledged++;
    this.#answer(response, 200, [...answerHeaders, 'Content-Length', '2', 'X-Event-Id', id], 'ok');
  }

  /** Refuses a request that was read to its end; its connection goes on. */
  #refuse(exchange: Exchange, reason: RefusalReason): void {
    const { connection, response } = exchange;
    exchange.state = 'answered';
    connection.forget(exchange);
    this.#host.refused(reason, connection.peer, headBytes(exchange.line, exchange.request));
    const row = refusalOf(reason);
    if (!response.destroyed && !connection.isClosed)
      this.#answer(response, row.status ?? 503, refusalHeaders(row), row.text ?? '');
  }

  /** Refuses a request whose body is not wanted any more, or cannot be read; unless all of it was sent, its connection closes. */
  cut(exchange: Exchange, reason: RefusalReason): void {
    const { connection, request, response } = exchange;
    this.#release(exchange);
    exchange.body.clear();
    connection.reading--;
    if (request.complete) {
      // Others may have come behind it already.
      this.#refuse(exchange, reason);
      this.#storeComplete(connection);
      return;
    }
    exchange.state = 'answered';
    connection.forget(exchange);
    connection.refuse(reason, headBytes(exchange.line, request), response);
  }

  #answer(response: ServerResponse, status: number, headers: string[], text: string): void {
    if (this.#host.isDraining) response.shouldKeepAlive = false;
    response.writeHead(status, headers);
    response.end(text);
  }

  #hold(exchange: Exchange, bytes: number): void {
    exchange.heldBytes += bytes;
    this.counts.inFlightBytes += bytes;
  }

  #release(exchange: Exchange): void {
    this.counts.inFlightBytes -= exchange.heldBytes;
    exchange.heldBytes = 0;
  }
}

/**
 * Segment by segment, on the bytes as sent: `/hook` holds `/hook`, `/hook/a` and `/hook?a`, not `/hooked`. `/` holds every target, also one
 * that does not begin with it: `*`, a whole URL.
 */
function isUnder(path: string, target: ByteString): boolean {
  if (path === '/') return true;
  if (!target.startsWith(path)) return false;
  const next = target[path.length];
  return next === undefined || next === '/' || next === '?' || path.endsWith('/');
}

/** As the parser understood it. */
function rebuiltLine({ method = '', url = '', httpVersion }: IncomingMessage): ByteString {
  return `${method} ${url} HTTP/${httpVersion}`;
}

const accepted = { status: 200 } as const;
