import { ask } from '../server/ask.ts';
import { follow } from '../live/follow.ts';
import { ignoredKind } from '../feed/ignored.ts';
import type { FeedSource } from '../feed/source.ts';
import { toCallRow, type CallRow } from './call-row.ts';

const pageSize = 100;

/** The calls that match, the newest first. */
export function callSource(q: string): FeedSource<CallRow> {
  return {
    page: async (before, signal) => {
      const query = { q, before, limit: pageSize };
      const page = await ask('calls', 'api/v1/calls', { query, signal });
      return {
        rows: page.calls.map(toCallRow),
        next: page.next ?? page.scannedTo,
        indexedTo: page.indexedTo,
      };
    },
    nextAfter: async ({ id }, signal) => {
      const call = await ask('call', `api/v1/calls/${encodeURIComponent(id)}`, { signal });
      return call.events[0]?.cursor ?? '';
    },
    follow: (after, sink) =>
      follow(
        { of: 'calls', q, after },
        {
          ...sink,
          onEvents: ignoredKind,
          onCalls: (calls) => {
            sink.onRows(calls.map(toCallRow));
          },
        },
      ),
    keyOf: ({ id }) => id,
    compare: (a, b) => descending(a.startedAt, b.startedAt) || descending(a.id, b.id),
    isSettled: ({ isFinal }) => isFinal,
  };
}

function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
