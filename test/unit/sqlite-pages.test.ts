import { expect, jest, test } from '@jest/globals';
import { formCapture, storeAll } from '../support/indexed-events.ts';
import { openSqliteHarness } from '../support/sqlite-search-harness.ts';

/** It starts four threads; on a busy machine that takes its time. */
jest.setTimeout(30_000);

test('of large events and calls few are read at once, however little is said of them', async () => {
  await using harness = await openSqliteHarness();
  const { engine, calls } = harness;
  const fields = 'EventType=dial-in&CallerIDNum=%2078123351127';
  const large = Array.from({ length: 6 }, (_, n) =>
    formCapture({
      target: `/?${fields}&CallID=large-${n}`,
      body: `x=${'y'.repeat(3 << 20)}`,
      method: 'POST',
    }),
  );
  await storeAll(harness, large);
  const { rows } = await engine.select({ narrowing: { isExact: true }, order: 'oldest', limit: 9 });
  expect(rows).toHaveLength(6);
  const read = {
    events: await engine.show(rows),
    findings: await engine.findings(rows),
    calls: await calls.show(rows),
    callFindings: await calls.findings(rows),
  };
  for (const page of Object.values(read))
    expect(page.map(({ row }) => row)).toEqual([...rows.slice(0, page.length)]);
  // A page has 8 MiB. As events are shown the text stands in them twice; calls show little of it.
  expect(Object.values(read).map((page) => page.length)).toEqual([1, 2, 3, 3]);
  for (const { json } of read.findings) expect(JSON.parse(json)).toHaveLength(1);
});
