import { ask } from '../api/client.ts';
import { ApiError, notRinglog } from '../api/client-error.ts';
import type { Connection } from '../api/client-request.ts';
import type { RouteJson } from '../api/route.ts';
import type { Routes } from '../api/contract.ts';

/** What to list, and how much of it. */
export interface ListQuery {
  readonly q: string;
  readonly order: 'newest' | 'oldest';
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Pages of events until there are `limit`, or no more. A page may be empty and not the last: a search looks at so many at a time. */
export function eventPages(
  connection: Connection,
  query: ListQuery,
): AsyncGenerator<RouteJson<Routes['events']>, void> {
  return pages(
    query,
    (range) => ask(connection, 'events', { query: range }),
    ({ events }) => events.length,
  );
}

/** The same of calls. */
export function callPages(
  connection: Connection,
  query: ListQuery,
): AsyncGenerator<RouteJson<Routes['calls']>, void> {
  return pages(
    query,
    (range) => ask(connection, 'calls', { query: range }),
    ({ calls }) => calls.length,
  );
}

/** The same of findings, the newest first. A page may have more than was asked for. */
export function findingPages(
  connection: Connection,
  { q, limit }: Pick<ListQuery, 'q' | 'limit'>,
): AsyncGenerator<RouteJson<Routes['findings']>, void> {
  return pages(
    { q, limit, order: 'newest' },
    ({ before, limit: size }) => ask(connection, 'findings', { query: { q, before, limit: size } }),
    ({ findings }) => findings.length,
  );
}

async function* pages<P extends { readonly next?: string | undefined }>(
  query: ListQuery,
  askPage: (range: ListQuery & { readonly before?: string }) => Promise<P>,
  countOf: (page: P) => number,
): AsyncGenerator<P, void> {
  let left = query.limit;
  let from: string | undefined;
  while (left > 0) {
    const page = await askPage({
      ...query,
      limit: Math.min(left, pageSize),
      ...(from === undefined ? {} : { [query.order === 'newest' ? 'before' : 'after']: from }),
    });
    yield page;
    left -= countOf(page);
    if (page.next === undefined) return;
    if (page.next === from) throw new ApiError('foreign', notRinglog);
    from = page.next;
  }
}

/** Of events of the largest size a page of these is still an answer that one can hold. */
const pageSize = 100;
