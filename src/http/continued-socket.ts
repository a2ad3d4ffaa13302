import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * The rest of a connection as a stream of its own: begins with the given bytes, goes on with what the socket brings, and writes to the
 * socket. The HTTP server takes it for a new connection. Has what the server uses of a socket: `setTimeout`, 'timeout', `destroySoon`.
 */
export class ContinuedSocket extends Duplex {
  readonly #socket: Socket;
  #isReading = true;
  #isDetached = false;

  constructor(socket: Socket, first: Buffer) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('timeout', this.#onTimeout);
    this.push(first);
    if (socket.readableEnded) this.push(null);
    else socket.resume();
  }

  /** Takes no more from the socket; what is written still goes out. @returns what it took and nobody has read yet */
  stopReading(): Buffer {
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#isReading = false;
    this.pause();
    // Without a size it gives all there is at once.
    return (this.read() as Buffer | null) ?? nothing;
  }

  /** Lets go of the socket and ends this stream without it, so that another one can continue. */
  detach(): void {
    this.stopReading();
    this.#isDetached = true;
    this.#socket.off('close', this.#onClose);
    this.#socket.off('timeout', this.#onTimeout);
    this.destroy();
  }

  setTimeout(ms: number): this {
    if (!this.#isDetached) this.#socket.setTimeout(ms);
    return this;
  }

  /** Destroys it when all that was written is out. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  override _read(): void {
    if (this.#isReading) this.#socket.resume();
  }

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    callback: (error?: Error | null) => void,
  ): void {
    this.#socket.write(chunk, encoding, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#socket.end(callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#isDetached) this.#socket.destroy();
    callback(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#socket.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onClose = (): void => {
    this.destroy();
  };

  readonly #onTimeout = (): void => {
    this.emit('timeout');
  };
}

const nothing = Buffer.alloc(0);
