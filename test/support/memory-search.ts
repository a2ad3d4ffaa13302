import { AppError } from '../../src/errors.ts';
import { printableJson } from '../../src/formats/printable.ts';
import { CallSearch } from '../../src/index/call-search.ts';
import { listedFindings, readEvent, subjectOf, summaryOf } from '../../src/index/event-view.ts';
import { indexEntry } from '../../src/index/index-entry.ts';
import {
  facetNames,
  type Facets,
  type Rows,
  type SearchEngine,
} from '../../src/index/search-engine.ts';
import { Search } from '../../src/index/search.ts';
import type { Cursor, Event } from '../../src/journal/event.ts';
import { Live, type Source } from '../../src/live/live.ts';
import { frameOf } from '../../src/live/frame.ts';
import type { Followed, MatchedEvent } from '../../src/live/place.ts';
import { Matcher } from '../../src/live/matcher.ts';
import { matches, termResults } from '../../src/query/match.ts';
import { printTerm } from '../../src/query/print.ts';
import { MemoryCallEngine } from './memory-calls.ts';
import type { MemoryStore } from './memory-store.ts';
import { naiveSenders } from './naive-senders.ts';

/** The simplest engine: it looks at every event. Row n is the store's n-th event. */
export class MemorySearchEngine implements SearchEngine {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  async select(query: Parameters<SearchEngine['select']>[0]): ReturnType<SearchEngine['select']> {
    return {
      rows: await this.list(query),
      indexedTo: this.#store.events.at(-1)?.cursor ?? '',
      isCovered: true,
    };
  }

  list(query: Parameters<SearchEngine['list']>[0]): Promise<Rows> {
    return this.#answer(() => {
      const { after, before, until, order, limit } = query;
      const first = after === undefined ? 1 : this.#rowOf(after) + 1;
      const beyond = before === undefined ? Infinity : this.#rowOf(before);
      const last = until === undefined ? Infinity : this.#rowOf(until);
      const rows = this.#store.events
        .map((_event, i) => i + 1)
        .filter((row) => row >= first && row < beyond && row <= last);
      return Float64Array.from((order === 'newest' ? rows.reverse() : rows).slice(0, limit));
    });
  }

  matching(
    ...[filter, rows]: Parameters<SearchEngine['matching']>
  ): ReturnType<SearchEngine['matching']> {
    return this.#answer(() => ({
      looked: rows.length,
      rows: rows.filter((row) => {
        const event = this.#store.events[row - 1];
        return event !== undefined && matches(filter, subjectOf(readEvent(event)));
      }),
    }));
  }

  show(rows: Rows): ReturnType<SearchEngine['show']> {
    return this.#answer(() =>
      this.#events(rows).map((event) => ({ ...shown(event), row: this.#rowOf(event.cursor) })),
    );
  }

  findings(rows: Rows): ReturnType<SearchEngine['findings']> {
    return this.#answer(() =>
      this.#events(rows).map((event) => ({
        cursor: event.cursor,
        row: this.#rowOf(event.cursor),
        json: printableJson(JSON.stringify(listedFindings(readEvent(event)))),
      })),
    );
  }

  nearest(
    ...[filter, rows, limit]: Parameters<SearchEngine['nearest']>
  ): ReturnType<SearchEngine['nearest']> {
    return this.#answer(() =>
      this.#events(rows)
        .map((event) => {
          const results = termResults(filter, subjectOf(readEvent(event)));
          return {
            ...shown(event),
            row: this.#rowOf(event.cursor),
            missed: filter.terms.filter((_, i) => !results[i]).map(printTerm),
          };
        })
        .filter(({ missed }) => missed.length < filter.terms.length)
        .sort((a, b) => a.missed.length - b.missed.length)
        .slice(0, limit),
    );
  }

  cursors(rows: Rows): Promise<readonly Cursor[]> {
    return this.#answer(() => this.#events(rows).map(({ cursor }) => cursor));
  }

  histogram(): ReturnType<SearchEngine['histogram']> {
    return this.#answer(() =>
      this.#store.events.map((event) => ({
        atUs: Math.floor(event.receivedAtUs / 3_600_000_000) * 3_600_000_000,
        value: entryOf(event).type,
        count: 1,
      })),
    );
  }

  facets(rows: Rows): Promise<Facets> {
    return this.#answer(() => {
      const types = Map.groupBy(this.#events(rows), (event) => entryOf(event).type);
      const none = Object.fromEntries(facetNames.map((name) => [name, []])) as unknown as Facets; // by its keys
      return { ...none, type: [...types].map(([value, all]) => ({ value, count: all.length })) };
    });
  }

  senders(limit: number): ReturnType<SearchEngine['senders']> {
    return this.#answer(() => naiveSenders(this.#store.events, limit));
  }

  duplicateOf(): Promise<undefined> {
    return this.#answer(() => undefined);
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #events(rows: Rows): Event[] {
    return Array.from(rows).flatMap((row) => this.#store.events[row - 1] ?? []);
  }

  #rowOf(cursor: Cursor): number {
    if (cursor === '') return 0;
    const row = this.#store.events.findIndex((event) => event.cursor === cursor) + 1;
    if (row === 0) throw new AppError('bad_cursor', 'This is no cursor of this journal.');
    return row;
  }

  #answer<T>(answer: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#store.fault !== undefined) throw this.#store.fault; // eslint-disable-line @typescript-eslint/only-throw-error -- Anything may be thrown.
      resolve(answer());
    });
  }
}

