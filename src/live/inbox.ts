import type { Place } from './place.ts';
import type { ToldEvent } from './told-event.ts';

/**
 * What arrived for one follower and was not taken yet. It holds a bounded number of bytes; what would be more is let go, and the follower
 * reads it from the journal.
 */
export class Inbox {
  #events: ToldEvent[] = [];
  #afterRow = 0;
  #bytes = 0;
  #hasOverflown = false;
  #arrived = Promise.withResolvers<boolean>();
  #filled = Promise.withResolvers<boolean>();

  /** Whether something was let go since `clear`; then it is empty until that is called again. */
  hasOverflown(): boolean {
    return this.#hasOverflown;
  }

  put(event: ToldEvent): void {
    if (event.row <= this.#afterRow) return;
    this.#bytes += event.frame.length;
    if (this.#bytes > maxInboxBytes) this.#hasOverflown = true;
    if (this.#hasOverflown) this.#events = [];
    else this.#events.push(event);
    this.#arrived.resolve(true);
    if (this.#bytes > maxInboxBytes / 2) this.#filled.resolve(true);
  }

  /** Empties it: what comes from now on counts. */
  clear(): void {
    this.#events = [];
    this.#bytes = 0;
    this.#hasOverflown = false;
  }

  /** Takes nothing at or before a place, now and later: the follower has it from the journal, or begins there. */
  beginAfter({ row }: Place): void {
    this.#afterRow = row;
    this.#events = this.#events.filter((event) => event.row > row);
  }

  /** Everything in it, in order; empty when nothing arrived. */
  take(): readonly ToldEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return events;
  }

  /** Resolves when something arrives, or after a while, or when asked to stop. @returns whether something is there */
  async arrival(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#events.length > 0 || this.#hasOverflown) return true;
    if (signal.aborted) return false;
    this.#arrived = Promise.withResolvers();
    return orEnd(this.#arrived, timeoutMs, signal);
  }

  /** Resolves when it is half full, or after a while, or when asked to stop. */
  async filling(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#bytes > maxInboxBytes / 2 || this.#hasOverflown || signal.aborted) return;
    this.#filled = Promise.withResolvers();
    await orEnd(this.#filled, timeoutMs, signal);
  }
}

/** What a promise resolves to; false after a while, or when asked to stop. */
async function orEnd(
  { promise, resolve }: PromiseWithResolvers<boolean>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const stop = (): void => {
    resolve(false);
  };
  const timer = setTimeout(stop, timeoutMs);
  signal.addEventListener('abort', stop);
  const isThere = await promise;
  signal.removeEventListener('abort', stop);
  clearTimeout(timer);
  return isThere;
}

/** About a thousand usual events. */
const maxInboxBytes = 1 << 20;
