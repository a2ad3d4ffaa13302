import { AppError } from '../../src/errors.ts';
import type { Capture } from '../../src/journal/capture.ts';
import type { Cursor, Event } from '../../src/journal/event.ts';
import type { Fact, StoredFact } from '../../src/journal/fact.ts';
import type { Store } from '../../src/journal/store.ts';

/**
 * As much of a store as its readers need, in memory. It exists to fail on demand (`fault`) and to count what is asked of it; what it
 * promises is promised by `Store`.
 */
export class MemoryStore implements Pick<
  Store,
  'append' | 'get' | 'since' | 'before' | 'head' | 'remove' | 'note' | 'facts' | 'health'
> {
  readonly events: Event[] = [];
  readonly #facts: StoredFact[] = [];
  /** Thrown by every call while it is set. */
  fault: unknown;
  /** How many events were read by `since`. */
  read = 0;
  /** A page ends early after so many events, as it does for large bodies. */
  eventsAPage = Infinity;

  append(batch: readonly Capture[]): Promise<readonly Cursor[]> {
    return this.#answer(() =>
      batch.map((capture) => {
        const cursor = `mem-${(this.events.length + 1).toString(36)}`;
        const storedAtUs = capture.receivedAtUs + 1_000;
        this.events.push({ ...capture, cursor, storedAtUs });
        return cursor;
      }),
    );
  }

  get(
    keys: { ids: readonly string[] } | { cursors: readonly Cursor[] },
  ): Promise<readonly Event[]> {
    return this.#answer(() => {
      const [wanted, name] =
        'ids' in keys ? ([keys.ids, 'id'] as const) : ([keys.cursors, 'cursor'] as const);
      return wanted.flatMap((key) => this.events.find((event) => event[name] === key) ?? []);
    });
  }

  since(cursor: Cursor, limit: number): Promise<readonly Event[]> {
    return this.#answer(() => {
      const at = this.#indexOf(cursor) + 1;
      const page = this.events.slice(at, at + Math.min(limit, this.eventsAPage));
      this.read += page.length;
      return page;
    });
  }

  before(cursor: Cursor | undefined, limit: number): Promise<readonly Event[]> {
    return this.#answer(() => {
      const at = cursor === undefined ? this.events.length : this.#indexOf(cursor);
      const count = Math.min(limit, this.eventsAPage);
      return this.events.slice(Math.max(0, at - count), at).reverse();
    });
  }

  head(): Promise<Cursor> {
    return this.#answer(() => this.events.at(-1)?.cursor ?? '');
  }

  remove(cursors: readonly Cursor[]): Promise<number> {
    return this.#answer(() => {
      const doomed = new Set(cursors);
      const left = this.events.filter(({ cursor }) => !doomed.has(cursor));
      const count = this.events.length - left.length;
      this.events.splice(0, Infinity, ...left);
      return count;
    });
  }

  note(facts: readonly Fact[]): Promise<void> {
    return this.#answer(() => {
      for (const fact of facts) this.#facts.push({ ...fact, seq: this.#facts.length + 1 });
    });
  }

  facts({
    kind,
    beforeSeq = Infinity,
    limit,
  }: Parameters<Store['facts']>[0]): Promise<readonly StoredFact[]> {
    return this.#answer(() =>
      this.#facts
        .filter((fact) => fact.seq < beforeSeq && (kind === undefined || fact.kind === kind))
        .reverse()
        .slice(0, limit),
    );
  }

  health(): ReturnType<Store['health']> {
    return this.#answer(() => ({
      engine: 'memory',
      journalId: '00000000-0000-4000-8000-000000000000',
      events: this.events.length,
      sizeBytes: 4096,
      freeBytes: 1 << 30,
      ...(this.events[0] ? { oldestStoredAtUs: this.events[0].storedAtUs } : {}),
    }));
  }

  #indexOf(cursor: Cursor): number {
    if (cursor === '') return -1;
    const index = this.events.findIndex((event) => event.cursor === cursor);
    if (index < 0) throw new AppError('bad_cursor', 'This is no cursor of this journal.');
    return index;
  }

  #answer<T>(answer: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.fault !== undefined) throw this.fault; // eslint-disable-line @typescript-eslint/only-throw-error -- Anything may be thrown.
      resolve(answer());
    });
  }
}
