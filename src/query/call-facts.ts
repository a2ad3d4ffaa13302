import type { Direction, Outcome } from '../protocol/call.ts';

/** What is known of a call that a filter may ask for. */
export interface CallFacts {
  /** As of now: may be `zombie`. */
  readonly outcome: Outcome;
  readonly direction: Direction;
  /** µs since 1970 UTC. */
  readonly startedAtUs: number;
  readonly talkUs?: number | undefined;
  readonly ringUs?: number | undefined;
  /** Of the call and of its events. */
  readonly findings: readonly FindingFacts[];
}

/** What a filter may ask of a finding: the id of its rule, and its level. */
export interface FindingFacts {
  readonly rule: string;
  readonly level: string;
}
