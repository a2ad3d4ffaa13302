/**
 * What the receiving thread and one that follows the journal tell each other without a message: a wake costs the receiving thread two
 * atomic operations, however far the other is behind, and the other can wait for it in the middle of its work.
 */
export class Signals {
  /** Hand this to the other thread, and make its `Signals` from it. */
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #written: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(32)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, 5);
    this.#written = new BigInt64Array(memory, 24, 1);
  }

  /** Says that there may be more to do. */
  wake(): void {
    Atomics.add(this.#words, wakes, 1);
    Atomics.notify(this.#words, wakes);
  }

  /** Asks the other thread to do what there is to do and end. */
  askToEnd(): void {
    Atomics.store(this.#words, ending, 1);
    this.wake();
  }

  /** Read `wakeCount` after it: whoever asks to end wakes, too. */
  get isAskedToEnd(): boolean {
    return Atomics.load(this.#words, ending) === 1;
  }

  /** How many wakes there were, modulo 2^32. */
  get wakeCount(): number {
    return Atomics.load(this.#words, wakes);
  }

  /** Waits, blocking this thread, until there were more wakes than these. */
  waitForWake(seen: number): void {
    Atomics.wait(this.#words, wakes, seen);
  }

  /** Resolves when there were more wakes than these. */
  async wakeAfter(seen: number): Promise<void> {
    await Atomics.waitAsync(this.#words, wakes, seen).value;
  }

  /** Blocks this thread for a while. */
  pause(ms: number): void {
    Atomics.wait(this.#words, unused, 0, ms);
  }

  /** Notes that all there was at that count of wakes is done. */
  noteCaughtUp(seen: number): void {
    Atomics.store(this.#words, caughtUp, seen);
    Atomics.notify(this.#words, caughtUp);
  }

  /** How often somebody began to wait for the other thread, modulo 2^32. */
  get askCount(): number {
    return Atomics.load(this.#words, asks);
  }

  /** Resolves after a while, or when somebody waits who did not at that count of asks. */
  async gather(seen: number, ms: number): Promise<void> {
    await Atomics.waitAsync(this.#words, asks, seen, ms).value;
  }

  /** Resolves when all there was at that count of wakes is done, or after a while. */
  async caughtUpTo(seen: number, timeoutMs: number): Promise<void> {
    const untilMs = performance.now() + timeoutMs;
    for (let isFirst = true; ; isFirst = false) {
      const done = Atomics.load(this.#words, caughtUp);
      const leftMs = untilMs - performance.now();
      // Counts wrap around at 2^32.
      if (((done - seen) | 0) >= 0 || leftMs <= 0) return;
      if (isFirst) {
        Atomics.add(this.#words, asks, 1);
        Atomics.notify(this.#words, asks);
      }
      await Atomics.waitAsync(this.#words, caughtUp, done, leftMs).value;
    }
  }

  get isBehind(): boolean {
    return Atomics.load(this.#words, caughtUp) !== this.wakeCount;
  }

  addWritten(events: number): void {
    Atomics.add(this.#written, 0, BigInt(events));
  }

  get written(): number {
    return Number(Atomics.load(this.#written, 0));
  }
}

const [wakes, caughtUp, ending, unused, asks] = [0, 1, 2, 3, 4];
