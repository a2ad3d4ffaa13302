import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ByteString, Origin } from '../journal/capture.ts';
import { ContinuedSocket } from './continued-socket.ts';
import { addressOf, formatPeer, type Address } from './peer.ts';
import {
  isInTargetOrVersion,
  reasonInHead,
  reasonOfBytes,
  type ParserError,
} from './parser-error.ts';
import { refusalBytes, refusalOf, type RefusalReason } from './refusal.ts';
import { lineAt, standInFor, withLine } from './request-line.ts';
import { SentBytes } from './sent-bytes.ts';
import { UnreadAnswers } from './unread-answers.ts';

/** What a connection needs of its receiver. */
export interface ConnectionHost {
  /** Counts the sweeps; deadlines are told in it, so no request needs a timer. */
  readonly tick: number;
  readonly headTimeoutTicks: number;
  /** Sweeps after which answers that nobody reads are given up. */
  readonly unreadTimeoutTicks: number;
  readonly maxHeadBytes: number;
  readonly maxLingerBytes: number;
  /** Counts a refusal and notes its fact. */
  refused(reason: RefusalReason, peer: string, bytes: Uint8Array): void;
  /** Gives the HTTP server the stream that goes on in place of the connection's last one. */
  continueOn(stream: ContinuedSocket, connection: Connection): void;
}

/**
 * One TCP connection: the bytes it sent, the requests of it that are not answered, and its end. After an error of the HTTP parser the
 * socket is taken from it: for good, to refuse and close, or until a repaired request line goes on in a new stream (`request-line.ts`).
 * In both cases what was asked before is answered first.
 */
export class Connection {
  readonly socket: Socket;
  readonly peer: string;
  readonly address: Address | undefined;
  /** `fixture` once the receiver knows it as one of our own player. */
  origin: Origin = 'received';
  readonly #host: ConnectionHost;
  #stream: Duplex;
  #bytes = new SentBytes();
  #phase: 'open' | 'repairing' | 'ending' | 'closed' = 'open';
  #newest: ServerResponse | undefined;
  #beforeNewest: ServerResponse | undefined;
  #deadlineTick = Infinity;
  /** While repairing: what came since the start of the message, and whether all before it is answered. */
  #pending: Buffer = nothing;
  #needsStandIn = false;
  #isAllAnswered = false;
  /** While ending: what was read and thrown away. */
  #lingeredBytes = 0;
  #isParserDone = false;
  /** Begun in the last packet. The parser goes through a packet at one go, whatever is done to the socket meanwhile. */
  requestsInPacket = 0;
  readonly #unread: UnreadAnswers;

