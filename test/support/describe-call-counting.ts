import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvent, subjectOf } from '../../src/index/event-view.ts';
import { maxFacetValues } from '../../src/index/search-engine.ts';
import { countCallsByTime } from '../../src/index/time-counts.ts';
import { eventRules } from '../../src/protocol/event-rules.ts';
import { printTime } from '../../src/query/time-value.ts';
import { slotUs } from '../../src/storage/sqlite/index-slots.ts';
import { anyCallFilter, anyJournal } from './called-captures.ts';
import { callCaptures, startAnew, strayCapture } from './called-journal.ts';
import { anyBorderTimeUs, borderUs, filterOf, storeAll } from './indexed-events.ts';
import { isNaiveMatch, naiveCalls, naiveFacts, naiveView, type NaiveCall } from './naive-calls.ts';
import type { LastingSearchHarness, OpenSearch } from './search-harness.ts';

/** Less than a day before the last of them: what comes later than that is not counted. */
const anyNowUs = fc.constantFrom(700, 5_000, 90_000).map((s) => borderUs + s * 1e6);

/** How every engine counts calls: as many as there are when each of them is looked at. */
export function describeCallCounting(open: OpenSearch<LastingSearchHarness>): void {
  test('calls by time are those that began then, for any filter and at any border', async () => {
    let nowUs = borderUs;
    await using harness = await open(() => nowUs);
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(
        anyJournal,
        fc.array(fc.oneof(anyPlainFilter, anyCallFilter), { minLength: 5, maxLength: 5 }),
        fc.tuple(anyBorderTimeUs, anyBorderTimeUs),
        fc.constantFrom(60_000_000, slotUs, 12 * slotUs),
        anyNowUs,
        async (captures, filters, ends, bucketUs, at) => {
          nowUs = at;
          const [fromUs, untilUs] = [Math.min(...ends), Math.max(...ends)];
          const within = filterOf(`after:${printTime(fromUs)} before:${printTime(untilUs)}`);
          await startAnew(harness);
          const calls = naiveCalls(await storeAll(harness, captures));
          for (const { terms } of filters) {
            const filter = { terms: [...within.terms, ...terms] };
            const matching = calls.filter((call) => isNaiveMatch(filter, call, nowUs));
            for (const by of ['outcome', 'direction'] as const) {
              const { counts } = await countCallsByTime(harness.calls, filter, {
                bucketUs,
                by,
                nowUs,
              });
              const expected = countsOf(
                matching.map((call) => {
                  const { startedAtUs, ...facts } = naiveFacts(call, nowUs);
                  return `${Math.floor(startedAtUs / bucketUs) * bucketUs} ${facts[by]}`;
                }),
              );
              const found = counts.map(({ atUs, value, count }) => [`${atUs} ${value}`, count]);
              expect([filter, Object.fromEntries(found)]).toEqual([filter, expected]);
              counted += counts.length;
            }
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(counted).toBeGreaterThan(50);
  });

  test('a call is counted when it began, whichever of its events was stored first', async () => {
    await using harness = await open(() => borderUs);
    // Stored before all others, it numbers the call, and was received in a later stretch of time than those that are asked for.
    const first = strayCapture('a-call', 'hay', borderUs + 3 * slotUs);
    const own = strayCapture('a-call', 'hay', borderUs);
    await storeAll(harness, [first, ...callCaptures('other'), own]);
    const filter = filterOf(`after:${printTime(borderUs)} before:${printTime(borderUs + slotUs)}`);
    const options = { bucketUs: slotUs, by: 'direction', nowUs: borderUs } as const;
    const { counts } = await countCallsByTime(harness.calls, filter, options);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  test('facets and sums of calls are those of a count', async () => {
    let nowUs = borderUs;
    await using harness = await open(() => nowUs);
    const seen = { zombie: 0, open: 0 };
    await fc.assert(
      fc.asyncProperty(anyJournal, anyNowUs, async (captures, at) => {
        nowUs = at;
        await startAnew(harness);
        const events = await storeAll(harness, captures);
        const calls = naiveCalls(events);
        const { engine } = harness.calls;
        const range = { order: 'newest', limit: 1_000 } as const;
        const { rows } = await harness.calls.find(filterOf(''), range);
        const facets = await engine.callFacets(rows, nowUs);
        const asked = calls.map((call) => naiveView(call, nowUs));
        for (const [name, values] of [
          ['outcome', asked.map(({ outcome }) => outcome)],
          ['direction', asked.map(({ direction }) => direction)],
          ['myid', asked.flatMap(({ myids }) => myids.map(asIndexed))],
          ['finding', calls.flatMap((call) => rulesOf(call, nowUs))],
        ] as const) {
          const found = facets[name].map(({ value, count }) => [value, count] as const);
          expect(found.length).toBeLessThan(maxFacetValues);
          expect([name, Object.fromEntries(found)]).toEqual([name, countsOf(values)]);
        }
        const sums = await engine.callCounts(nowUs);
        expect(sums.outcomes).toMatchObject(countsOf(asked.map(({ outcome }) => outcome)));
        expect(Object.values(sums.outcomes).reduce((sum, n) => sum + n, 0)).toBe(calls.length);
        expect(sums.unrecorded).toBe(
          asked.filter(
            ({ outcome, recIds }) => /^(answered|forwarded)$/.test(outcome) && recIds.length === 0,
          ).length,
        );
        const ofCalls = calls.flatMap((call) =>
          rulesOf(call, nowUs).filter((rule) => !eventRules.some(({ id }) => id === rule)),
        );
        const ofEvents = events.flatMap((event) => [
          ...new Set(subjectOf(readEvent(event)).findings.map(({ rule }) => rule)),
        ]);
        expect(sums.findings).toEqual(countsOf([...ofEvents, ...ofCalls]));
        for (const { outcome } of asked) if (outcome in seen) seen[outcome as keyof typeof seen]++;
      }),
      { numRuns: 20 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3);
  });
}

/** What is counted without looking at any call. */
const anyPlainFilter = fc
  .constantFrom(
    ...['', 'outcome:open', 'outcome:zombie', 'outcome:open,answered', 'outcome:open finding:warn'],
    ...['finding:RL022', 'finding:error', 'direction:in', 'duration:>10s', 'direction:in rang:<5s'],
  )
  .map(filterOf);

function rulesOf(call: NaiveCall, nowUs: number): readonly string[] {
  return [...new Set(naiveFacts(call, nowUs).findings.map(({ rule }) => rule))];
}

/** An index holds no NUL. */
function asIndexed(myid: string): string {
  return myid.replaceAll('\0', '\uFFFD');
}

function countsOf(values: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from(Map.groupBy(values, String), ([v, of]) => [v, of.length]));
}
