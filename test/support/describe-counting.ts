import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toAppError } from '../../src/errors.ts';
import { readEvent } from '../../src/index/event-view.ts';
import { indexEntry, type IndexEntry } from '../../src/index/index-entry.ts';
import { subjectOf } from '../../src/index/event-view.ts';
import { facetNames, maxFacetValues, type HistogramCount } from '../../src/index/search-engine.ts';
import { countByTime } from '../../src/index/time-counts.ts';
import type { Event } from '../../src/journal/event.ts';
import { slotUs } from '../../src/storage/sqlite/index-slots.ts';
import {
  anyBorderTimeUs,
  anyCapture,
  anyFilter,
  borderUs,
  filterOf,
  formCapture,
  matching,
  storeAll,
} from './indexed-events.ts';
import type { OpenSearch } from './search-harness.ts';

const dayUs = 86_400_000_000;

/** Of many types and owners. */
const anyCounted = fc.oneof(
  anyCapture,
  fc
    .record({
      type: fc.constantFrom('answer', 'hangup', 'HANGUP', 'dial-in', 'other'),
      myid: fc.constantFrom('1', '2', '%00', '%ff', 'x'.repeat(300), `${'x'.repeat(300)}y`),
      origin: fc.constantFrom('received', 'fixture'),
      receivedAtUs: anyBorderTimeUs,
    })
    .map(({ type, myid, ...rest }) =>
      formCapture({ target: `/?EventType=${type}&myid=${myid}`, ...rest }),
    ),
);

const anyBucketUs = fc.constantFrom(1, 1_000_000, 60_000_000, slotUs, 7 * slotUs, 288 * slotUs);
const anyBy = fc.constantFrom('type', 'myid');

const countedFilters = [
  ...['', 'type:hangup', '-type:answer,hangup', 'myid:1', '-myid:1,2', 'type:answer myid:2'],
  ...[`myid:${'x'.repeat(300)}`, `-myid:${'x'.repeat(300)}`, `myid:${'x'.repeat(256)}`],
  ...['myid:"\0"', 'myid:"\ufffd"', '-myid:"\ufffd"'],
].map(filterOf);

/** How every engine counts. */
export function describeCounting(open: OpenSearch): void {
  test('sums by time are those of a count, at any border and for any filter', async () => {
    await using harness = await open();
    const { search, engine } = harness;
    const events: Event[] = [];
    let shownCounts = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCounted, { minLength: 10, maxLength: 20 }),
        fc.array(fc.record({ bucketUs: anyBucketUs, by: anyBy }), { minLength: 2, maxLength: 2 }),
        fc.tuple(anyBorderTimeUs, anyBorderTimeUs),
        fc.array(fc.oneof(anyFilter, fc.constantFrom(...countedFilters)), {
          minLength: 5,
          maxLength: 5,
        }),
        async (captures, options, [fromUs, untilUs], filters) => {
          events.push(...(await storeAll(harness, captures)));
          for (const { bucketUs, by } of options) {
            const range = { fromUs, untilUs, bucketUs, by };
            const all = await engine.histogram(range);
            expect(sorted(all)).toEqual(naiveCounts(events, range));
            for (const filter of filters) {
              const matched = matching(filter, events);
              const { rows } = await search.find(filter, { order: 'newest', limit: 50_000 });
              expect(sorted(await engine.histogram({ ...range, rows }))).toEqual(
                naiveCounts(matched, range),
              );
              // A day has too many stretches of some lengths, and since 1970 there are too many of each.
              const shown = { bucketUs, by, nowUs: untilUs };
              const counted = await countByTime(search, filter, shown).catch(unlessTooMany);
              if (!counted) continue;
              shownCounts++;
              expect(sorted(counted.counts)).toEqual(
                naiveCounts(matched, { ...counted, bucketUs, by }),
              );
            }
          }
        },
      ),
      { numRuns: 7 },
    );
    expect(shownCounts).toBeGreaterThan(5);
  });

  test('counts by stretches that are stated: a day without times, never too many of them', async () => {
    await using harness = await open();
    const { search } = harness;
    const nowUs = borderUs + 5;
    const options = { bucketUs: slotUs, by: 'type', nowUs } as const;
    expect(await countByTime(search, filterOf(''), options)).toEqual({
      fromUs: nowUs + 1 - dayUs,
      untilUs: nowUs + 1,
      counts: [],
      isComplete: true,
    });
    const tooFine = { ...options, bucketUs: 1_000_000 };
    await expect(countByTime(search, filterOf(''), tooFine)).rejects.toMatchObject({
      code: 'bad_request',
    });
  });

  test('facets are those of a count, the most frequent first', async () => {
    await using harness = await open();
    const { search, engine } = harness;
    let after = '';
    await fc.assert(
      fc.asyncProperty(fc.array(anyCounted, { minLength: 1, maxLength: 30 }), async (captures) => {
        const from = after;
        const events = await storeAll(harness, captures);
        after = events.at(-1)?.cursor ?? '';
        const { rows } = await search.find(filterOf(''), {
          order: 'newest',
          limit: 1_000,
          after: from,
        });
        expect(await engine.facets(rows)).toEqual(naiveFacets(events));
      }),
      { numRuns: 8 },
    );
    const many = Array.from({ length: 120 }, (_, i) => {
      const extension = i % 60;
      return formCapture({ target: `/?myid=${i}`, body: `CallerExtension=0*${extension}%0a5@x` });
    });
    const events = await storeAll(harness, many);
    const { rows } = await search.find(filterOf(''), { order: 'newest', limit: 1_000, after });
    const facets = await engine.facets(rows);
    expect(facets).toEqual(naiveFacets(events));
    expect([facets.myid.length, facets.ext.length]).toEqual([maxFacetValues, maxFacetValues]);
    expect(facets.ext[0]).toEqual({ value: '0*0\n5', count: 2 });
  });

  test('an equal request of the day before is a duplicate of the first such', async () => {
    await using harness = await open();
    const { engine } = harness;
    const events: Event[] = [];
    let duplicates = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyRepeated, { minLength: 5, maxLength: 20 }), async (captures) => {
        const stored = await storeAll(harness, captures);
        for (const event of stored) {
          const original = events.find((other) => isRepeatOf(event, other));
          if (original) duplicates++;
          expect(await engine.duplicateOf(event.cursor)).toBe(original?.id);
          events.push(event);
        }
        const rows = await engine.list({ order: 'newest', limit: stored.length });
        for (const { cursor, json } of await engine.show(rows)) {
          const { duplicateOf } = JSON.parse(json) as { duplicateOf?: string };
          expect(duplicateOf).toBe(await engine.duplicateOf(cursor));
        }
      }),
      { numRuns: 8 },
    );
    expect(duplicates).toBeGreaterThan(5);
    expect(events.length - duplicates).toBeGreaterThan(5);
    await expect(engine.duplicateOf('nonsense')).rejects.toMatchObject({ code: 'bad_cursor' });
  });
}

