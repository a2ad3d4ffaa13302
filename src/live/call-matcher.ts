import type { CallFacts } from '../query/call-facts.ts';
import type { Filter } from '../query/filter.ts';
import { matchesCall } from '../query/match-call.ts';
import type { Subject } from '../query/subject.ts';

/** Filters that wait for calls; they are few, for only streams ask so. */
export class CallMatcher {
  readonly #filters = new Map<number, Filter>();

  get size(): number {
    return this.#filters.size;
  }

  add(id: number, filter: Filter): void {
    this.#filters.set(id, filter);
  }

  remove(id: number): void {
    this.#filters.delete(id);
  }

  /** The filters that a call matches. @param subjects of its events; gone through for each filter that asks for events */
  matching(call: CallFacts, subjects: Iterable<Subject>): number[] {
    const ids: number[] = [];
    for (const [id, filter] of this.#filters) if (matchesCall(filter, call, subjects)) ids.push(id);
    return ids;
  }
}
