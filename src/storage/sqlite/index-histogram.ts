import { AppError } from '../../errors.ts';
import type { HistogramCount, HistogramQuery, Rows } from '../../index/search-engine.ts';
import type { EventType } from '../../protocol/classify.ts';
import { matches } from '../../query/match.ts';
import { Subject } from '../../query/subject.ts';
import { jsonOf, type IndexReader } from './index-reader.ts';
import { slotUs } from './index-slots.ts';

/** As `SearchEngine.histogram`. Whole slots come from the tally; what is finer, or at the edges, is counted row by row. */
export function histogram(index: IndexReader, query: HistogramQuery): HistogramCount[] {
  const counts = new Counts(query);
  if (query.rows) countRows(index, query.rows, counts, query);
  else if (query.bucketUs % slotUs === 0) countTally(index, counts, query);
  else countBetween(index, counts, query, query.fromUs, query.untilUs);
  return counts.list();
}

type Range = Pick<HistogramQuery, 'bucketUs' | 'by' | 'filter'>;

/** Sums by bucket and value. */
class Counts {
  readonly #bucketUs: number;
  readonly #counts = new Map<string, HistogramCount>();

  constructor({ bucketUs }: HistogramQuery) {
    this.#bucketUs = bucketUs;
  }

  add(atUs: number, value: string, count: number): void {
    const bucketAtUs = Math.floor(atUs / this.#bucketUs) * this.#bucketUs;
    const key = `${bucketAtUs} ${value}`;
    const before = this.#counts.get(key)?.count ?? 0;
    if (before === 0 && this.#counts.size === maxCounts) throw tooManyCounts();
    this.#counts.set(key, { atUs: bucketAtUs, value, count: before + count });
  }

  list(): HistogramCount[] {
    return [...this.#counts.values()].sort((a, b) => a.atUs - b.atUs);
  }
}

/**
 * Who sends makes up the owners, and as many as there are events; the answer passes through the thread that receives. So many take it a
 * sixth of a second; of types there are never more.
 */
const maxCounts = 60_000;

function tooManyCounts(): AppError {
  return new AppError(
    'bad_request',
    `That would be more than ${maxCounts} counts. Parameter "bucket" must be longer, the time shorter, or "by" type.`,
  );
}

function countRows(index: IndexReader, rows: Rows, counts: Counts, query: HistogramQuery): void {
  const { by, bucketUs, fromUs, untilUs } = query;
  const counted = index
    .statement<[Record<string, number | string>], { atUs: number; value: string; count: number }>(
      `SELECT min(at_us) AS atUs, event.${by} AS value, count(*) AS count
       FROM json_each(@rows) AS row CROSS JOIN event ON event.seq = row.value
       WHERE at_us >= @fromUs AND at_us < @untilUs GROUP BY at_us / CAST(@bucketUs AS INTEGER), event.${by}`,
    )
    .all({ rows: jsonOf(rows), bucketUs, fromUs, untilUs });
  for (const { atUs, value, count } of counted) counts.add(atUs, value, count);
}

function countTally(index: IndexReader, counts: Counts, query: HistogramQuery): void {
  const { fromUs, untilUs } = query;
  const first = Math.ceil(fromUs / slotUs);
  const end = Math.floor(untilUs / slotUs);
  if (first >= end) {
    countBetween(index, counts, query, fromUs, untilUs);
    return;
  }
  const bucketSlots = query.bucketUs / slotUs;
  // Only what is asked about: the sums of a day are tens of thousands where there are many owners.
  const named = new Set(query.filter?.terms.map(({ key }) => key)).add(query.by);
  const type = named.has('type') ? 'type' : "'unknown'";
  const myid = named.has('myid') ? 'myid' : "''";
  // The table's own order spares sorting. Numbers are bound as REAL: without the cast each slot would be a group of its own.
  const bucket = bucketSlots === 1 ? 'slot' : 'slot / CAST(@bucketSlots AS INTEGER)';
  const rows = index
    .statement<[{ first: number; end: number; bucketSlots?: number }], CountedRow>(
      `SELECT min(slot) * ${slotUs} AS atUs, ${type} AS type, ${myid} AS myid, sum(count) AS count FROM tally
       WHERE slot >= @first AND slot < @end GROUP BY ${groupBy(bucket, named)}`,
    )
    .iterate({ first, end, ...(bucketSlots === 1 ? {} : { bucketSlots }) });
  add(rows, counts, query);
  countBetween(index, counts, query, fromUs, first * slotUs);
  countBetween(index, counts, query, end * slotUs, untilUs);
}

function groupBy(bucket: string, named: ReadonlySet<string>): string {
  return [bucket, ...(['type', 'myid'] as const).filter((name) => named.has(name))].join(', ');
}

interface CountedRow {
  readonly atUs: number;
  readonly type: EventType;
  readonly myid: string;
  readonly count: number;
}

function add(rows: Iterable<CountedRow>, counts: Counts, { by, filter }: Range): void {
  const known = new Map<string, boolean>();
  const isAsked = ({ type, myid }: CountedRow): boolean => {
    if (!filter || filter.terms.length === 0) return true;
    const key = `${type} ${myid}`;
    const answer = known.get(key) ?? matches(filter, subjectWith(type, myid));
    if (known.size < maxKnown) known.set(key, answer);
    return answer;
  };
  for (const row of rows) if (isAsked(row)) counts.add(row.atUs, row[by], row.count);
}

/** Enough for all owners there really are. */
const maxKnown = 10_000;

/** As much of an event as a filter by type and owner looks at. */
function subjectWith(type: EventType, myid: string): Subject {
  const decoded = { type, myid, fields: {}, query: [] };
  const request = { receivedAtUs: 0, origin: 'received', method: '', target: '' } as const;
  return new Subject({ ...request, decoded, bodyBytes: 0 });
}

/** Counts one event after another. @throws {AppError} `bad_request` if they are too many */
function countBetween(
  index: IndexReader,
  counts: Counts,
  range: Range,
  fromUs: number,
  untilUs: number,
): void {
  if (fromUs >= untilUs) return;
  const { bucketUs } = range;
  const { first, last, count } = index.rangeOf(fromUs, untilUs);
  if (count > maxCounted && bucketUs % slotUs !== 0)
    throw new AppError(
      'bad_request',
      `There are ${count} events in that time. Parameter "bucket" must be 5m or a multiple of it, or the time shorter.`,
    );
  const rows = index
    .statement<[Record<string, number>], CountedRow>(
      `SELECT min(at_us) AS atUs, type, myid, count(*) AS count FROM event
       WHERE seq BETWEEN @first AND @last AND at_us >= @fromUs AND at_us < @untilUs
       GROUP BY at_us / CAST(@bucketUs AS INTEGER), type, myid`,
    )
    .iterate({ bucketUs, first, last, fromUs, untilUs });
  add(rows, counts, range);
}

/** About a tenth of a second. */
const maxCounted = 300_000;
