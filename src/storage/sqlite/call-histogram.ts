import type { CallHistogramQuery } from '../../index/call-engine.ts';
import type { HistogramCount, Rows } from '../../index/search-engine.ts';
import { outcomes } from '../../protocol/call.ts';
import type { CallNarrowing } from '../../query/narrow-calls.ts';
import { callCondition } from './call-condition.ts';
import { jsonOf, type IndexReader } from './index-reader.ts';

/** As `CallEngine.callHistogram`. */
export function callHistogram(index: IndexReader, query: CallHistogramQuery): HistogramCount[] {
  const { of, bucketUs, by, nowUs } = query;
  if (by === 'outcome' && !(of instanceof Float64Array)) {
    const { fromUs, untilUs, terms } = of;
    if (terms.length === 0 && fromUs !== undefined && untilUs !== undefined)
      return allOutcomes(index, { fromUs, untilUs, bucketUs, nowUs });
  }
  const { source, values } = of instanceof Float64Array ? given(of) : selected(index, of, nowUs);
  const each = index.statement<[Record<string, unknown>], StretchRow>(
    `SELECT started_us / CAST(@bucketUs AS INTEGER) AS stretch,
       ${by === 'outcome' ? outcomeNow : 'direction'} AS value, count(*) AS count
     ${source} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return each
    .all({ ...values, bucketUs, nowUs })
    .map(({ stretch, value, count }) => ({ atUs: stretch * bucketUs, value, count }));
}

/** The outcome of a row of table `call` at `@nowUs`. */
export const outcomeNow = "iif(zombie_us <= @nowUs, 'zombie', outcome)";

interface Source {
  readonly source: string;
  readonly values: Record<string, unknown>;
}

function given(rows: Rows): Source {
  return {
    source: 'FROM json_each(@rows) AS wanted CROSS JOIN call ON call.row = wanted.value',
    values: { rows: jsonOf(rows) },
  };
}

function selected(index: IndexReader, narrowing: CallNarrowing, nowUs: number): Source {
  const bounds = index.callsWithinTimes({ first: 1, last: Number.MAX_SAFE_INTEGER }, narrowing);
  const { sql, values } = callCondition(narrowing, nowUs);
  return {
    source: `FROM call WHERE row BETWEEN CAST(@first AS INTEGER) AND CAST(@last AS INTEGER) ${sql}`,
    values: { ...values, ...bounds },
  };
}

/**
 * All calls that began between two times: each count is a range of the index by outcome and time. Grouping them would sort them, which takes
 * five times as long.
 */
function allOutcomes(
  index: IndexReader,
  range: Record<'fromUs' | 'untilUs' | 'bucketUs' | 'nowUs', number>,
): HistogramCount[] {
  const { fromUs, untilUs, bucketUs, nowUs } = range;
  if (fromUs >= untilUs) return [];
  const first = Math.floor(fromUs / bucketUs);
  const last = Math.floor((untilUs - 1) / bucketUs);
  const kept = index.statement<[Record<string, unknown>], StretchRow>(
    `WITH RECURSIVE stretch (n) AS (
       SELECT CAST(@first AS INTEGER) UNION ALL SELECT n + 1 FROM stretch WHERE n < CAST(@last AS INTEGER)
     )
     SELECT n AS stretch, wanted.value AS value, (
       SELECT count(*) FROM call WHERE outcome = wanted.value
         AND started_us >= max(n * CAST(@bucketUs AS INTEGER), CAST(@fromUs AS INTEGER))
         AND started_us < min((n + 1) * CAST(@bucketUs AS INTEGER), CAST(@untilUs AS INTEGER))
     ) AS count
     FROM stretch CROSS JOIN json_each(@outcomes) AS wanted`,
  );
  const zombies = index.statement<[Record<string, unknown>], StretchRow>(
    `SELECT started_us / CAST(@bucketUs AS INTEGER) AS stretch, 'zombie' AS value, count(*) AS count FROM call
     WHERE zombie_us <= @nowUs AND started_us >= @fromUs AND started_us < @untilUs GROUP BY 1 ORDER BY 1`,
  );
  const found = zombies.all({ fromUs, untilUs, bucketUs, nowUs });
  const zombiesIn = new Map(found.map(({ stretch, count }) => [stretch, count]));
  const names = JSON.stringify(outcomes.filter((outcome) => outcome !== 'zombie'));
  const counts = kept
    .all({ first, last, bucketUs, fromUs, untilUs, outcomes: names })
    // A row says `open` of zombies, too.
    .map((row) =>
      row.value === 'open' ? { ...row, count: row.count - (zombiesIn.get(row.stretch) ?? 0) } : row,
    );
  return [...counts, ...found]
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.stretch - b.stretch || (a.value < b.value ? -1 : 1))
    .map(({ stretch, value, count }) => ({ atUs: stretch * bucketUs, value, count }));
}

interface StretchRow {
  readonly stretch: number;
  readonly value: string;
  readonly count: number;
}
