import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import type { ApiCallDetail } from '../../src/api/call.ts';
import type { ChangedCall } from '../../src/index/call-book.ts';
import { readEvent, subjectOf } from '../../src/index/event-view.ts';
import { indexEntry } from '../../src/index/index-entry.ts';
import { maxBatch } from '../../src/journal/store.ts';
import { maxCallEvents } from '../../src/protocol/call.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { CallAnswers } from '../../src/storage/sqlite/call-answers.ts';
import { indexPath } from '../../src/storage/sqlite/index-file.ts';
import { IndexReader } from '../../src/storage/sqlite/index-reader.ts';
import { IndexWriter } from '../../src/storage/sqlite/index-writer.ts';
import { JournalFollower } from '../../src/storage/sqlite/journal-follower.ts';
import { openSqliteStore, type SqliteStore } from '../../src/storage/sqlite/store.ts';
import { formCapture } from '../support/indexed-events.ts';
import { temporaryDirectory } from '../support/program.ts';

/** Whoever reaches the receiver can make calls of any size: they may not cost more than as many small ones. */

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use when everything else is gone, in MiB. */
function usedMib(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** A journal, and the index that a test fills from it. */
async function openFlooded() {
  const temporary = temporaryDirectory();
  const directory = join(temporary.path, 'data');
  const store = await openSqliteStore({ directory, synchronous: 'OFF', nowUs: () => 1 });
  const journal = new JournalFollower(directory);
  const writer = new IndexWriter(indexPath(directory), journal);
  const reader = new IndexReader(indexPath(directory), journal);
  return {
    store,
    writer,
    calls: new CallAnswers(reader, journal),
    /** One page of the journal. @returns what changed; nothing at the end */
    addPage: (): readonly ChangedCall[] => {
      const events = journal.since(writer.position, 256);
      return writer.add(
        events.map((event) => {
          const read = readEvent(event);
          return indexEntry(read, subjectOf(read));
        }),
      );
    },
    [Symbol.asyncDispose]: async () => {
      reader.close();
      writer.close();
      journal.close();
      await store.close();
      temporary[Symbol.dispose]();
    },
  };
}

async function flood(store: SqliteStore, count: number, target: (n: number) => string) {
  for (let from = 0; from < count; from += maxBatch)
    await store.append(
      Array.from({ length: Math.min(maxBatch, count - from) }, (_, i) => ({
        ...formCapture({ target: target(from + i) }),
        id: randomUUID(),
      })),
    );
}

/** CPU time of this process, ms. */
function measured(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('a CallID that comes 100,000 times costs each of its events as much, and no more memory', async () => {
  await using flooded = await openFlooded();
  const types = ['dial-in', 'answer', 'hangup'];
  await flood(
    flooded.store,
    100_000,
    (n) =>
      `/?EventType=${types[n % 3]}&CallID=flood&SubCallID=${n % 500}-flood&CallFlow=in&CalledExtension=000*${n % 500}@x&CallerIDNum=${n}&EventTime=${1_700_000_000_000_000 + n}`,
  );
  const half = (count: number) => (): void => {
    for (let last = 0; last < count;) last = flooded.addPage()[0]?.entry.count ?? Infinity;
  };
  const firstMs = measured(half(50_000));
  const usedBefore = usedMib();
  const secondMs = measured(half(100_000));
  const grownMib = usedMib() - usedBefore;
  process.stderr.write(
    `calls: 100,000 events of one call in ${firstMs.toFixed(0)} + ${secondMs.toFixed(0)} ms of CPU, ${grownMib.toFixed(1)} MiB more\n`,
  );
  expect(secondMs).toBeLessThan(1.5 * firstMs);
  expect(grownMib).toBeLessThan(8);

  const row = flooded.calls.named('flood') ?? 0;
  const one = JSON.parse(flooded.calls.showOne(row, 1) ?? '{}') as ApiCallDetail;
  expect(one.eventCount).toBe(100_000);
  expect(one.events).toHaveLength(maxCallEvents);
  expect(one.findings.length).toBeLessThanOrEqual(100);

  // Every second of its first events is deleted: that many ranges, of one call.
  const doomed = (await flooded.store.since('', 1_000)).filter((_event, i) => i % 2 === 0);
  await flooded.store.remove(
    doomed.map(({ cursor }) => cursor),
    'test',
  );
  const deletedMs = measured(() => {
    while (flooded.writer.followDeletions());
  });
  process.stderr.write(`calls: ${doomed.length} deletions of it in ${deletedMs.toFixed(0)} ms\n`);
  // Once for each of them, it would take minutes.
  expect(deletedMs).toBeLessThan(5_000);
  const left = flooded.calls.named('flood') ?? 0;
  expect(left).toBe(2);
  expect(JSON.parse(flooded.calls.showOne(left, 1) ?? '{}')).toMatchObject({
    eventCount: 100_000 - doomed.length,
    partial: true,
  });
}, 180_000);

test('of a call with large events only the first few are held, and never all are in memory', async () => {
  await using flooded = await openFlooded();
  const body = Buffer.alloc(2 ** 20, 'x').toString();
  for (let n = 0; n < 60; n++) {
    const target = `/?EventType=answer&CallID=large&n=${n}`;
    await flooded.store.append([
      { ...formCapture({ target, body, method: 'POST' }), id: randomUUID() },
    ]);
  }
  const before = usedMib();
  let changed: ChangedCall | undefined;
  for (let count = 0; count < 60; count = changed?.entry.count ?? 60) {
    changed = flooded.addPage()[0];
    expect(changed?.events.length).toBeLessThanOrEqual(4);
  }
  expect(changed?.entry.count).toBe(60);
  expect(usedMib() - before).toBeLessThan(64);

  const row = flooded.calls.named('large') ?? 0;
  const filter = parseFilter('type:answer', { nowUs: 0 });
  expect(flooded.calls.matching(filter, Float64Array.of(row), 1).rows).toHaveLength(1);
  const [shown] = flooded.calls.show(Float64Array.of(row), 1);
  expect(JSON.parse(shown?.json ?? '{}')).toMatchObject({ eventCount: 60 });
  const one = JSON.parse(flooded.calls.showOne(row, 1) ?? '{}') as ApiCallDetail;
  expect(one).toMatchObject({ eventCount: 60 });
  expect(one.events.length).toBeLessThanOrEqual(4);
  expect(one.events.length).toBeGreaterThan(2);
}, 60_000);

test('events of many large calls do not bring all of them into memory at once', async () => {
  await using flooded = await openFlooded();
  const body = Buffer.alloc(2 ** 20, 'x').toString();
  const large = (n: number) => ({
    ...formCapture({ target: `/?EventType=answer&CallID=large-${n % 20}`, body, method: 'POST' }),
    id: randomUUID(),
  });
  for (let n = 0; n < 60; n += 4) await flooded.store.append([0, 1, 2, 3].map((i) => large(n + i)));
  for (let pages = 0; flooded.addPage().length > 0; pages++) expect(pages).toBeLessThan(60);
  await flood(flooded.store, 100, (n) => `/?EventType=hangup&CallID=large-${n % 20}`);
  const before = usedMib();
  let count = 0;
  let most = 0;
  for (let calls = flooded.addPage(); calls.length > 0; calls = flooded.addPage()) {
    most = Math.max(most, usedMib() - before);
    count += calls.length;
  }
  expect(count).toBe(20);
  expect(most).toBeLessThan(64);
  for (let n = 0; n < 20; n++) {
    const row = flooded.calls.named(`large-${n}`) ?? 0;
    expect(flooded.calls.reader.sizeOf(row)).toMatchObject({ count: 8 });
  }
}, 60_000);

test('of many tiny calls no more is remembered than of usual ones', async () => {
  await using flooded = await openFlooded();
  await flood(flooded.store, 60_000, (n) => `/?CallID=${n}`);
  const add = (pages: number): void => {
    for (let page = 0; page < pages; page++) flooded.addPage();
  };
  add(20);
  const before = usedMib();
  add(200);
  const grown = usedMib() - before;
  process.stderr.write(`calls: ${grown.toFixed(1)} MiB more for 51,200 tiny calls\n`);
  expect(grown).toBeLessThan(40);
}, 60_000);
