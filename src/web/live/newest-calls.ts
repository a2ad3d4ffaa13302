import type { ApiCall } from '../../api/call.ts';

/** What is compared of a call. */
type Seen = Pick<ApiCall, 'startedAt' | 'eventCount'> & { readonly json: string };

/** Remembers how the calls were that were told last: the same may come by two ways, and the slower one must not win. */
export class NewestCalls {
  readonly #seen = new Map<string, Seen>();
  readonly #max: number;
  readonly #maxLength: number;
  #length = 0;

  /** @param maxLength of the JSON of all of them, in UTF-16 units: one call can be megabytes */
  constructor(max: number, maxLength = usualMaxLength) {
    this.#max = max;
    this.#maxLength = maxLength;
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
      this.#forget(id, known);
    }
    this.#seen.set(id, { startedAt, eventCount, json });
    this.#length += json.length;
    for (const [oldest, seen] of this.#seen) {
      if (this.#seen.size <= this.#max && this.#length <= this.#maxLength) break;
      this.#forget(oldest, seen);
    }
    return true;
  }

  #forget(id: string, { json }: Seen): void {
    this.#seen.delete(id);
    this.#length -= json.length;
  }
}

/** About what as many usual calls have. */
const usualMaxLength = 16 << 20;
