import { AppError, toAppError } from '../errors.ts';
import type { Capture } from './capture.ts';
import type { Cursor } from './event.ts';
import { maxBatch, type Store } from './store.ts';

/**
 * Group commit. The first capture to arrive arms a commit for the end of this turn of the event loop, so everything that one turn reads
 * from the sockets shares a transaction; from then on a commit starts as soon as the last one ended, with all that waits by then. One
 * commit runs at a time, so commit order is append order. A flush is paid once for a batch: under load its cost per event goes to nothing,
 * and a lone event never waits for company.
 */
export class Journal {
  readonly #store: Pick<Store, 'append'>;
  readonly #maxQueued: number;
  readonly #onFatal: (error: AppError) => void;
  readonly #listeners = new Set<(head: Cursor) => void>();
  #waiting: Waiting[] = [];
  #isArmed = false;
  #isCommitting = false;
  #fatal: AppError | undefined;
  #isClosed = false;
  #idle: (() => void)[] = [];
  #lastFailure: { readonly error: AppError; readonly atUs: number } | undefined;
  /** Since the start: what `/metrics` shows. */
  readonly counts = { events: 0, batches: 0, refused: 0, largestBatch: 0, commitUs: 0 };

  constructor(options: {
    store: Pick<Store, 'append'>;
    /** Captures that may wait, those being committed not counted; one more is refused. */
    maxQueued?: number;
    /** Called once when the store failed for good: nothing is acknowledged any more, and the process should end. */
    onFatal: (error: AppError) => void;
    /** Runs a callback once this turn of the event loop has read all it can: `setImmediate`. */
    endOfTurn: (callback: () => void) => void;
    /** A clock that is never set, in µs from any moment: it tells how long things take. */
    elapsedUs: () => number;
  }) {
    this.#store = options.store;
    this.#maxQueued = options.maxQueued ?? defaultMaxQueued;
    this.#onFatal = options.onFatal;
    this.#endOfTurn = options.endOfTurn;
    this.#elapsedUs = options.elapsedUs;
  }

  readonly #endOfTurn: (callback: () => void) => void;
  readonly #elapsedUs: () => number;

  /** How many captures wait for the next commit. */
  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * Why the last commit failed, if the store may still be in that state; undefined once one succeeds again. What may pass is believed for
   * `doubtUs` only: whoever sends no events while this is told could not find out otherwise that it has passed.
   */
  get lastFailure(): AppError | undefined {
    if (this.#fatal) return this.#fatal;
    if (!this.#lastFailure) return undefined;
    const { error, atUs } = this.#lastFailure;
    return this.#elapsedUs() - atUs < doubtUs ? error : undefined;
  }

  /**
   * Queues a capture for the next commit; resolves with its cursor once it is durable.
   * @throws {AppError} `overloaded` at once if the queue is full, `store_closed` when stopping; `store_full`, `store_busy`, `store_failed`,
   *   `row_refused` if the commit failed: then the capture is not stored.
   */
  append(capture: Capture): Promise<Cursor> {
    const refusal = this.#refusal();
    if (refusal) {
      this.counts.refused++;
      return Promise.reject(refusal);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ capture, resolve, reject });
      this.#arm();
    });
  }

  /** Calls the listener with the newest cursor after each commit, in commit order. Returns how to stop that. */
  onCommit(listener: (head: Cursor) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes nothing more, and resolves when all that waited is committed or refused. The store stays open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isCommitting || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #refusal(): AppError | undefined {
    if (this.#fatal) return this.#fatal;
    if (this.#isClosed) return new AppError('store_closed', 'Ringlog is stopping.');
    if (this.#waiting.length >= this.#maxQueued)
      return new AppError(
        'overloaded',
        `${this.#maxQueued} events wait already. Send it again later.`,
      );
    return undefined;
  }

  #arm(): void {
    if (this.#isArmed || this.#isCommitting) return;
    this.#isArmed = true;
    this.#endOfTurn(() => {
      this.#isArmed = false;
      void this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      await this.#commit(batch);
    }
    this.#isCommitting = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    if (this.#fatal) {
      for (const { reject } of batch) reject(this.#fatal);
      return;
    }
    const startedAtUs = this.#elapsedUs();
    let cursors: readonly Cursor[];
    try {
      cursors = await this.#store.append(batch.map(({ capture }) => capture));
      if (cursors.length !== batch.length)
        throw new AppError('store_failed', 'The store lost count of what it was given.');
    } catch (thrown) {
      await this.#commitFailed(batch, toAppError(thrown));
      return;
    }
    this.#count(batch.length, this.#elapsedUs() - startedAtUs);
    this.#lastFailure = undefined;
    for (const [i, { resolve }] of batch.entries()) resolve(cursors[i] ?? '');
    for (const listener of this.#listeners) listener(cursors.at(-1) ?? '');
  }

  /** One capture that the store cannot keep must not take its neighbours with it: they are tried again, one by one. */
  async #commitFailed(batch: readonly Waiting[], error: AppError): Promise<void> {
    if (error.code === 'row_refused' && batch.length > 1) {
      for (const one of batch) await this.#commit([one]);
      return;
    }
    this.counts.refused += batch.length;
    // One event that cannot be kept says nothing of the next.
    if (error.code !== 'row_refused') this.#lastFailure = { error, atUs: this.#elapsedUs() };
    if (isFinal(error) && !this.#fatal) {
      this.#fatal = error;
      this.#onFatal(error);
    }
    for (const { reject } of batch) reject(error);
  }

  #count(events: number, commitUs: number): void {
    this.counts.events += events;
    this.counts.batches++;
    this.counts.largestBatch = Math.max(this.counts.largestBatch, events);
    this.counts.commitUs += commitUs;
  }
}

interface Waiting {
  readonly capture: Capture;
  readonly resolve: (cursor: Cursor) => void;
  readonly reject: (error: AppError) => void;
}

/** About a second of work for a slow disk; more would only turn refusals into time-outs. */
const defaultMaxQueued = 10_000;

/** Longer than a refused sender is told to wait, so that a retry finds it out first; short for a load balancer that waits for us. */
const doubtUs = 10_000_000;

/**
 * After an I/O error nobody knows what of the last pages reached the disk, and a second flush may report success for pages that are lost
 * (https://wiki.postgresql.org/wiki/Fsync_Errors): so the first one is the last word.
 */
function isFinal(error: AppError): boolean {
  return error.code !== 'store_full' && error.code !== 'store_busy' && error.code !== 'row_refused';
}
