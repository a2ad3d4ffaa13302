import { indexEntry } from '../../src/index/index-entry.ts';
import { readEvent, subjectOf } from '../../src/index/event-view.ts';
import type { SenderCount, SenderCounts } from '../../src/index/sender-counts.ts';
import type { Event } from '../../src/journal/event.ts';
import { naiveCalls } from './naive-calls.ts';

/** What every extension has sent, counted anew from all events. @param events in commit order; number n is the n-th of them */
export function naiveSenders(events: readonly Event[], limit: number): SenderCounts {
  const calls = naiveCalls(events);
  const entries = events.map((event, i) => {
    const read = readEvent(event);
    const { sender, myid, type, method, receivedAtUs } = indexEntry(read, subjectOf(read));
    return { key: { ...sender, myid, type, method }, receivedAtUs, row: i + 1 };
  });
  const counts = [...Map.groupBy(entries, ({ key }) => JSON.stringify(key)).values()].map((own) => {
    const [newest = entries[0]] = own.toSorted(
      (a, b) => b.receivedAtUs - a.receivedAtUs || b.row - a.row,
    );
    return { own, newest };
  });
  counts.sort(
    (a, b) =>
      (b.newest?.receivedAtUs ?? 0) - (a.newest?.receivedAtUs ?? 0) ||
      (b.newest?.row ?? 0) - (a.newest?.row ?? 0),
  );
  return {
    counts: counts.slice(0, limit).flatMap(({ own, newest }): SenderCount[] => {
      if (!newest) return [];
      const call = calls.find((one) => one.events.some(({ row }) => row === newest.row));
      return [
        {
          ...newest.key,
          count: own.length,
          lastAtUs: newest.receivedAtUs,
          ...(call === undefined || call.events.length > 100 ? undefined : { call: call.row }),
        },
      ];
    }),
    isComplete: counts.length <= limit,
    indexedTo: events.at(-1)?.cursor ?? '',
  };
}
