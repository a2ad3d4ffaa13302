import type { Search } from '../../src/index/search.ts';
import { Live, type News } from '../../src/live/live.ts';
import { filterOf, formCapture } from './indexed-events.ts';
import { memoryIndex, type MemorySource } from './memory-search.ts';
import { MemoryStore } from './memory-store.ts';

/** Longer than a test takes. */
export const longMs = 60_000;

/** A journal in memory and what follows it. */
export function openLive(): {
  readonly store: MemoryStore;
  readonly source: MemorySource;
  readonly search: Search;
  readonly live: Live;
  /** How often the journal was read, and before that what is waited for. */
  readonly past: { reads: number; held: Promise<unknown> };
  /** Stores events of these owners, and does not tell of them. @returns their cursors */
  readonly add: (...myids: readonly (string | number)[]) => Promise<readonly string[]>;
  /** Tells of what was stored since. */
  readonly tell: () => void;
} {
  const store = new MemoryStore();
  const { source, search } = memoryIndex(store);
  const past = { reads: 0, held: Promise.resolve() };
  const live = new Live(source, {
    between: async function* (...args) {
      past.reads++;
      await past.held;
      yield* search.between(...args);
    },
  });
  return {
    ...{ store, source, search, live, past },
    add: (...myids) =>
      store.append(myids.map((myid) => formCapture({ target: `/?myid=${myid}&word=hello` }))),
    tell: () => {
      live.deliver(source.tell());
    },
  };
}

/** One who follows it, and asks for each piece of news. */
export function follow(
  live: Live,
  { filter = '', after }: { filter?: string; after?: string } = {},
  { idleMs = longMs, paceMs = 0 }: { idleMs?: number; paceMs?: number } = {},
): {
  readonly next: () => Promise<News | undefined>;
  /** Cursors of the next so many events. */
  readonly take: (count: number) => Promise<string[]>;
  readonly end: () => Promise<void>;
} {
  const abort = new AbortController();
  const all = live.follow(filterOf(filter), after, { signal: abort.signal, idleMs, paceMs });
  const next = async (): Promise<News | undefined> => {
    const { value } = await all.next();
    return value ?? undefined;
  };
  return {
    next,
    take: async (count) => {
      const cursors: string[] = [];
      while (cursors.length < count) {
        const news = await next();
        if (!news) break;
        cursors.push(...news.events.map(({ cursor }) => cursor));
      }
      return cursors;
    },
    end: async () => {
      abort.abort();
      while (await next());
    },
  };
}
