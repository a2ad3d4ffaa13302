import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { readSenders } from '../../src/index/senders.ts';
import type { SenderCounts } from '../../src/index/sender-counts.ts';
import type { Event } from '../../src/journal/event.ts';
import { callScenario } from '../support/call-scenarios.ts';
import { remove, startAnew } from '../support/called-journal.ts';
import { allEvents, anyBorderTimeUs, formCapture, storeAll } from '../support/indexed-events.ts';
import { naiveSenders } from '../support/naive-senders.ts';
import { encodeFields } from '../support/sample-b.ts';
import { openSqliteHarness } from '../support/sqlite-search-harness.ts';

/** Each of them starts four threads; on a busy machine that takes its time. */
jest.setTimeout(60_000);

/** Few different ones, so that counts grow; at few times, so that newest ones are equally new. */
const anySent = fc
  .record({
    extension: fc.constantFrom('000*101', '000*102@a', '000*099', ''),
    id: fc.constantFrom('101', '7'),
    type: fc.constantFrom('dial-in', 'answer', 'hangup', 'message-in'),
    myid: fc.constantFrom('175', '', 'x'.repeat(300)),
    method: fc.constantFrom('GET', 'POST'),
    call: fc.constantFrom('aaaaaa', 'bbbbbb', ''),
    receivedAtUs: anyBorderTimeUs,
  })
  .map(({ extension, id, type, myid, method, call, receivedAtUs }) => {
    const fields = { EventType: type, CallFlow: 'in', CallID: call, CalledExtension: extension };
    const target = `/?myid=${myid}&${encodeFields({ ...fields, CalledExtensionID: id })}`;
    return formCapture({ target, method, receivedAtUs });
  });

/** Without the numbers of calls, which are an engine's own. */
function shown({ counts, isComplete, indexedTo }: SenderCounts): object {
  return {
    counts: counts.map(({ call, ...rest }) => [rest, call !== undefined]),
    isComplete,
    indexedTo,
  };
}

test('what every extension sent is counted rightly after deletions, a new start, and in an index made anew', async () => {
  await using harness = await openSqliteHarness(() => 1);
  await fc.assert(
    fc.asyncProperty(
      fc.array(anySent, { minLength: 60, maxLength: 80, size: 'max' }),
      fc.infiniteStream(fc.nat(3)),
      async (captures, chances) => {
        await startAnew(harness);
        const expectAll = async (limit: number): Promise<void> => {
          const naive = naiveSenders(await allEvents(harness.store), limit);
          const answer = await harness.engine.senders(limit);
          // Of deleted events the index knows that they were.
          expect(shown({ ...answer, indexedTo: naive.indexedTo })).toEqual(shown(naive));
        };
        const events = [...(await storeAll(harness, captures))];
        await expectAll(1_000);
        await expectAll(5);
        for (const chance of [0, 1, 2]) {
          const isDoomed = (): boolean => (chances.next().value ?? 0) === chance;
          const doomed: Event[] = events.filter(isDoomed);
          await remove(harness, doomed);
          for (const event of doomed) events.splice(events.indexOf(event), 1);
          await expectAll(1_000);
        }
        await storeAll(harness, captures.slice(0, 20));
        await expectAll(1_000);
        await harness.reopen();
        await harness.settle();
        await expectAll(1_000);
        const before = await harness.engine.senders(1_000);
        await harness.rebuild();
        expect(await harness.engine.senders(1_000)).toEqual(before);
        await storeAll(harness, captures.slice(20, 30));
        await expectAll(1_000);
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
});

test('an extension is told to be a phone, an IVR or a queue by its last call', async () => {
  await using harness = await openSqliteHarness(() => 1);
  const { events } = callScenario('queue-rung-again');
  await storeAll(
    harness,
    events.map(({ fields }) => formCapture({ target: `/?myid=175&${encodeFields(fields)}` })),
  );
  const { senders } = await readSenders(harness.search, harness.calls);
  const kinds = Object.fromEntries(senders.map(({ extension, kind }) => [extension, kind]));
  expect(kinds).toMatchObject({ '000*098': 'ivr', '000*887': 'queue', '000*101': 'phone' });
});

test('an extension that sent three of four types, and one under the myid of another, are told of', async () => {
  await using harness = await openSqliteHarness(() => 1);
  const phone = (type: string, extension: string, myid: string): string =>
    `/?myid=${myid}&EventType=${type}&CallFlow=in&CalledExtension=000*${extension}&CalledExtensionID=${extension}`;
  await storeAll(
    harness,
    [
      ...['dial-in', 'dial-out', 'hangup'].map((type) => phone(type, '101', '101')),
      phone('hangup', '102', '101'),
      '/?myid=101&did_number=7812&text=hello',
    ].map((target) => formCapture({ target })),
  );
  const { senders, isComplete } = await readSenders(harness.search, harness.calls);
  expect(isComplete).toBe(true);
  const rules = senders.map(({ extension, findings }) => [
    extension,
    findings.map(({ rule }) => rule),
  ]);
  expect(rules).toEqual(
    expect.arrayContaining([
      ['000*101', ['RL033']],
      ['000*102', ['RL032']],
      ['', []],
    ]),
  );
});
