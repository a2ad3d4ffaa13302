import { setImmediate } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Cursor, Event } from '../journal/event.ts';
import type { Store } from '../journal/store.ts';

/**
 * A range of the journal, written however long it is. One page of events is in memory at a time, and the next one is read when the last one
 * has been taken: between pages nothing is held, neither a transaction nor a lock.
 *
 * The range ends where the journal ended at the start, so it ends even while events keep coming. Cursors compare for equality only; so the
 * end is met at the event with that cursor, or, should that one have been deleted by then, before the one that followed it.
 */
export interface ExportRange {
  /** `''`: from the oldest. */
  readonly after: Cursor;
  /** Undefined: to the newest of now. */
  readonly until?: Cursor | undefined;
}

type ExportStore = Pick<Store, 'get' | 'since' | 'head'>;

/**
 * Begins an export: the first page is read before it resolves, so what is wrong is told before any byte is sent.
 * @param matching the cursors of those events of a range that are wanted, in order; without it all are
 * @returns chunks of text, at least one event each
 * @throws {AppError} `bad_cursor`, `bad_request` for a range that ends before it begins; what the store throws, also between chunks
 */
export async function openExport(
  store: ExportStore,
  range: ExportRange,
  format: (event: Event) => string,
  matching?: (range: { after: Cursor; until: Cursor }) => AsyncIterable<readonly Cursor[]>,
): Promise<AsyncIterable<string>> {
  const end = await endOf(store, range);
  if (matching) {
    // Read as the other kind, so that a wrong cursor is told before the first byte.
    await store.since(range.after, 1);
    return chunks(eventsOf(store, matching({ after: range.after, until: end.at })), format);
  }
  const first = await store.since(range.after, eventsAPage);
  // An empty range: its end would never be met.
  return chunks(pages(store, range.after === end.at ? [] : first, end), format);
}

/** Small enough that a page of usual events is read, formatted and sent in a few turns. */
const eventsAPage = 200;
/** Enough for a socket to be busy, little enough to hold for a slow reader. */
const chunkLength = 64 << 10;

interface End {
  /** The last event of the range. */
  readonly at: Cursor;
  /** The first one beyond it, if there was one. */
  readonly before: Cursor | undefined;
}

async function endOf(store: ExportStore, { after, until }: ExportRange): Promise<End> {
  const at = until ?? (await store.head());
  const [next] = at === '' ? [] : await store.since(at, 1);
  if (until !== undefined && after !== '') await checkOrder(store, after, until);
  return { at, before: next?.cursor };
}

/**
 * Both exist by now. The time of storing follows the order but for a clock that was set back, and then refusing is the safer mistake. Events
 * of one transaction have one time: among those the order is looked up.
 */
async function checkOrder(store: ExportStore, after: Cursor, until: Cursor): Promise<void> {
  const events = await store.get({ cursors: [after, until] });
  const [first, last] = [after, until].map((key) => events.find(({ cursor }) => cursor === key));
  if (!first || !last || first.storedAtUs < last.storedAtUs) return;
  if (first.storedAtUs > last.storedAtUs || (await isLaterTwin(store, first, last)))
    throw new AppError('bad_request', 'Parameter "until" is a cursor before "after".');
}

/** Whether an event is one of those that follow another one at once and were stored at the same time. */
async function isLaterTwin(store: ExportStore, event: Event, other: Event): Promise<boolean> {
  for (let cursor = other.cursor; ;) {
    const page = await store.since(cursor, eventsAPage);
    const twins = page.filter(({ storedAtUs }) => storedAtUs === other.storedAtUs);
    if (twins.some((twin) => twin.cursor === event.cursor)) return true;
    const last = page.at(-1);
    if (!last || twins.length < page.length) return false;
    cursor = last.cursor;
  }
}

async function* pages(
  store: ExportStore,
  first: readonly Event[],
  end: End,
): AsyncGenerator<readonly Event[]> {
  for (let page = first; page.length > 0;) {
    const at = page.findIndex(({ cursor }) => cursor === end.at);
    const beyond = page.findIndex(({ cursor }) => cursor === end.before);
    if (at >= 0 || beyond >= 0) {
      yield page.slice(0, at >= 0 ? at + 1 : beyond);
      return;
    }
    yield page;
    page = await store.since(page.at(-1)?.cursor ?? '', eventsAPage);
  }
}

async function* eventsOf(
  store: ExportStore,
  cursors: AsyncIterable<readonly Cursor[]>,
): AsyncGenerator<readonly Event[]> {
  for await (const part of cursors)
    for (let from = 0; from < part.length; from += matchesAPage)
      yield store.get({ cursors: part.slice(from, from + matchesAPage) });
}

/** Each may be a megabyte, and unlike a page of the journal these come together whatever their size. */
const matchesAPage = 20;

async function* chunks(
  source: AsyncIterable<readonly Event[]>,
  format: (event: Event) => string,
): AsyncGenerator<string> {
  for await (const page of source) {
    let chunk = '';
    for (const event of page) {
      chunk += format(event);
      if (chunk.length < chunkLength) continue;
      yield chunk;
      chunk = '';
      // A reader that is fast enough would otherwise keep this thread, which the receiver shares, for the whole page.
      await setImmediate();
    }
    if (chunk !== '') yield chunk;
  }
}
