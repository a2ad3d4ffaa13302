import { AppError } from '../../errors.ts';
import { formatCurl } from '../../formats/curl.ts';
import { fullView, readEvent } from '../../index/event-view.ts';
import type { Search } from '../../index/search.ts';
import type { Event } from '../../journal/event.ts';
import { maxPage, type Store } from '../../journal/store.ts';
import { needsCalls } from '../../query/filter.ts';
import { readFilter } from '../filter-text.ts';
import { attachment } from '../reply.ts';
import type { Handlers } from '../router.ts';
import { sandboxPolicy } from '../security-headers.ts';

type EventStore = Pick<Store, 'get' | 'before' | 'head' | 'remove'>;

/** The routes about events. */
export function eventRoutes({
  store,
  search,
  replayUrl,
  nowUs,
}: {
  readonly store: EventStore;
  readonly search: Search;
  /** The receiver's URL, for a command that sends an event again. */
  readonly replayUrl: () => string;
  readonly nowUs: () => number;
}): Pick<Handlers, 'events' | 'removeEvents' | 'event' | 'eventRaw' | 'eventCurl' | 'cursor'> {
  return {
    events: async ({ query }) => {
      const { q, ...range } = query;
      const { events, ...where } = await search.page(readFilter(q, nowUs()), range);
      // The events were made JSON where they were read: this thread is the receiver's, too.
      const list = events.map(({ json }) => json).join(',');
      return { jsonText: `{"events":[${list}],${JSON.stringify(where).slice(1)}` };
    },
    removeEvents: async ({ query }) => {
      const filter = readFilter(query.q === '*' ? '' : query.q, nowUs());
      // Spaces are a filter without terms: an empty variable in somebody's script must not delete everything.
      if (filter.terms.length === 0 && query.q !== '*')
        throw new AppError('bad_request', 'Parameter "q" has no terms; "*" deletes everything.');
      const until = await store.head();
      let deleted = 0;
      const parts = search.rows(filter, { after: '', until });
      // What goes of a call changes it: the rest might not fit any more.
      for await (const rows of needsCalls(filter) ? gathered(parts) : parts)
        // Where the index alone decides, a part is larger than the store takes.
        for (let at = 0; at < rows.length; at += maxPage) {
          const cursors = await search.engine.cursors(rows.slice(at, at + maxPage));
          deleted += await store.remove(cursors, 'request');
        }
      return { json: { deleted } };
    },
    event: async ({ params }) => {
      const event = await find(store, params.id);
      const duplicateOf = await search.engine.duplicateOf(event.cursor).catch(() => undefined);
      return { json: fullView(readEvent(event), duplicateOf) };
    },
    eventRaw: async ({ params }) => {
      const { id, body } = await find(store, params.id);
      return {
        bytes: body,
        headers: {
          'Content-Disposition': attachment(`event-${id}.bin`),
          'Content-Security-Policy': sandboxPolicy,
        },
      };
    },
    eventCurl: async ({ params }) => {
      const { head, body } = readEvent(await find(store, params.id));
      const line = formatCurl({ ...head, body: body.toString('latin1'), baseUrl: replayUrl() });
      return { text: `${line}\n` };
    },
    cursor: async () => ({ json: { cursor: await store.head() } }),
  };
}

/** The same, but all are found before the first is given. */
async function* gathered<T>(parts: AsyncIterable<T>): AsyncGenerator<T> {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  yield* all;
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** @throws {AppError} `not_found` */
async function find(store: EventStore, key: string): Promise<Event> {
  const [event] = await (key === 'last' ? store.before(undefined, 1) : store.get(keysOf(key)));
  if (!event)
    throw new AppError('not_found', 'There is no event with this id or cursor; it may be deleted.');
  return event;
}

function keysOf(key: string): Parameters<EventStore['get']>[0] {
  return uuid.test(key) ? { ids: [key.toLowerCase()] } : { cursors: [key] };
}
