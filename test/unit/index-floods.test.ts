import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { HistogramQuery } from '../../src/index/search-engine.ts';
import { openIndexFile } from '../../src/storage/sqlite/index-file.ts';
import { histogram } from '../../src/storage/sqlite/index-histogram.ts';
import { IndexReader } from '../../src/storage/sqlite/index-reader.ts';
import { slotUs } from '../../src/storage/sqlite/index-slots.ts';
import type { JournalFollower } from '../../src/storage/sqlite/journal-follower.ts';
import { temporaryDirectory } from '../support/program.ts';

/** What anybody who reaches the receiver can put into an index must not make questions to it slow, or their answers large. */

const slotsADay = 288;

/** An index with so many events in each stretch of time, all with one fingerprint and each of an owner of its own. */
function floodedIndex(slots: number, eventsASlot: number) {
  const temporary = temporaryDirectory();
  const path = join(temporary.path, 'index.db');
  const db = openIndexFile(path, 'a-journal');
  const count = slots * eventsASlot;
  const numbers = `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count})`;
  db.exec(`
    ${numbers} INSERT INTO event SELECT n, (n - 1) / ${eventsASlot} * ${slotUs}, 'unknown', 'o' || n, 'received', 'GET', NULL, NULL, NULL, NULL, 0, x'01', 0 FROM number;
    INSERT INTO slot SELECT at_us / ${slotUs}, min(seq), max(seq), count(*) FROM event GROUP BY 1;
    INSERT INTO tally SELECT at_us / ${slotUs}, type, myid, count(*) FROM event GROUP BY 1, 2, 3;
  `);
  db.close();
  const reader = new IndexReader(path, null as unknown as JournalFollower); // Asked by rows, it needs none.
  return {
    reader,
    count,
    [Symbol.dispose]: () => {
      reader.close();
      temporary[Symbol.dispose]();
    },
  };
}

test('a probe that comes for weeks does not make each of its duplicates slower to find', () => {
  const eventsASlot = 100;
  using index = floodedIndex(14 * slotsADay, eventsASlot);
  const { reader, count } = index;
  const startedMs = performance.now();
  for (let seq = count; seq > count - 100; seq--)
    expect(reader.duplicateOf(seq)).toBe(count - (slotsADay + 1) * eventsASlot + 1);
  // All that is equal gone through, it would take ten times as long.
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});

test('owners that a sender made up do not make sums of any size', () => {
  using index = floodedIndex(4, 15_001);
  const { reader, count } = index;
  const sums = (more: Pick<HistogramQuery, 'by'> & Partial<HistogramQuery>) =>
    histogram(reader, { fromUs: 0, untilUs: 4 * slotUs, bucketUs: slotUs, ...more });
  const refusal = expect.objectContaining({ code: 'bad_request' }) as unknown as Error;
  expect(() => sums({ by: 'myid' })).toThrow(refusal);
  // Also where they are counted one by one, and by rows.
  expect(() => sums({ by: 'myid', bucketUs: slotUs / 2 })).toThrow(refusal);
  const rows = Float64Array.from({ length: count }, (_, i) => i + 1);
  expect(() => sums({ by: 'myid', rows })).toThrow(refusal);
  expect(sums({ by: 'myid', untilUs: slotUs })).toHaveLength(15_001);
  expect(sums({ by: 'type' })).toHaveLength(4);
});
