import { AppError } from '../../errors.ts';
import type { HistogramCount, HistogramQuery, Rows } from '../../index/search-engine.ts';
import type { EventType } from '../../protocol/classify.ts';
import { matches } from '../../query/match.ts';
import { Subject } from '../../query/subject.ts';
import type { IndexReader } from './index-reader.ts';
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
    this.#counts.set(key, { atUs: bucketAtUs, value, count: before + count });
  }

  list(): HistogramCount[] {
    return [...this.#counts.values()].sort((a, b) => a.atUs - b.atUs);
  }
}

function countRows(index: IndexReader, rows: Rows, counts: Counts, query: HistogramQuery): void {
  const get = index.statement<[number], { at_us: number; value: string }>(
    `SELECT at_us, ${query.by} AS value FROM event WHERE seq = ?`,
  );
  for (const seq of rows) {
    const row = get.get(seq);
    if (row && row.at_us >= query.fromUs && row.at_us < query.untilUs)
      counts.add(row.at_us, row.value, 1);
  }
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
  // Numbers are bound as REAL: without the cast each slot would be a group of its own.
  const rows = index
    .statement<[{ first: number; end: number; bucketSlots: number }], CountedRow>(
      `SELECT min(slot) * ${slotUs} AS atUs, type, myid, sum(count) AS count FROM tally
       WHERE slot >= @first AND slot < @end GROUP BY slot / CAST(@bucketSlots AS INTEGER), type, myid`,
    )
    .all({ first, end, bucketSlots });
  add(rows, counts, query);
  countBetween(index, counts, query, fromUs, first * slotUs);
  countBetween(index, counts, query, end * slotUs, untilUs);
}

interface CountedRow {
  readonly atUs: number;
  readonly type: EventType;
  readonly myid: string;
  readonly count: number;
}

function add(rows: readonly CountedRow[], counts: Counts, { by, filter }: Range): void {
  const known = new Map<string, boolean>();
  const isAsked = ({ type, myid }: CountedRow): boolean => {
    if (!filter || filter.terms.length === 0) return true;
    const key = `${type} ${myid}`;
    const answer = known.get(key) ?? matches(filter, subjectWith(type, myid));
    known.set(key, answer);
    return answer;
  };
  for (const row of rows) if (isAsked(row)) counts.add(row.atUs, row[by], row.count);
}

/** As much of an event as a filter by type and owner looks at. */
function subjectWith(type: EventType, myid: string): Subject {
  const decoded = { type, myid, fields: {}, query: [] };
  return new Subject({ receivedAtUs: 0, origin: 'received', method: '', target: '', decoded });
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
    .all({ bucketUs, first, last, fromUs, untilUs });
  add(rows, counts, range);
}

/** About a tenth of a second. */
const maxCounted = 300_000;
