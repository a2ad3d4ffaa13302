import { assemble } from '../protocol/assemble.ts';
import type { Call, Direction } from '../protocol/call.ts';
import type { Finding } from '../protocol/rule.ts';
import { shortId } from '../protocol/quote.ts';
import { findingsOfCall, maxFindings } from '../protocol/rules.ts';
import type { CallFacts } from '../query/call-facts.ts';
import type { CalledEvent } from './called-event.ts';

/** What the index keeps of a call: enough to find and to count it; the rest is made of its events when it is shown. */
export interface CallEntry {
  /** `callKey` of its events. */
  readonly key: string;
  /** The number of its first event. */
  readonly row: number;
  /** The number of its last event. */
  readonly last: number;
  readonly count: number;
  readonly startedAtUs: number;
  /** As its events say: a reader who knows the time says `zombie`. */
  readonly outcome: Call['outcome'];
  readonly direction: Direction;
  /** Absent when it has ended. */
  readonly zombieAtUs?: number | undefined;
  readonly talkUs?: number | undefined;
  readonly ringUs?: number | undefined;
  /** `findingMarks` of the call and its events; empty if there are none. */
  readonly findings: string;
  /** Somebody talked, and no RecID was sent. */
  readonly isUnrecorded: boolean;
  /** Some of its events were deleted. */
  readonly isPartial: boolean;
  /** It may have more events than it holds. */
  readonly isFull: boolean;
}

/** A call with what the rules say of it and of its events. */
export interface JudgedCall {
  readonly call: Call;
  /** At most `maxFindings`. */
  readonly findings: readonly Finding[];
  /** `findingMarks` of all of them, also those beyond. */
  readonly marks: string;
}

/**
 * Makes a call of its events.
 * @param count how many it has, if not all of them are given
 * @param nowUs µs since 1970 UTC; without it nothing is said about a call that should have ended
 */
export function judgedCall(
  events: readonly CalledEvent[],
  count: number,
  nowUs?: number,
): JudgedCall {
  const call = assemble(events, count);
  const findings = [...findingsOfCall(call, nowUs)];
  const marks = new Set(findings.map(markOf));
  const callId = shortId(call.id);
  for (const { subject } of events)
    for (const finding of subject.findings) {
      marks.add(markOf(finding));
      if (findings.length < maxFindings) findings.push({ ...finding, callId });
    }
  return { call, findings, marks: joined(marks) };
}

/** What to keep of a call. @param events at least one, in the order in which they were stored */
export function callEntry(
  key: string,
  { call, marks }: JudgedCall,
  place: Pick<CallEntry, 'row' | 'last' | 'isPartial' | 'isFull'>,
): CallEntry {
  return {
    key,
    row: place.row,
    last: place.last,
    isPartial: place.isPartial,
    isFull: place.isFull,
    count: call.eventCount,
    startedAtUs: call.startedAtUs,
    outcome: call.outcome,
    direction: call.direction,
    zombieAtUs: call.zombieAtUs,
    talkUs: call.talkUs,
    ringUs: call.ringUs,
    findings: marks,
    isUnrecorded: isTalk.has(call.outcome) && call.recIds.length === 0,
  };
}

const isTalk: ReadonlySet<Call['outcome']> = new Set(['answered', 'forwarded']);

/** Which rules found something, and at which level: `RL003:warn RL031:info`. */
export function findingMarks(findings: readonly Pick<Finding, 'rule' | 'level'>[]): string {
  return findings.length === 0 ? '' : joined(new Set(findings.map(markOf)));
}

function markOf({ rule, level }: Pick<Finding, 'rule' | 'level'>): string {
  return `${rule}:${level}`;
}

function joined(marks: ReadonlySet<string>): string {
  return [...marks].sort().join(' ');
}

/** The rules in `findingMarks`, each once. */
export function rulesIn(marks: string): ReadonlySet<string> {
  return new Set(marks === '' ? [] : marks.split(' ').map((mark) => mark.slice(0, 5)));
}

/** What a filter may ask of a call, as of now. */
export function factsOf(
  entry: Pick<
    CallEntry,
    'startedAtUs' | 'outcome' | 'direction' | 'zombieAtUs' | 'talkUs' | 'ringUs' | 'findings'
  >,
  nowUs: number,
): CallFacts {
  const { startedAtUs, direction, talkUs, ringUs, zombieAtUs } = entry;
  const isZombie = zombieAtUs !== undefined && nowUs >= zombieAtUs;
  const marks = entry.findings === '' ? [] : entry.findings.split(' ');
  if (isZombie) marks.push(markOf(zombieFinding));
  return {
    outcome: isZombie ? 'zombie' : entry.outcome,
    direction,
    startedAtUs,
    talkUs,
    ringUs,
    findings: marks.map((mark) => {
      const [rule = '', level = ''] = mark.split(':');
      return { rule, level };
    }),
  };
}

/** What is found of every zombie and of no other call. Only time can say it, so `findingMarks` of a call that is indexed lack it. */
export const zombieFinding = { rule: 'RL022', level: 'error' } as const;
