import { maxFacetValues } from '../../index/search-engine.ts';

/** How often values occur. */
export class ValueCounts {
  readonly #counts = new Map<string, number>();

  add(value: string, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  /** At most `maxFacetValues`, the most frequent first. */
  mostFrequent(): { readonly value: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, maxFacetValues);
  }
}
