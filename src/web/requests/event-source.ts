import { needsCalls } from '../../query/filter.ts';
import { parseFilter } from '../../query/parse.ts';
import { ignoredKind } from '../feed/ignored.ts';
import type { FeedSource } from '../feed/source.ts';
import { browserContext } from '../filter/filter-context.ts';
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
    ...(asksCalls(q) ? {} : { follow: followEvents(q) }),
    keyOf: ({ id }) => id,
    isSettled: () => true,
  };
}

function followEvents(q: string): NonNullable<FeedSource<EventRow>['follow']> {
  return (after, sink) =>
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
    );
}

/** Whether it asks for something of calls, which no stream of events can tell. What is not understood is refused by the server. */
function asksCalls(q: string): boolean {
  try {
    return needsCalls(parseFilter(q, browserContext())) !== undefined;
  } catch {
    return false;
  }
}
