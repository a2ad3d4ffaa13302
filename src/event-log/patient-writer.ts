import { AppError } from '../errors.ts';
import type { Destination } from './destination.ts';

/**
 * Writes everything, however long it takes: waits for a slow reader, and tries again each second while a disk is full. Nothing else is
 * read meanwhile, so a stalled reader costs the memory of one page.
 */
export class PatientWriter {
  readonly #destination: Pick<Destination, 'write'>;
  readonly #pause: (ms: number) => void;
  readonly #onTrouble: (error: AppError) => void;
  #isInTrouble = false;

  constructor(options: {
    destination: Pick<Destination, 'write'>;
    /** Blocks this thread for so many ms. */
    pause: (ms: number) => void;
    /** Called once each time writing begins to fail in a way that may pass. */
    onTrouble: (error: AppError) => void;
  }) {
    this.#destination = options.destination;
    this.#pause = options.pause;
    this.#onTrouble = options.onTrouble;
  }

  /** @throws {AppError} `event_log_failed` if nobody will ever read it: a closed pipe, a closed terminal. */
  write(bytes: Uint8Array): void {
    let waitMs = shortestWaitMs;
    for (let done = 0; done < bytes.length;) {
      try {
        done += this.#destination.write(bytes.subarray(done));
        waitMs = shortestWaitMs;
        this.#isInTrouble = false;
      } catch (error) {
        waitMs = this.#failed(error, waitMs);
      }
    }
  }

  /** Waits as the error asks for. @returns how long to wait the next time for a reader */
  #failed(error: unknown, waitMs: number): number {
    const code = codeOf(error);
    if (code === 'EAGAIN' || code === 'EINTR') {
      this.#pause(waitMs);
      return Math.min(waitMs * 2, longestWaitMs);
    }
    if (isFinal(code))
      throw new AppError('event_log_failed', 'The reader of the event log is gone.', {
        cause: error,
      });
    if (!this.#isInTrouble)
      this.#onTrouble(
        new AppError('event_log_failed', 'The event log cannot be written; trying again.', {
          cause: error,
        }),
      );
    this.#isInTrouble = true;
    this.#pause(retryMs);
    return waitMs;
  }
}

/** A pipe holds 64 KiB: with a reader that keeps up this is over 50 MB/s. */
const shortestWaitMs = 1;
/** A stalled reader costs 20 tries a second. */
const longestWaitMs = 50;
const retryMs = 1_000;

/** EIO is how a terminal that was closed answers; what asks again is a disk that is full or over quota. */
function isFinal(code: string): boolean {
  return ['EPIPE', 'EIO', 'ECONNRESET', 'ENOTCONN', 'ENXIO', 'EBADF'].includes(code);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
