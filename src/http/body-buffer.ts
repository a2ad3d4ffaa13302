import { Buffer } from 'node:buffer';

/**
 * A body while it arrives. One piece, the usual case, is kept as it is; more are copied together, so that a body sent a byte at a time
 * takes about its own size and not an object for each byte. What a Content-Length announces is not reserved: it costs nothing to announce.
 */
export class BodyBuffer {
  #bytes: Buffer = nothing;
  #length = 0;
  #isOwn = false;

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (this.#length === 0) {
      this.#bytes = piece;
    } else {
      if (!this.#isOwn || length > this.#bytes.length) this.#grow(length);
      piece.copy(this.#bytes, this.#length);
    }
    this.#length = length;
  }

  /** All of it so far. */
  get bytes(): Uint8Array {
    return this.#length === this.#bytes.length
      ? this.#bytes
      : this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what came. */
  clear(): void {
    this.#bytes = nothing;
    this.#length = 0;
    this.#isOwn = false;
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * length, smallestBytes));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    this.#isOwn = true;
  }
}

const nothing = Buffer.alloc(0);
const smallestBytes = 1024;
