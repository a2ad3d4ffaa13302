/** Remembers the ids of the events that were told last, a bounded number of them. */
export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#max)
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    return true;
  }
}
