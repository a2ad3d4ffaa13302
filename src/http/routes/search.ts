import { isoTime } from '../../formats/iso-time.ts';
import type { Search } from '../../index/search.ts';
import { countByTime } from '../../index/time-counts.ts';
import { readFilter } from '../filter-text.ts';
import type { Handlers } from '../router.ts';

/** What the index can be asked beside lists. */
export interface IndexControl {
  status(): Promise<IndexStatus>;
  rebuild(): Promise<IndexStatus>;
}

interface IndexStatus {
  readonly indexedTo: string;
  readonly behind: number;
  readonly rebuilding?: { readonly done: number; readonly of: number };
}

/** The routes that count, and those about the index itself. */
export function searchRoutes({
  search,
  index,
  nowUs,
}: {
  readonly search: Search;
  readonly index: IndexControl;
  readonly nowUs: () => number;
}): Pick<Handlers, 'histogram' | 'facets' | 'index' | 'reindex'> {
  return {
    histogram: async ({ query }) => {
      const { bucket: bucketMs, by } = query;
      const filter = readFilter(query.q, nowUs());
      const counted = await countByTime(search, filter, {
        bucketUs: bucketMs * 1000,
        by,
        nowUs: nowUs(),
      });
      const buckets = Map.groupBy(counted.counts, ({ atUs }) => atUs);
      return {
        json: {
          from: isoTime(counted.fromUs),
          until: isoTime(counted.untilUs),
          buckets: [...buckets].map(([atUs, counts]) => ({
            at: isoTime(atUs),
            counts: Object.fromEntries(counts.map(({ value, count }) => [value, count])),
          })),
          isComplete: counted.isComplete,
        },
      };
    },
    facets: async ({ query }) => {
      const filter = readFilter(query.q, nowUs());
      const { rows, next, indexedTo } = await search.find(filter, {
        order: 'newest',
        limit: facetEvents,
        maxRead: facetEvents,
      });
      const facets = await search.engine.facets(rows);
      return {
        json: { facets: mutable(facets), matches: rows.length, isComplete: !next, indexedTo },
      };
    },
    index: async () => ({ json: mutable(await index.status()) }),
    reindex: async () => ({ status: 202, json: mutable(await index.rebuild()) }),
  };
}

/** Enough to choose a filter by, few enough to count at once. */
const facetEvents = 10_000;

/** The same, for the contract's types, which are those of a fresh object. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>; // A fresh answer, which nobody else holds.
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
