import type { CallFacts } from './call-facts.ts';
import { callFits, findingFits, timeFits } from './call-term.ts';
import { eventFits, minIdPrefix } from './event-term.ts';
import {
  isCallTerm,
  isEventTerm,
  isTimeTerm,
  type Filter,
  type Term,
  type Value,
} from './filter.ts';
import { fold } from './fold.ts';
import type { Subject } from './subject.ts';

/**
 * Whether an event fits a filter. This alone decides; what an index selects is checked by it.
 * @param call what is known of the call the event is of, which terms about calls ask for; without one they do not hold, but negated they do
 */
export function matches(filter: Filter, subject: Subject, call?: CallFacts): boolean {
  for (const term of filter.terms) if (!holds(term, subject, call)) return false;
  return true;
}

/** Whether the filter's terms about calls, if it has any, hold of an event of this call: as much of `matches` as needs no event. */
export function callTermsHold({ terms }: Filter, call: CallFacts | undefined): boolean {
  for (const term of terms)
    if (isCallTerm(term) && (call !== undefined && callFits(term, call)) === term.isNegated)
      return false;
  return true;
}

/** For each term of the filter, in order, whether it holds. @param call as `matches` takes it */
export function termResults(
  filter: Filter,
  subject: Subject,
  call?: CallFacts,
): readonly boolean[] {
  return filter.terms.map((term) => holds(term, subject, call));
}

function holds(term: Term, subject: Subject, call: CallFacts | undefined): boolean {
  return isTrue(term, subject, call) !== term.isNegated;
}

function isTrue(term: Term, subject: Subject, call: CallFacts | undefined): boolean {
  if (isEventTerm(term)) return eventFits(term, subject);
  if (isTimeTerm(term)) return timeFits(term, subject.receivedAtUs);
  if (term.key === 'finding') return findingFits(term, subject.findings);
  return call !== undefined && callFits(term, call);
}

/** Whether a term asks for a certain call, party or text: an event it fits is what somebody looks for, even where the rest is wrong. */
export function isTelling({ key, isNegated }: Term): boolean {
  return !isNegated && tellingKeys.has(key);
}

const tellingKeys: ReadonlySet<string> = new Set(['call', 'leg', 'num', 'ext', 'f', 'text']);

/** Keys whose terms ask for one value of an event, the most telling first. */
const equalityNames = ['call', 'leg', 'myid', 'status', 'type', 'method', 'origin'] as const;

type EqualityName = (typeof equalityNames)[number];

/** What every match of a filter has: this key with one of these values. */
export interface Equality {
  readonly key: EqualityName;
  /** Folded; of ids the first 6 characters. */
  readonly values: readonly string[];
}

/**
 * The most telling thing that every match has, for finding the filters an event may match without trying them all: `key=value` is then
 * among the `equalityKeys` of the event. Undefined if the filter asks for no such thing.
 */
export function firstEquality(filter: Filter): Equality | undefined {
  for (const key of equalityNames)
    for (const term of filter.terms)
      if (term.key === key && !term.isNegated)
        return { key, values: [...new Set(term.values.map((value) => valueOf(key, value)))] };
  return undefined;
}

function valueOf(key: EqualityName, { wanted }: Value): string {
  return key === 'call' || key === 'leg' ? wanted.slice(0, minIdPrefix) : wanted;
}

/** `key=value` of an event for each key that `firstEquality` can give. */
export function equalityKeys(subject: Subject): readonly string[] {
  const keys = [
    `myid=${fold(subject.myid)}`,
    `type=${subject.type}`,
    `method=${fold(subject.method)}`,
    `origin=${subject.origin}`,
  ];
  const { callId, subCallId, status } = subject;
  if (callId !== undefined) keys.push(`call=${fold(callId).slice(0, minIdPrefix)}`);
  if (subCallId !== undefined) keys.push(`leg=${fold(subCallId).slice(0, minIdPrefix)}`);
  if (status !== undefined) keys.push(`status=${fold(status)}`);
  return keys;
}
