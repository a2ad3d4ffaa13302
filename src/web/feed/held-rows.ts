/** More rows than these are not held back: the list is loaded anew when they are wanted. */
export const maxHeld = 2_000;

/** Rows that came and wait to be shown; of each the latest. */
export class HeldRows<Row> {
  #rows = new Map<string, Row>();
  #isCut = false;

  /** Whether some were let go. */
  get isCut(): boolean {
    return this.#isCut;
  }

  hold(key: string, row: Row): void {
    if (this.#rows.size < maxHeld || this.#rows.has(key)) this.#rows.set(key, row);
    else this.#isCut = true;
  }

  /** How many there are beside those of these keys. */
  countBut(known: ReadonlySet<string>): number {
    return [...this.#rows.keys()].filter((key) => !known.has(key)).length;
  }

  /** In the order in which they first came. */
  takeAll(): readonly Row[] {
    const rows = [...this.#rows.values()];
    this.clear();
    return rows;
  }

  clear(): void {
    this.#rows.clear();
    this.#isCut = false;
  }
}
