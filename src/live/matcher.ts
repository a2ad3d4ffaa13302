import type { Filter } from '../query/filter.ts';
import { equalityKeys, firstEquality, matches } from '../query/match.ts';
import type { Subject } from '../query/subject.ts';

/**
 * Filters that wait for events. What an event may match is looked up by what each filter must have equal, so thousands of filters for calls
 * or tags of their own cost an event next to nothing; only those without such a term are tried each time.
 */
export class Matcher {
  readonly #byEquality = new Map<string, Map<number, Filter>>();
  readonly #others = new Map<number, Filter>();
  readonly #keys = new Map<number, readonly string[]>();

  get size(): number {
    return this.#keys.size;
  }

  add(id: number, filter: Filter): void {
    const equality = firstEquality(filter);
    const keys = equality?.values.map((value) => `${equality.key}=${value}`) ?? [];
    this.#keys.set(id, keys);
    if (!equality) this.#others.set(id, filter);
    for (const key of keys) {
      const filters = this.#byEquality.get(key) ?? new Map<number, Filter>();
      this.#byEquality.set(key, filters.set(id, filter));
    }
  }

  remove(id: number): void {
    for (const key of this.#keys.get(id) ?? []) {
      const filters = this.#byEquality.get(key);
      filters?.delete(id);
      if (filters?.size === 0) this.#byEquality.delete(key);
    }
    this.#keys.delete(id);
    this.#others.delete(id);
  }

  /** The filters that an event matches. */
  matching(subject: Subject): number[] {
    const ids = new Set<number>();
    for (const [id, filter] of this.#others) if (matches(filter, subject)) ids.add(id);
    if (this.#byEquality.size > 0)
      for (const key of equalityKeys(subject))
        for (const [id, filter] of this.#byEquality.get(key) ?? [])
          if (!ids.has(id) && matches(filter, subject)) ids.add(id);
    return [...ids];
  }
}
