import { isoTime } from '../../formats/iso-time.ts';
import type { CallSearch } from '../../index/call-search.ts';
import type { Search } from '../../index/search.ts';
import { countByTime, countCallsByTime } from '../../index/time-counts.ts';
import type { Filter } from '../../query/filter.ts';
import { readFilter } from '../filter-text.ts';
import type { IndexSource } from '../index-metrics.ts';
import type { Handlers } from '../router.ts';

/** What the index can be asked beside lists. */
export interface IndexControl {
  status(): Promise<IndexStatus>;
  deliveryLag(): ReturnType<IndexSource['index']['deliveryLag']>;
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
  calls,
  index,
  nowUs,
}: {
  readonly search: Search;
  readonly calls: CallSearch;
  readonly index: IndexControl;
  readonly nowUs: () => number;
}): Pick<Handlers, 'histogram' | 'facets' | 'index' | 'reindex'> {
  const facetsOfCalls = async (filter: Filter) => {
    const { rows, next, indexedTo } = await calls.find(filter, {
      order: 'newest',
      limit: facetCalls,
    });
    const facets = await calls.engine.callFacets(rows, nowUs());
    return { facets: mutable(facets), matches: rows.length, isComplete: !next, indexedTo };
  };
  return {
    histogram: async ({ query }) => {
      const { bucket: bucketMs, by } = query;
      const filter = readFilter(query.q, nowUs());
      const stretch = { bucketUs: bucketMs * 1000, nowUs: nowUs() };
      const counted = isOfCalls(by)
        ? await countCallsByTime(calls, filter, { ...stretch, by })
        : await countByTime(search, filter, { ...stretch, by });
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
      if (query.of === 'calls') return { json: await facetsOfCalls(filter) };
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

function isOfCalls(by: string): by is 'outcome' | 'direction' {
  return by === 'outcome' || by === 'direction';
}

/** Enough to choose a filter by, few enough to count at once. */
const facetEvents = 10_000;
const facetCalls = 2_000;

/** The same, for the contract's types, which are those of a fresh object. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>; // A fresh answer, which nobody else holds.
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
