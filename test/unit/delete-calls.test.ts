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
    const removeEvents = remover(harness, stored.at(-1)?.cursor);
    expect(await removeEvents(asking(q))).toEqual({ json: { deleted: captures.length } });
    expect(await allEvents(harness.store)).toHaveLength(1);
  },
  60_000,
);

test('more events than the store takes at once are deleted, where the index alone decides', async () => {
  await using harness = await openSqliteHarness();
  const many = Array.from({ length: 2_000 }, (_, n) =>
    formCapture({ target: `/?word=spam&n=${n}` }),
  );
  const stored = await storeAll(harness, [...many, formCapture({ target: '/?word=ham' })]);
  const removeEvents = remover(harness, stored.at(-1)?.cursor);
  expect(await removeEvents(asking('spam'))).toEqual({ json: { deleted: many.length } });
  expect(await allEvents(harness.store)).toHaveLength(1);
}, 60_000);

type Remove = ReturnType<typeof eventRoutes>['removeEvents'];

/** The route, over as much of a store as it asks. */
function remover(
  harness: Awaited<ReturnType<typeof openSqliteHarness>>,
  head: string | undefined,
): Remove {
  return eventRoutes({
    store: {
      head: () => Promise.resolve(head ?? ''),
      remove: async (...args: Parameters<typeof harness.store.remove>) => {
        const removed = await harness.store.remove(...args);
        await harness.settle();
        return removed;
      },
    },
    search: harness.search,
    nowUs: () => 0,
    replayUrl: () => '',
  } as unknown as Parameters<typeof eventRoutes>[0]).removeEvents;
}

/** As the router makes it. */
function asking(q: string): Parameters<Remove>[0] {
  return { query: { q } } as unknown as Parameters<Remove>[0];
}