  constructor(socket: Socket, host: ConnectionHost) {
    this.socket = socket;
    this.#stream = socket;
    this.#host = host;
    this.#unread = new UnreadAnswers(socket, host.tick);
    this.address = addressOf(socket);
    this.peer = formatPeer(socket.remoteAddress, socket.remotePort);
    // Whatever goes wrong with a socket ends in its 'close'; an 'error' that nobody hears would end the process.
    socket.on('error', ignore);
    socket.prependListener('data', this.#onData);
  }

  /** Whether requests of this stream are to be served: it is the newest one and not given up. */
  serves(stream: Duplex): boolean {
    return this.#phase === 'open' && this.#stream === stream;
  }

  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /** Whether nothing was begun that is not answered. */
  get isIdle(): boolean {
    const isBetweenMessages =
      this.#phase === 'open' ? !this.#bytes.isInsideMessage : this.#isAwaitingBytes;
    return isBetweenMessages && isOut(this.#newest);
  }

  /** Notes that a request begins and gives its line as it arrived. */
  begin(response: ServerResponse, bodyBytes: number, isChunked: boolean): ByteString | undefined {
    this.requestsInPacket++;
    this.#beforeNewest = this.#newest;
    this.#newest = response;
    return this.#bytes.takeRequestLine(bodyBytes, isChunked);
  }

  /** The parser stopped in a head: repairs the request line if that is why, else refuses and closes. */
  failInHead(error: ParserError): void {
    const packet = error.rawPacket;
    if (
      packet !== undefined &&
      isInTargetOrVersion(error) &&
      !this.#bytes.isSubstituted &&
      this.#bytes.isInRequestLine(packet.length, error.bytesParsed ?? 0)
    )
      this.#takeOver(true);
    else this.refuse(reasonInHead(error, this.unfinishedHead), this.unfinishedHead);
  }

  /** Whether a head has begun and is not complete. */
  get isInHead(): boolean {
    if (this.#phase === 'repairing') return this.#pending.length > 0;
    return this.#phase === 'open' && this.#bytes.isInsideMessage;
  }

  /** What came of a head that is not complete. */
  get unfinishedHead(): Buffer {
    return this.#phase === 'repairing' ? this.#pending : this.#bytes.unfinishedHead;
  }

  /**
   * Refuses the request that is being read, and closes when all before it is answered.
   * @param own the response made for that request, if its head was complete
   */
  refuse(reason: RefusalReason, bytes: Uint8Array, own?: ServerResponse): void {
    if (this.#phase === 'ending' || this.#phase === 'closed') return;
    const before = own === undefined ? this.#newest : this.#beforeNewest;
    this.#stopParser();
    this.#phase = 'ending';
    this.#pending = nothing;
    this.socket.on('data', this.#onLingering);
    this.socket.resume();
    this.#host.refused(reason, this.peer, bytes);
    const answer = refusalBytes(refusalOf(reason), own?.req.method !== 'HEAD');
    whenOut(before, () => {
      this.#end(answer);
    });
  }

  /** Closes at once, with a fact but without an answer: for a sender that would not read it, or costs too much to wait for. */
  abandon(reason: RefusalReason): void {
    this.#phase = 'ending';
    this.#host.refused(reason, this.peer, nothing);
    this.socket.destroy();
  }

  /**
   * The request that begins has an `Upgrade`. Behind it Node's parser throws away the rest of the packet and reports no error in the next
   * request, as if another protocol began there. For us none does: what follows goes on in a new stream.
   */
  replaceParserAfterMessage(stream: Duplex): void {
    // A parser that is done may still be given the packet at hand.
    if (!this.serves(stream)) return;
    this.#isParserDone = true;
    queueMicrotask(this.#replaceParser);
  }

  /** Ends what takes too long to end or to be repaired. Called once per sweep. */
  sweep(): void {
    if (this.#unread.waitedTicks(this.#host.tick) >= this.#host.unreadTimeoutTicks) {
      this.abandon('answers_unread');
      return;
    }
    if (this.#host.tick < this.#deadlineTick) return;
    if (this.#phase === 'repairing') this.refuse('head_timeout', this.#pending);
    else if (this.#phase === 'ending') this.socket.destroy();
  }

  /** The socket has closed. */
  closed(): void {
    const unfinished = this.unfinishedHead;
    const isServed = this.#phase === 'open' || this.#phase === 'repairing';
    this.#phase = 'closed';
    if (isServed && unfinished.length > 0) this.#host.refused('aborted', this.peer, unfinished);
  }

  readonly #onData = (packet: Buffer): void => {
    const isAfterMessage = this.#isParserDone && this.#bytes.isBodyComplete;
    this.requestsInPacket = 0;
    this.#bytes.push(packet);
    if (isAfterMessage) this.#replaceParser();
    else if (this.#isParserDone) queueMicrotask(this.#replaceParser);
  };

  readonly #replaceParser = (): void => {
    if (this.#phase === 'open' && this.#isParserDone && this.#bytes.isBodyComplete)
      this.#takeOver(false);
  };

  /** Takes the socket from the parser; reads the rest of the line that stopped it, if one did; then continues in a new stream. */
  #takeOver(needsStandIn: boolean): void {
    this.#pending = Buffer.concat([this.#bytes.unfinishedHead, this.#stopParser()]);
    this.#needsStandIn = needsStandIn;
    this.#isAllAnswered = false;
    this.#isParserDone = false;
    this.#phase = 'repairing';
    this.#deadlineTick = this.#host.tick + this.#host.headTimeoutTicks;
    this.socket.on('data', this.#onPending);
    this.socket.on('end', this.#onPendingEnd);
    whenOut(this.#newest, () => {
      this.#isAllAnswered = true;
      this.#continueIfReady();
    });
    this.#continueIfReady();
  }

  readonly #onPending = (packet: Buffer): void => {
    this.#pending = Buffer.concat([this.#pending, packet]);
    this.#continueIfReady();
  };

  readonly #onPendingEnd = (): void => {
    this.#continueIfReady();
  };

  /** Between two messages, with no parser: the next one gets its stream when it begins, so that its time counts from there. */
  get #isAwaitingBytes(): boolean {
    return this.#phase === 'repairing' && !this.#needsStandIn && this.#pending.length === 0;
  }

  #continueIfReady(): void {
    if (this.#phase !== 'repairing') return;
    if (this.#isAwaitingBytes) {
      this.#deadlineTick = Infinity;
      if (this.socket.readableEnded && this.#isAllAnswered) this.socket.destroy();
      return;
    }
    const line = this.#needsStandIn ? lineAt(this.#pending) : '';
    if (line === undefined) {
      if (this.#pending.length > this.#host.maxHeadBytes)
        this.refuse('head_too_large', this.#pending);
      else if (this.socket.readableEnded) this.refuse('aborted', this.#pending);
      else this.socket.resume();
      return;
    }
    if (line.length >= this.#host.maxHeadBytes) {
      this.refuse('head_too_large', this.#pending);
      return;
    }
    const standIn = this.#needsStandIn ? standInFor(line) : '';
    if (standIn === undefined) {
      this.refuse(reasonOfBytes(this.#pending), this.#pending);
      return;
    }
    // From here only earlier answers are waited for, and those have their own limit.
    this.#deadlineTick = Infinity;
    if (this.#isAllAnswered) this.#continue(line, standIn);
    else this.socket.pause();
  }

  #continue(line: ByteString, standIn: string): void {
    const first = this.#needsStandIn ? withLine(this.#pending, line, standIn) : this.#pending;
    this.socket.removeAllListeners('data');
    this.socket.removeAllListeners('end');
    this.socket.removeAllListeners('timeout');
    this.socket.setTimeout(0);
    this.#bytes = new SentBytes();
    if (this.#needsStandIn) this.#bytes.substitute(line);
    this.#pending = nothing;
    this.#newest = undefined;
    this.#phase = 'open';
    if (this.#stream instanceof ContinuedSocket) this.#stream.detach();
    const stream = new ContinuedSocket(this.socket, first);
    this.#stream = stream;
    this.#host.continueOn(stream, this);
    stream.prependListener('data', this.#onData);
  }

  /** The parser of the present stream gets nothing more; answers still go out through it. @returns what it had not got yet */
  #stopParser(): Buffer {
    this.#stream.removeAllListeners('data');
    this.#stream.removeAllListeners('end');
    this.socket.removeAllListeners('data');
    return this.#stream instanceof ContinuedSocket ? this.#stream.stopReading() : nothing;
  }

  #end(answer: string | undefined): void {
    if (answer === undefined || !this.socket.writable) {
      this.socket.destroy();
      return;
    }
    // Closed at once, unread bytes would make the kernel send a reset, and that may overtake the answer.
    this.#deadlineTick = this.#host.tick + lingerTicks;
    this.socket.end(answer, 'latin1', () => {
      if (this.#isOverLinger) this.socket.destroy();
    });
    this.socket.resume();
  }

  get #isOverLinger(): boolean {
    return this.#lingeredBytes > this.#host.maxLingerBytes;
  }

  readonly #onLingering = (packet: Buffer): void => {
    this.#lingeredBytes += packet.length;
    if (!this.#isOverLinger) return;
    if (this.socket.writableFinished) this.socket.destroy();
    else this.socket.pause();
  };
}

/** Calls back when a response, and so every one before it, was handed to the socket. */
function whenOut(response: ServerResponse | undefined, callback: () => void): void {
  if (isOut(response)) callback();
  else response?.once('finish', callback);
}

/** Detached from the socket: Node has done all it does with a response. */
function isOut(response: ServerResponse | undefined): boolean {
  return response === undefined || (response.writableFinished && response.socket === null);
}

const nothing = Buffer.alloc(0);
/** Sweeps a closing connection is given for reading its answer. */
const lingerTicks = 2;
const ignore = (): void => undefined;
