import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toAppError } from '../errors.ts';
import type { Capture } from '../journal/capture.ts';
import type { Journal } from '../journal/journal.ts';
import type { Store } from '../journal/store.ts';
import type { ImportTally } from './import-tally.ts';

/** A capture, and the line it came in. */
export interface ImportedCapture {
  readonly lineNumber: number;
  readonly capture: Capture;
}

/** Of a batch: half of what one commit takes, so that what is received live finds room in every commit. */
export const maxImportBatch = 128;

/**
 * The one way by which imported captures come into the journal: a batch at a time, whoever brings it, and only while few captures wait. So
 * however much is imported, what is received live waits for one batch more than it would otherwise.
 */
export class ImportLane {
  readonly #journal: Pick<Journal, 'append' | 'queued'>;
  readonly #store: Pick<Store, 'get'>;
  readonly #maxPatienceMs: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly journal: Pick<Journal, 'append' | 'queued'>;
    readonly store: Pick<Store, 'get'>;
    /** How long a batch waits for room. */
    readonly maxPatienceMs?: number;
  }) {
    this.#journal = options.journal;
    this.#store = options.store;
    this.#maxPatienceMs = options.maxPatienceMs ?? 30_000;
  }

  /**
   * Stores at most `maxImportBatch` captures, but for those whose id is stored, and tells the tally what became of each. Resolves when they
   * are durable.
   * @throws {AppError} `overloaded` if too many captures waited for 30 s; what the journal throws but `row_refused`. What was stored counts.
   */
  append(
    batch: readonly ImportedCapture[],
    tally: ImportTally,
    signal: AbortSignal,
  ): Promise<void> {
    const turn = this.#last.then(() => this.#append(batch, tally, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #append(
    batch: readonly ImportedCapture[],
    tally: ImportTally,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const ids = await this.#knownIds(batch);
    const fresh = batch.filter(({ capture: { id } }) => {
      if (ids.has(id)) return false;
      ids.add(id);
      return true;
    });
    if (!(await this.#hasRoom(signal))) return;
    tally.known += batch.length - fresh.length;
    const results = await Promise.allSettled(
      fresh.map(({ capture }) => this.#journal.append(capture)),
    );
    let failure: AppError | undefined;
    for (const [i, result] of results.entries()) {
      if (result.status === 'fulfilled') {
        tally.stored++;
        continue;
      }
      const error = toAppError(result.reason);
      if (error.code === 'row_refused') tally.refuse(fresh[i]?.lineNumber ?? 0, error.message);
      else failure ??= error;
    }
    if (failure) throw failure;
  }

  /** Those that are stored. Nobody else stores these ids meanwhile: the receiver makes new ones. */
  async #knownIds(batch: readonly ImportedCapture[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (let at = 0; at < batch.length; at += idsAtOnce) {
      const ids = batch.slice(at, at + idsAtOnce).map(({ capture }) => capture.id);
      for (const { id } of await this.#store.get({ ids })) known.add(id);
    }
    return known;
  }

  /** Waits for it. False: nobody waits any more. */
  async #hasRoom(signal: AbortSignal): Promise<boolean> {
    const lastMs = performance.now() + this.#maxPatienceMs;
    while (this.#journal.queued > maxQueuedBefore && !signal.aborted) {
      if (performance.now() > lastMs)
        throw new AppError('overloaded', 'Too many events wait to be stored. Go on later.');
      await sleep(lookMs);
    }
    return !signal.aborted;
  }
}

/** Each comes as a whole event, which may hold a megabyte. */
const idsAtOnce = 32;
/** A quarter of what may wait: the rest is for what is received live. */
const maxQueuedBefore = 2_500;
/** A few commits. */
const lookMs = 10;
