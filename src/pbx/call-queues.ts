/** Work of many calls: of each call one piece after the other, of all of them so many at a time. */
export class CallQueues<T> {
  readonly #maxAtOnce: number;
  readonly #work: (piece: T) => Promise<void>;
  /** What waits for an earlier piece of its call, by call; the call is there as long as one is in work or has a turn coming. */
  readonly #behind = new Map<number | string, T[]>();
  /** Whose turn it is. */
  readonly #ready: { readonly call: number | string; readonly piece: T }[] = [];
  #atOnce = 0;
  #waiting = 0;
  #isStopped = false;
  #onChange: (() => void) | undefined;

  /** @param work never rejects */
  constructor(maxAtOnce: number, work: (piece: T) => Promise<void>) {
    this.#maxAtOnce = maxAtOnce;
    this.#work = work;
  }

  /** How many have not begun. */
  get waiting(): number {
    return this.#waiting;
  }

  add(call: number | string, piece: T): void {
    this.#waiting += 1;
    const behind = this.#behind.get(call);
    if (behind !== undefined) {
      behind.push(piece);
      return;
    }
    this.#behind.set(call, []);
    this.#ready.push({ call, piece });
    this.#begin();
  }

  /** Resolves when fewer than `limit` wait, or the signal aborts. */
  untilRoom(limit: number, signal: AbortSignal): Promise<void> {
    return this.#until(() => this.#waiting < limit || signal.aborted, signal);
  }

  /** Resolves when all work is done; if the signal aborts, when what was begun is. */
  async end(signal: AbortSignal): Promise<void> {
    await this.#until(() => this.#waiting === 0 || signal.aborted, signal);
    this.#isStopped = true;
    await this.#until(() => this.#atOnce === 0);
  }

  #begin(): void {
    while (!this.#isStopped && this.#atOnce < this.#maxAtOnce) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      this.#atOnce += 1;
      this.#waiting -= 1;
      void this.#work(next.piece).then(() => {
        this.#finish(next.call);
      });
    }
  }

  #finish(call: number | string): void {
    this.#atOnce -= 1;
    const piece = this.#behind.get(call)?.shift();
    if (piece === undefined) this.#behind.delete(call);
    else this.#ready.push({ call, piece });
    this.#begin();
    this.#onChange?.();
  }

  /** Asks again after each piece of work, and when the signal aborts. */
  async #until(isSo: () => boolean, signal?: AbortSignal): Promise<void> {
    if (isSo()) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const look = (): void => {
      if (isSo()) resolve(undefined);
    };
    this.#onChange = look;
    signal?.addEventListener('abort', look);
    await promise;
    signal?.removeEventListener('abort', look);
    this.#onChange = undefined;
  }
}
