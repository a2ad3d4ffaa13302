/** Random events as they are stored, random filters, and what matches without an index. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { EventSummary } from '../../src/api/event.ts';
import { readEvent } from '../../src/index/event-view.ts';
import { subjectOf } from '../../src/index/event-view.ts';
import type { Range, Search } from '../../src/index/search.ts';
import type { Capture } from '../../src/journal/capture.ts';
import type { Event } from '../../src/journal/event.ts';
import { maxBatch, maxPage } from '../../src/journal/store.ts';
import type { Filter } from '../../src/query/filter.ts';
import { matches } from '../../src/query/match.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { printTime } from '../../src/query/time-value.ts';
import { slotUs } from '../../src/storage/sqlite/index-slots.ts';
import { someCapture } from './captures.ts';
import { anyRequest, eventTerm, filterText } from './filtered-events.ts';
import type { SearchHarness } from './search-harness.ts';

/** In 2023, at the border of two of the stretches in which an index counts. */
export const borderUs = 5_666_667 * slotUs;

/** Times at such borders, just before and after them, and between them. */
export const anyBorderTimeUs = fc
  .tuple(
    fc.constantFrom(-1, 0, 1, 2, 288, 289),
    fc.constantFrom(-1, 0, 1, Math.floor(slotUs / 2), slotUs - 1),
  )
  .map(([slots, us]) => borderUs + slots * slotUs + us);

/** A request with a form as its body, stored. */
export function formCapture(request: {
  readonly target: string;
  readonly body?: string;
  readonly method?: string;
  readonly origin?: Capture['origin'];
  readonly receivedAtUs?: number;
}): Capture {
  const { target, body = '', method = 'GET', origin = 'received' } = request;
  const contentType = 'Content-Type: application/x-www-form-urlencoded';
  return someCapture({
    receivedAtUs: request.receivedAtUs ?? borderUs,
    origin,
    head: `${method} ${target} HTTP/1.1\r\n${contentType}\r\n`,
    body: Buffer.from(body, 'latin1'),
  });
}

const anyForm = fc
  .tuple(anyRequest, anyBorderTimeUs)
  .map(([request, receivedAtUs]) => formCapture({ ...request, receivedAtUs }));

const latin1 = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

/** No sender that keeps to HTTP, but a journal may hold it. */
const anyBytes = fc
  .record({ head: latin1, body: fc.uint8Array({ maxLength: 40 }), receivedAtUs: anyBorderTimeUs })
  .map(someCapture);

const anyRawForm = fc
  .record({ query: latin1, body: latin1, receivedAtUs: anyBorderTimeUs })
  .map(({ query, body, receivedAtUs }) =>
    formCapture({ target: `/?CallID=${query}`, body: `CallerExtension=${body}`, receivedAtUs }),
  );

export const anyCapture: fc.Arbitrary<Capture> = fc.oneof(
  { weight: 8, arbitrary: anyForm },
  { weight: 1, arbitrary: anyBytes },
  { weight: 1, arbitrary: anyRawForm },
);

const timeTerm = fc
  .tuple(fc.constantFrom('after:', 'before:'), anyBorderTimeUs.map(printTime))
  .map((parts) => parts.join(''));

export const anyFilter: fc.Arbitrary<Filter> = filterText(
  fc.oneof({ weight: 8, arbitrary: eventTerm }, { weight: 1, arbitrary: timeTerm }),
)
  .map(parsed)
  .filter((filter) => filter !== undefined);

function parsed(text: string): Filter | undefined {
  try {
    return parseFilter(text, { nowUs: borderUs });
  } catch {
    return undefined;
  }
}

export function filterOf(text: string): Filter {
  return parseFilter(text, { nowUs: borderUs });
}

/** Stores them, and waits until the index has them. @returns the events, in commit order */
export async function storeAll(
  { store, settle }: SearchHarness,
  captures: readonly Capture[],
): Promise<readonly Event[]> {
  const events: Event[] = [];
  for (let at = 0; at < captures.length; at += maxBatch) {
    // Each time other ids: when a failure is made smaller, the same captures come again.
    const batch = captures.slice(at, at + maxBatch).map((one) => ({ ...one, id: randomUUID() }));
    const cursors = await store.append(batch);
    events.push(...(await store.get({ cursors })));
  }
  await settle();
  return events;
}

/** All events in commit order. */
export async function allEvents(store: SearchHarness['store']): Promise<readonly Event[]> {
  const events: Event[] = [];
  for (let at = ''; ;) {
    const page = await store.since(at, maxPage);
    events.push(...page);
    const last = page.at(-1);
    if (!last) return events;
    at = last.cursor;
  }
}

/** Those that match, without an index. */
export function matching(filter: Filter, events: readonly Event[]): readonly Event[] {
  return events.filter((event) => matches(filter, subjectOf(readEvent(event))));
}

/** The ids on all pages, each page's JSON read. */
export async function idsOnPages(search: Search, filter: Filter, range: Range): Promise<string[]> {
  const ids: string[] = [];
  for (let at: Partial<Range> = {}; ;) {
    const { events, next } = await search.page(filter, { ...range, ...at });
    expect(events.length).toBeLessThanOrEqual(range.limit);
    for (const { cursor, json } of events) {
      const event = JSON.parse(json) as EventSummary;
      expect(event.cursor).toBe(cursor);
      ids.push(event.id);
    }
    if (next === undefined) return ids;
    at = range.order === 'newest' ? { before: next } : { after: next };
  }
}

/**
 * Expects pages that lead through exactly the matching ones of these events, in commit order and against it.
 * @param after the cursor before the first of them
 */
export async function expectPages(
  search: Search,
  filter: Filter,
  { events, after = '', limit }: { events: readonly Event[]; after?: string; limit: number },
): Promise<void> {
  const expected = matching(filter, events).map(({ id }) => id);
  expect(await idsOnPages(search, filter, { order: 'oldest', after, limit })).toEqual(expected);
  expect(await idsOnPages(search, filter, { order: 'newest', after, limit })).toEqual(
    expected.toReversed(),
  );
}
