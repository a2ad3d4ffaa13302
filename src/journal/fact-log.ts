import { toAppError } from '../errors.ts';
import type { Fact } from './fact.ts';
import type { Store } from './store.ts';

/**
 * Collects facts and hands them to the store a few at a time, so that a flood of refusals costs a flush now and then and never one each.
 * While the store cannot take them (full disk, locked database) they wait here; beyond `maxWaiting` the oldest give way and are counted.
 */
export class FactLog {
  readonly #store: Pick<Store, 'note'>;
  readonly #later: (callback: () => void, ms: number) => void;
  readonly #onDelay: (error: unknown) => void;
  #waiting: Fact[] = [];
  #isArmed = false;
  #flushing: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly counts = { noted: 0, dropped: 0 };

  constructor(options: {
    store: Pick<Store, 'note'>;
    /** Runs a callback after so many ms without keeping the process alive. */
    later: (callback: () => void, ms: number) => void;
    /** Told when the store did not take facts; they are kept and tried again. */
    onDelay: (error: unknown) => void;
  }) {
    this.#store = options.store;
    this.#later = options.later;
    this.#onDelay = options.onDelay;
  }

  /** Counts a fact and keeps it for the store. Never throws and never waits. */
  note(fact: Fact): void {
    this.counts.noted++;
    this.#waiting.push(fact);
    while (this.#waiting.length > maxWaiting) {
      this.#waiting.shift();
      this.counts.dropped++;
    }
    this.#arm(flushDelayMs);
  }

  /** Hands over what waits now; what the store does not take stays. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      while (this.#waiting.length > 0) {
        const facts = this.#waiting.slice(0, factsAtOnce);
        if (!(await this.#keep(facts))) return;
        // By identity: meanwhile older ones may have given way.
        const kept = new Set(facts);
        this.#waiting = this.#waiting.filter((fact) => !kept.has(fact));
      }
    });
    return this.#flushing;
  }

  /**
   * Flushes a last time.
   * @returns how many facts are lost because the store did not take them
   */
  async close(): Promise<number> {
    this.#isClosed = true;
    await this.flush();
    return this.#waiting.length;
  }

  /** @returns whether they are done with: stored, or never storable and counted as dropped */
  async #keep(facts: readonly Fact[]): Promise<boolean> {
    try {
      await this.#store.note(facts);
      return true;
    } catch (error) {
      if (toAppError(error).code === 'row_refused') {
        // Those that can be stored must not wait behind one that never can.
        if (facts.length === 1) this.counts.dropped++;
        else for (const fact of facts) if (!(await this.#keep([fact]))) return false;
        return true;
      }
      this.#onDelay(error);
      this.#arm(retryDelayMs);
      return false;
    }
  }

  #arm(delayMs: number): void {
    if (this.#isArmed || this.#isClosed) return;
    this.#isArmed = true;
    this.#later(() => {
      this.#isArmed = false;
      void this.flush();
    }, delayMs);
  }
}

/** Soon enough for someone who looks, late enough that a flood shares its flushes. */
const flushDelayMs = 50;
const retryDelayMs = 1_000;
const factsAtOnce = 256;
/** With 4 KiB each at most 8 MiB. */
const maxWaiting = 2_000;
