import { factsOf, type CallEntry } from '../../index/call-entry.ts';
import type { CallFacts } from '../../query/call-facts.ts';

/** What `toFacts` needs of table `call`. */
export const factColumns =
  'call.row AS row, call.started_us, call.outcome, call.direction, call.zombie_us, call.talk_us, call.ring_us, call.findings, call.is_full';

export interface FactRow {
  readonly row: number;
  readonly started_us: number;
  readonly outcome: CallEntry['outcome'];
  readonly direction: CallEntry['direction'];
  readonly zombie_us: number | null;
  readonly talk_us: number | null;
  readonly ring_us: number | null;
  readonly findings: string | null;
  readonly is_full: number;
}

/** What filters ask of a call. */
export function toFacts(row: FactRow, nowUs: number): CallFacts {
  return factsOf(
    {
      startedAtUs: row.started_us,
      outcome: row.outcome,
      direction: row.direction,
      zombieAtUs: row.zombie_us ?? undefined,
      talkUs: row.talk_us ?? undefined,
      ringUs: row.ring_us ?? undefined,
      findings: row.findings ?? '',
    },
    nowUs,
  );
}
