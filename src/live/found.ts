import type { Cursor } from '../journal/event.ts';
import type { Shown } from './live.ts';

/** The matching events that a wait has come by. All are counted, each once; the first of them are held, as many as fit. */
export class Found {
  readonly #places = new Set<Cursor>();
  readonly #held: Shown[] = [];
  #bytes = 0;
  #isFull = false;

  get count(): number {
    return this.#places.size;
  }

  /** In commit order, the first of those that were found, and none of them left out between. */
  get events(): readonly Shown[] {
    return this.#held;
  }

  /** @param event stored after those before */
  add(event: Shown): void {
    if (this.#places.has(event.cursor)) return;
    this.#places.add(event.cursor);
    this.#isFull ||= this.#held.length > 0 && this.#bytes + sizeOf(event) > maxHeldBytes;
    if (this.#isFull) return;
    this.#held.push(event);
    this.#bytes += sizeOf(event);
  }

  /** @param event stored before all the others */
  addBefore(event: Shown): void {
    this.#places.add(event.cursor);
    this.#held.unshift(event);
    this.#bytes += sizeOf(event);
    while (this.#bytes > maxHeldBytes && this.#held.length > 1) {
      const last = this.#held.pop();
      if (last) this.#bytes -= sizeOf(last);
      this.#isFull = true;
    }
  }
}

function sizeOf({ frame, json }: Shown): number {
  return frame?.length ?? json.length;
}

/** About two thousand usual events: so many as may be waited for fit. */
const maxHeldBytes = 2 << 20;