/** Few of a kind, so that many are equal; some differ only where one part of a request ends and the next begins. */
const anyRepeated = fc
  .record({
    method: fc.constantFrom('GET', 'POST'),
    target: fc.constantFrom('/?myid=1', '/?myid=2', '/?myid=1&b=%ff', '/?\xff', '/?\xfe'),
    body: fc.constantFrom('', '1', 'a=1', 'a=2', '\xff\0', '\xfe\0'),
    receivedAtUs: fc
      .tuple(fc.constantFrom(0, 1, 2, 3), fc.constantFrom(-1, 0, 1))
      .map(([days, us]) => borderUs + days * dayUs + us),
  })
  .map(formCapture);

function isRepeatOf(event: Event, other: Event): boolean {
  return (
    event.head === other.head &&
    Buffer.compare(event.body, other.body) === 0 &&
    Math.abs(event.receivedAtUs - other.receivedAtUs) <= dayUs
  );
}

function unlessTooMany(error: unknown): undefined {
  if (toAppError(error).code !== 'bad_request') throw error;
}

function entryOf(event: Event): IndexEntry {
  const read = readEvent(event);
  return indexEntry(read, subjectOf(read));
}

function naiveCounts(
  events: readonly Event[],
  range: { fromUs: number; untilUs: number; bucketUs: number; by: 'type' | 'myid' },
): readonly HistogramCount[] {
  const counts: HistogramCount[] = [];
  for (const event of events) {
    const { receivedAtUs, [range.by]: value } = entryOf(event);
    if (receivedAtUs < range.fromUs || receivedAtUs >= range.untilUs) continue;
    const atUs = Math.floor(receivedAtUs / range.bucketUs) * range.bucketUs;
    const at = counts.findIndex((other) => other.atUs === atUs && other.value === value);
    const { count } = counts[at] ?? { count: 0 };
    counts.splice(at < 0 ? counts.length : at, 1, { atUs, value, count: count + 1 });
  }
  return sorted(counts);
}

function sorted(counts: readonly HistogramCount[]): readonly HistogramCount[] {
  return counts.toSorted((a, b) => a.atUs - b.atUs || (a.value < b.value ? -1 : 1));
}

function naiveFacets(events: readonly Event[]): unknown {
  const entries = events.map(entryOf);
  const valuesOf = (entry: IndexEntry, name: (typeof facetNames)[number]): readonly string[] => {
    if (name === 'ext') return [...new Set(entry.extensions)];
    if (name === 'finding') return [...new Set(entry.findings.match(/RL\d{3}/g))];
    return [entry[name] ?? ''];
  };
  const counted = facetNames.map((name) => {
    const all = entries.flatMap((entry) => valuesOf(entry, name)).filter((value) => value !== '');
    const counts = [...new Set(all)].map((value) => ({
      value,
      count: all.filter((other) => other === value).length,
    }));
    const byCount = counts.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return [name, byCount.slice(0, maxFacetValues)] as const;
  });
  return Object.fromEntries(counted);
}
