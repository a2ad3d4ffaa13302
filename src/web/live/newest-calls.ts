import type { ApiCall } from '../../api/call.ts';

/** What is compared of a call. */
type Seen = Pick<ApiCall, 'startedAt' | 'eventCount'> & { readonly json: string };

/** Remembers how the calls were that were told last: the same may come by two ways, and the slower one must not win. */
export class NewestCalls {
  readonly #seen = new Map<string, Seen>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Takes a call as it came.
   * @param json of it
   * @returns whether it is other than it was known, and not as it was before that
   */
  isNews({ id, startedAt, eventCount, partial }: ApiCall, json: string): boolean {
    const known = this.#seen.get(id);
    if (known) {
      if (known.json === json) return false;
      // Fewer events are an older state, unless some were deleted, or all and another call has its id.
      const isOlder = eventCount < known.eventCount && startedAt <= known.startedAt;
      if (isOlder && partial !== true) return false;
      this.#seen.delete(id);
    }
    this.#seen.set(id, { startedAt, eventCount, json });
    if (this.#seen.size > this.#max)
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    return true;
  }
}
