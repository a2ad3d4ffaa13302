import type { CallCounts, CallFacets, CallHistogramQuery } from '../../index/call-engine.ts';
import { rulesIn, zombieFinding } from '../../index/call-entry.ts';
import type { HistogramCount, Rows } from '../../index/search-engine.ts';
import { maxCallEvents } from '../../protocol/call.ts';
import { eventRules } from '../../protocol/event-rules.ts';
import type { CallNarrowing } from '../../query/narrow-calls.ts';
import { callCondition } from './call-condition.ts';
import { jsonOf, type IndexReader } from './index-reader.ts';
import { ValueCounts } from './value-counts.ts';

/** As `CallEngine.callFacets`. */
export function callFacets(index: IndexReader, rows: Rows, nowUs: number): CallFacets {
  const outcome = new ValueCounts();
  const direction = new ValueCounts();
  const finding = new ValueCounts();
  const kinds = index.statement<[Record<string, unknown>], CallKind>(
    `SELECT ${outcomeNow} AS outcome, direction, ifnull(findings, '') AS findings, count(*) AS count
     FROM json_each(@rows) AS wanted CROSS JOIN call ON call.row = wanted.value GROUP BY 1, 2, 3`,
  );
  for (const kind of kinds.all({ rows: jsonOf(rows), nowUs })) {
    outcome.add(kind.outcome, kind.count);
    direction.add(kind.direction, kind.count);
    for (const rule of rulesIn(kind.findings)) finding.add(rule, kind.count);
    if (kind.outcome === 'zombie') finding.add(zombieFinding.rule, kind.count);
  }
  const ext = new ValueCounts();
  const myid = new ValueCounts();
  const parties = index.statement<[number, number], PartyRow>(
    'SELECT ext, myid FROM event WHERE call = ? ORDER BY seq LIMIT ?',
  );
  let left = maxPartyEvents;
  for (const row of rows) {
    const events = parties.all(row, Math.min(left, maxCallEvents));
    left -= events.length;
    for (const name of new Set(events.map((event) => event.myid)))
      if (name !== '') myid.add(name, 1);
    const names = [...new Set(events.map((event) => event.ext))].flatMap((text) =>
      text === null ? [] : (JSON.parse(text) as string[]),
    );
    for (const name of new Set(names)) ext.add(name, 1);
    if (left <= 0) break;
  }
  return {
    outcome: outcome.mostFrequent(),
    direction: direction.mostFrequent(),
    finding: finding.mostFrequent(),
    ext: ext.mostFrequent(),
    myid: myid.mostFrequent(),
  };
}

/** As `CallEngine.callHistogram`. */
export function callHistogram(
  index: IndexReader,
  { of, bucketUs, by, nowUs }: CallHistogramQuery,
): HistogramCount[] {
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

/** As `CallEngine.callCounts`. */
export function callCounts(index: IndexReader, nowUs: number): CallCounts {
  const outcomes = index
    .statement<[], { outcome: string; count: number }>(
      'SELECT outcome, count(*) AS count FROM call GROUP BY outcome',
    )
    .all();
  const zombies =
    index
      .statement<[number], number>('SELECT count(*) FROM call WHERE zombie_us <= ?')
      .pluck()
      .get(nowUs) ?? 0;
  const unrecorded =
    index
      .statement<[], number>('SELECT count(*) FROM call WHERE is_unrecorded = 1')
      .pluck()
      .get() ?? 0;
  const findings = new Map<string, number>();
  if (zombies > 0) findings.set(zombieFinding.rule, zombies);
  for (const table of ['event', 'call'])
    for (const row of index
      .statement<[], { findings: string; count: number }>(
        `SELECT findings, count(*) AS count FROM ${table} WHERE findings IS NOT NULL GROUP BY findings`,
      )
      .all())
      // Those of its events are part of a call's: they are counted there.
      for (const rule of rulesIn(row.findings))
        if (table === 'event' || !eventRuleIds.has(rule))
          findings.set(rule, (findings.get(rule) ?? 0) + row.count);
  const byOutcome = Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome, count]));
  const { open = 0 } = byOutcome;
  return {
    outcomes: { ...byOutcome, open: open - zombies, zombie: zombies },
    unrecorded,
    findings: Object.fromEntries(findings),
  };
}

const eventRuleIds: ReadonlySet<string> = new Set(eventRules.map(({ id }) => id));

const outcomeNow = "iif(zombie_us <= @nowUs, 'zombie', outcome)";

/** Far more than as many usual calls have; made up ones would have any number of names. */
const maxPartyEvents = 100_000;

interface CallKind {
  readonly outcome: string;
  readonly direction: string;
  readonly findings: string;
  readonly count: number;
}

interface StretchRow {
  readonly stretch: number;
  readonly value: string;
  readonly count: number;
}

interface PartyRow {
  readonly ext: string | null;
  readonly myid: string;
}