function shown(event: Event): { readonly cursor: Cursor; readonly json: string } {
  return { cursor: event.cursor, json: printableJson(JSON.stringify(summaryOf(readEvent(event)))) };
}

function entryOf(event: Event): ReturnType<typeof indexEntry> {
  const read = readEvent(event);
  return indexEntry(read, subjectOf(read));
}

/** Tells of events when the test says so. */
export class MemorySource implements Source {
  readonly #store: MemoryStore;
  readonly #of: Followed;
  readonly #matcher = new Matcher();
  #told = 0;
  hasGap = false;

  constructor(store: MemoryStore, of: Followed = 'events') {
    this.#store = store;
    this.#of = of;
  }

  subscribe(...[id, filter]: Parameters<Source['subscribe']>): ReturnType<Source['subscribe']> {
    this.#matcher.add(id, filter);
    return this.position();
  }

  unsubscribe(id: number): void {
    this.#matcher.remove(id);
  }

  get subscriptions(): number {
    return this.#matcher.size;
  }

  async position(): ReturnType<Source['position']> {
    await this.#store.head();
    const row = this.#told;
    return { row, cursor: this.#store.events[row - 1]?.cursor ?? '' };
  }

  head(): ReturnType<Source['head']> {
    return this.position();
  }

  async placeOf(cursor: Cursor): ReturnType<Source['placeOf']> {
    await this.#store.since(cursor, 1);
    return { cursor, row: this.#store.events.findIndex((event) => event.cursor === cursor) + 1 };
  }

  async hasGapAfter(cursor: Cursor): Promise<boolean> {
    await this.#store.since(cursor, 1);
    return this.hasGap;
  }

  /** What was stored since the last call and matches a subscription. */
  tell(): MatchedEvent[] {
    const from = this.#told;
    this.#told = this.#store.events.length;
    return this.#store.events.slice(from).flatMap((event, i) => {
      const to = this.#matcher.matching(subjectOf(readEvent(event)));
      if (to.length === 0) return [];
      const frame = Buffer.from(frameOf(this.#of, shown(event)));
      return [{ cursor: event.cursor, frame, row: from + i + 1, to }];
    });
  }
}

/** Search and live over a memory store. */
export function memoryIndex(store: MemoryStore): {
  readonly search: Search;
  readonly calls: CallSearch;
  readonly live: { readonly events: Live; readonly calls: Live };
  readonly source: MemorySource;
} {
  const engine = new MemorySearchEngine(store);
  const caughtUp = (): Promise<void> => Promise.resolve();
  const nowUs = (): number => Date.now() * 1000;
  const search = new Search(engine, caughtUp, nowUs);
  const memoryCalls = new MemoryCallEngine(store);
  const calls = new CallSearch(
    Object.assign(memoryCalls, { cursors: engine.cursors.bind(engine) }),
    caughtUp,
    nowUs,
  );
  const source = new MemorySource(store);
  return {
    search,
    calls,
    source,
    live: {
      events: new Live(source, search),
      calls: new Live(new MemorySource(store, 'calls'), calls),
    },
  };
}
