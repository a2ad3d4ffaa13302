import { expect, test } from '@jest/globals';
import { eventRoutes } from '../../src/http/routes/events.ts';
import { callScenario } from '../support/call-scenarios.ts';
import { allEvents, formCapture, storeAll } from '../support/indexed-events.ts';
import { encodeFields } from '../support/sample-b.ts';
import { openSqliteHarness } from '../support/sqlite-search-harness.ts';

test.each(['rang:>5s -direction:out', 'ext:101 outcome:answered'])(
  'all events of the calls that fit %s are deleted, although each part that goes changes them',
  async (q) => {
    await using harness = await openSqliteHarness();
    const { events } = callScenario('in-direct-answered');
    const ids = Array.from({ length: 600 }, (_, n) => `call-${n}`);
    // First the dials of all, then the answers, then the hangups: more than are found at once.
    const captures = events.flatMap(({ fields }) =>
      ids.map((CallID) => formCapture({ target: `/?${encodeFields({ ...fields, CallID })}` })),
    );
    const other = formCapture({ target: '/?EventType=dial-in&CallID=other' });
    const stored = await storeAll(harness, [...captures, other]);
    const { removeEvents } = eventRoutes({
      store: {
        head: () => Promise.resolve(stored.at(-1)?.cursor ?? ''),
        remove: async (...args: Parameters<typeof harness.store.remove>) => {
          const removed = await harness.store.remove(...args);
          await harness.settle();
          return removed;
        },
      },
      search: harness.search,
      nowUs: () => 0,
      replayUrl: () => '',
    } as unknown as Parameters<typeof eventRoutes>[0]); // As much of a store as this route asks.
    const asked = { query: { q } } as unknown as Parameters<typeof removeEvents>[0]; // As the router makes it.
    expect(await removeEvents(asked)).toEqual({ json: { deleted: captures.length } });
    expect(await allEvents(harness.store)).toHaveLength(1);
  },
  60_000,
);
