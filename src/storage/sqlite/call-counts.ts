import type { CallCounts, CallFacets } from '../../index/call-engine.ts';
import { rulesIn, zombieFinding } from '../../index/call-entry.ts';
import type { Rows } from '../../index/search-engine.ts';
import { maxCallEvents } from '../../protocol/call.ts';
import { eventRules } from '../../protocol/event-rules.ts';
import { outcomeNow } from './call-histogram.ts';
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
  const { ext, myid } = parties(index, rows);
  return {
    outcome: outcome.mostFrequent(),
    direction: direction.mostFrequent(),
    finding: finding.mostFrequent(),
    ext: ext.mostFrequent(),
    myid: myid.mostFrequent(),
  };
}

/** Each name counts once in a call. One statement for all: one a call would take ten times as long. */
function parties(index: IndexReader, rows: Rows): Record<'ext' | 'myid', ValueCounts> {
  const each = index
    .statement<[Record<string, unknown>], string>(
      `SELECT event.call || char(0) || myid || char(0) || ifnull(ext, '')
       FROM json_each(@rows) AS wanted CROSS JOIN event ON event.call = wanted.value LIMIT @limit`,
    )
    .pluck();
  const seen = new Map<string, { count: number; readonly texts: Set<string> }>();
  for (const text of each.iterate({ rows: jsonOf(rows), limit: maxPartyEvents })) {
    const at = text.indexOf('\0');
    const call = text.slice(0, at);
    const own = seen.get(call) ?? { count: 0, texts: new Set() };
    if (own.count === 0) seen.set(call, own);
    if (own.count++ < maxCallEvents) own.texts.add(text.slice(at + 1));
  }
  const ext = new ValueCounts();
  const myid = new ValueCounts();
  for (const { texts } of seen.values()) {
    const pairs = Array.from(texts, (text) => text.split('\0'));
    for (const name of new Set(pairs.map(([owner = '']) => owner)))
      if (name !== '') myid.add(name, 1);
    const names = pairs.flatMap(([, json = '']) =>
      json === '' ? [] : (JSON.parse(json) as string[]),
    );
    for (const name of new Set(names)) ext.add(name, 1);
  }
  return { ext, myid };
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

/** Far more than as many usual calls have; made up ones would have any number of names. */
const maxPartyEvents = 100_000;

interface CallKind {
  readonly outcome: string;
  readonly direction: string;
  readonly findings: string;
  readonly count: number;
}
