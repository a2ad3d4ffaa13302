import type { PlannedEvent } from './planned-event.ts';

/** The events of one call, from the next one on. */
interface Waiting {
  readonly events: readonly PlannedEvent[];
  next: number;
}

/** Events of many calls, given out by time: a binary heap of calls, the one whose next event is first on top. */
export class EventHeap {
  readonly #calls: Waiting[] = [];

  /** @param events of one call, in order */
  add(events: readonly PlannedEvent[]): void {
    if (events.length === 0) return;
    this.#calls.push({ events, next: 0 });
    this.#rise(this.#calls.length - 1);
  }

  /** Takes out, in order, the events that come before this time. */
  *until(atMs: number): Generator<PlannedEvent, void, undefined> {
    for (let top = this.#calls[0]; top !== undefined; top = this.#calls[0]) {
      const event = top.events[top.next];
      if (event === undefined) {
        this.#removeTop();
        continue;
      }
      if (event.offsetMs >= atMs) return;
      top.next += 1;
      if (top.next < top.events.length) this.#sink(0);
      else this.#removeTop();
      yield event;
    }
  }

  #removeTop(): void {
    const last = this.#calls.pop();
    if (last === undefined || this.#calls.length === 0) return;
    this.#calls[0] = last;
    this.#sink(0);
  }

  #rise(place: number): void {
    for (let at = place; at > 0;) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #sink(place: number): void {
    for (let at = place; ;) {
      const left = 2 * at + 1;
      const least = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(least, at)) return;
      this.#swap(at, least);
      at = least;
    }
  }

  /** By time, then by number, so that the order is the same whatever the heap looks like. */
  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#next(a), this.#next(b)];
    if (first === undefined || second === undefined) return first !== undefined;
    if (first.offsetMs !== second.offsetMs) return first.offsetMs < second.offsetMs;
    return first.call < second.call;
  }

  #next(place: number): PlannedEvent | undefined {
    const waiting = this.#calls[place];
    return waiting?.events[waiting.next];
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#calls[a], this.#calls[b]];
    if (first === undefined || second === undefined) return;
    this.#calls[a] = second;
    this.#calls[b] = first;
  }
}
