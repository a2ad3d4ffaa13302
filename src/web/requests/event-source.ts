import { ignoredKind } from '../feed/ignored.ts';
import type { FeedSource } from '../feed/source.ts';
import { follow } from '../live/follow.ts';
import { ask } from '../server/ask.ts';
import { toEventRow, type EventRow } from './event-row.ts';

const pageSize = 100;

/** The events that match, the newest first. */
export function eventSource(q: string): FeedSource<EventRow> {
  return {
    page: async (before, signal) => {
      const query = { q, before, limit: pageSize };
      const page = await ask('events', 'api/v1/events', { query, signal });
      return {
        rows: page.events.map(toEventRow),
        next: page.next ?? page.scannedTo,
        indexedTo: page.indexedTo,
      };
    },
    nextAfter: ({ cursor }) => Promise.resolve(cursor),
    follow: (after, sink) =>
      follow(
        { of: 'events', q, after },
        {
          ...sink,
          onCalls: ignoredKind,
          onEvents: (events) => {
            // They come in the order in which they were stored; the list has the newest on top.
            sink.onRows(events.map(toEventRow));
          },
        },
      ),
    keyOf: ({ id }) => id,
    isSettled: () => true,
  };
}
