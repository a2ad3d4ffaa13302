import { AppError } from '../../errors.ts';
import { formatCurl } from '../../formats/curl.ts';
import type { Cursor, Event } from '../../journal/event.ts';
import type { Store } from '../../journal/store.ts';
import { fullView, readEvent, summaryOf } from '../event-view.ts';
import { attachment } from '../reply.ts';
import type { Handlers } from '../router.ts';
import { sandboxPolicy } from '../security-headers.ts';
import { mapInTurns } from '../turns.ts';

type EventStore = Pick<Store, 'get' | 'since' | 'before' | 'head'>;

/** The routes about events. */
export function eventRoutes({
  store,
  replayUrl,
}: {
  readonly store: EventStore;
  /** The receiver's URL, for a command that sends an event again. */
  readonly replayUrl: () => string;
}): Pick<Handlers, 'events' | 'event' | 'eventRaw' | 'eventCurl' | 'cursor'> {
  return {
    events: async ({ query }) => {
      const page = await pageOf(store, query);
      const events = await mapInTurns(page.events, (event) => summaryOf(readEvent(event)));
      return { json: { events, next: page.next } };
    },
    event: async ({ params }) => ({ json: fullView(readEvent(await find(store, params.id))) }),
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

interface PageQuery {
  readonly order: 'newest' | 'oldest';
  readonly before?: Cursor | undefined;
  readonly after?: Cursor | undefined;
  readonly limit: number;
}

/** A page in either direction, and where the next one begins; no `next` when there is nothing there now. */
async function pageOf(
  store: EventStore,
  { order, before, after, limit }: PageQuery,
): Promise<{ events: readonly Event[]; next: Cursor | undefined }> {
  if (order === 'newest' && after !== undefined)
    throw new AppError('bad_request', 'Parameter "after" needs order=oldest.');
  if (order === 'oldest' && before !== undefined)
    throw new AppError('bad_request', 'Parameter "before" needs order=newest.');
  const read = (from: Cursor | undefined, count: number): Promise<readonly Event[]> =>
    order === 'newest' ? store.before(from, count) : store.since(from ?? '', count);
  const events = await read(before ?? after, limit);
  const last = events.at(-1)?.cursor;
  // A page may end early, so only looking tells whether there is more.
  const hasMore = last !== undefined && (await read(last, 1)).length > 0;
  return { events, next: hasMore ? last : undefined };
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** @throws {AppError} `not_found` */
async function find(store: EventStore, key: string): Promise<Event> {
  const keys = uuid.test(key) ? { ids: [key.toLowerCase()] } : { cursors: [key] };
  const [event] = await store.get(keys);
  if (!event)
    throw new AppError('not_found', 'There is no event with this id or cursor; it may be deleted.');
  return event;
}
