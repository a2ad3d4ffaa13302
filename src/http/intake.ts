import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { toAppError } from '../errors.ts';
import type { ByteString, Capture, Origin } from '../journal/capture.ts';
import type { Cursor } from '../journal/event.ts';
import { formatHead, parseRequestLine } from '../journal/head.ts';
import { Exchange, headBytes, type Exchanges } from './exchange.ts';
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
  /** Sweeps after which a request took too long to arrive. */
  readonly requestTimeoutTicks: number;
  readonly isDraining: boolean;
  readonly maxBodyBytes: number;
  readonly maxInFlightBytes: number;
  readonly maxPipelined: number;
  readonly receivePath: string | undefined;
  readonly allowFrom: Networks;
  readonly trustedProxy: Networks;
  append(capture: Capture): Promise<Cursor>;
  nowUs(): number;
  newId(): string;
  exchangesOn(stream: Duplex): Exchanges | undefined;
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

  /**
   * Answers what waits too long for the journal; it may be stored all the same. And ends what takes too long to arrive: Node does so, too,
   * but never a request with `Upgrade` whose body is malformed, of which its parser reports no error either.
   */
  sweep({ list }: Exchanges): void {
    const { tick, ackTimeoutTicks, requestTimeoutTicks } = this.#host;
    for (const exchange of [...list])
      if (exchange.state === 'storing' && exchange.storingSince <= tick - ackTimeoutTicks)
        this.#refuse(exchange, 'store_slow');
      else if (exchange.state === 'reading' && exchange.readingSince <= tick - requestTimeoutTicks)
        this.cut(exchange, 'body_timeout');
  }

  /** The connection has closed: what was not complete is given up, what is being stored goes on. */
  closed(exchanges: Exchanges): void {
    const { peer } = exchanges.connection;
    for (const exchange of exchanges.list.splice(0)) {
      if (exchange.state === 'storing') continue;
      exchange.state = 'answered';
      this.#release(exchange);
      this.#host.refused('aborted', peer, headBytes(exchange.line, exchange.request));
    }
    exchanges.reading = 0;
  }

  #begin(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const exchanges = this.#host.exchangesOn(request.socket);
    if (!exchanges?.connection.serves(request.socket)) return;
    const { connection } = exchanges;
    // Node has read these headers already, for `Expect`; both have one value only, or the parser would have refused.
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    const bodyBytes = Number(request.headers['content-length'] ?? 0);
    const hasBody = isChunked || bodyBytes > 0;
    const line = connection.begin(response, bodyBytes, isChunked);
    if (line === undefined) {
      connection.refuse('malformed', connection.unfinishedHead, response);
      return;
    }
    const { maxPipelined } = this.#host;
    if (connection.requestsInPacket > maxPipelined || exchanges.list.length >= maxPipelined) {
      connection.abandon('too_many_pipelined');
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
      exchanges,
      request,
      response,
      line,
      forwarded && formatAddress(forwarded),
    );
    exchanges.list.push(exchange);
    exchange.readingSince = this.#host.tick;
    if (hasBody) exchanges.reading++;
    else exchange.state = 'complete';
    const sender = isProxied ? forwarded : connection.address;
    const reason = this.#objection(line, bodyBytes, sender, connection.origin);
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
    } else if (exchanges.reading === 0) {
      this.#store(exchange);
    }
  }

  /** What speaks against a request as soon as its head is there. */
  #objection(
    line: ByteString,
    bodyBytes: number,
    sender: Address | undefined,
    origin: Origin,
  ): RefusalReason | undefined {
    const { receivePath, allowFrom, maxBodyBytes } = this.#host;
    // A trusted proxy that does not tell whom it forwards for cannot vouch for them. Our own player is known by its socket.
    const isKnown = allowFrom.isEmpty || origin === 'fixture';
    if (!isKnown && (sender === undefined || !allowFrom.has(sender))) return 'forbidden_peer';
    if (receivePath !== undefined && !isUnder(receivePath, parseRequestLine(line).target))
      return 'other_path';
    return bodyBytes > maxBodyBytes ? 'body_too_large' : undefined;
  }

  #read(exchange: Exchange, piece: Buffer): void {
    if (exchange.state !== 'reading') return;
    exchange.body.add(piece);
    this.#hold(exchange, piece.length);
    if (exchange.body.length > this.#host.maxBodyBytes) this.cut(exchange, 'body_too_large');
    else if (this.counts.inFlightBytes > this.#mayHold(exchange))
      this.cut(exchange, 'bytes_in_flight');
  }

  /** Large bodies leave a quarter to small ones: a few senders that upload slowly must not shut out all the others. */
  #mayHold({ body }: Exchange): number {
    const { maxInFlightBytes } = this.#host;
    return body.length > smallBodyBytes ? maxInFlightBytes * 0.75 : maxInFlightBytes;
  }

  #complete(exchange: Exchange): void {
    if (exchange.state !== 'reading') return;
    exchange.state = 'complete';
    exchange.others.reading--;
    this.#storeComplete(exchange.others);
  }

  #storeComplete({ list }: Exchanges): void {
    for (const exchange of [...list]) {
      if (exchange.state === 'reading') return;
      if (exchange.state === 'complete') this.#store(exchange);
    }
  }

  #store(exchange: Exchange): void {
    const { request, forwardedPeer } = exchange;
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
      peer: exchange.others.connection.peer,
      ...(forwardedPeer !== undefined && { forwardedPeer }),
      origin: exchange.others.connection.origin,
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
    exchange.others.forget(exchange);
    const { response } = exchange;
    if (response.destroyed || exchange.others.connection.isClosed) {
      this.counts.unacknowledged++;
      return;
    }
    this.counts.acknowledged++;
    this.#answer(response, 200, [...answerHeaders, 'Content-Length', '2', 'X-Event-Id', id], 'ok');
  }

  /** Refuses a request that was read to its end; its connection goes on. */
  #refuse(exchange: Exchange, reason: RefusalReason): void {
    const { others, response } = exchange;
    const { connection } = others;
    exchange.state = 'answered';
    others.forget(exchange);
    this.#host.refused(reason, connection.peer, headBytes(exchange.line, exchange.request));
    const row = refusalOf(reason);
    if (!response.destroyed && !connection.isClosed)
      this.#answer(response, row.status ?? 503, refusalHeaders(row), row.text ?? '');
  }

  /** Refuses a request whose body is not wanted any more, or cannot be read; unless all of it was sent, its connection closes. */
  cut(exchange: Exchange, reason: RefusalReason): void {
    const { others, request, response } = exchange;
    this.#release(exchange);
    exchange.body.clear();
    others.reading--;
    if (request.complete) {
      // Others may have come behind it already.
      this.#refuse(exchange, reason);
      this.#storeComplete(others);
      return;
    }
    exchange.state = 'answered';
    others.forget(exchange);
    others.connection.refuse(reason, headBytes(exchange.line, request), response);
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

/** What a PBX sends is well below. */
const smallBodyBytes = 64 << 10;

const accepted = { status: 200 } as const;
