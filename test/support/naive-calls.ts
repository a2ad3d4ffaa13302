/** Calls as they are put together without an index: all of their events, looked at one by one. */
import type { ApiCall } from '../../src/api/call.ts';
import type { ApiFinding, ListedFinding } from '../../src/api/finding.ts';
import { isoTime } from '../../src/formats/iso-time.ts';
import { printableJson } from '../../src/formats/printable.ts';
import { callEntry, factsOf, judgedCall } from '../../src/index/call-entry.ts';
import { callView } from '../../src/index/call-view.ts';
import { calledEvent, type CalledEvent } from '../../src/index/called-event.ts';
import { readEvent, subjectOf } from '../../src/index/event-view.ts';
import type { Event } from '../../src/journal/event.ts';
import type { CallFacts } from '../../src/query/call-facts.ts';
import { findingFits } from '../../src/query/call-term.ts';
import type { Filter } from '../../src/query/filter.ts';
import { fold } from '../../src/query/fold.ts';
import { matchesCall } from '../../src/query/match-call.ts';
import { matches } from '../../src/query/match.ts';

export interface NaiveCall {
  /** Of its first event among those given, from 1. */
  readonly row: number;
  /** The CallID as ids are compared. */
  readonly key: string;
  readonly events: readonly CalledEvent[];
}

/** The events of one call have the same CallID in any case. @param events in commit order @returns calls in the order of their first events */
export function naiveCalls(events: readonly Event[]): readonly NaiveCall[] {
  const called = events.map((event, i) => {
    const read = readEvent(event);
    return calledEvent(i + 1, read, subjectOf(read));
  });
  const byKey = Map.groupBy(called, ({ subject }) => fold(subject.callId ?? ''));
  byKey.delete('');
  return Array.from(byKey, ([key, own]) => ({ key, row: own[0]?.row ?? 0, events: own }));
}

export function naiveFacts({ events }: NaiveCall, nowUs: number): CallFacts {
  const place = { row: 0, last: 0, isPartial: false, isFull: false };
  return factsOf(callEntry('', judgedCall(events, events.length), place), nowUs);
}

export function isNaiveMatch(filter: Filter, call: NaiveCall, nowUs: number): boolean {
  const subjects = call.events.map(({ subject }) => subject);
  return matchesCall(filter, naiveFacts(call, nowUs), subjects);
}

/** A call as lists show it. */
export function naiveView({ events }: NaiveCall, nowUs: number): ApiCall {
  const view = callView(judgedCall(events, events.length, nowUs), { nowUs, isPartial: false });
  return JSON.parse(printableJson(JSON.stringify(view))) as ApiCall; // As it was.
}

/** Those of the events that match, where a filter may ask for their calls, too. */
export function naiveEvents(filter: Filter, events: readonly Event[], nowUs: number): Event[] {
  const factsOfEvent = new Map<string, CallFacts>();
  for (const call of naiveCalls(events)) {
    const facts = naiveFacts(call, nowUs);
    for (const { id } of call.events) factsOfEvent.set(id, facts);
  }
  return events.filter((event) =>
    matches(filter, subjectOf(readEvent(event)), factsOfEvent.get(event.id)),
  );
}

/** What the rules say of matching events and calls, those that stand later first; of an event and a call at one place the event first. */
export function naiveFindings(
  filter: Filter,
  events: readonly Event[],
  nowUs: number,
): readonly ListedFinding[] {
  const ofEvents = naiveEvents(filter, events, nowUs).map((event) => ({
    row: events.indexOf(event) + 1,
    timeUs: event.receivedAtUs,
    findings: subjectOf(readEvent(event)).findings,
  }));
  const ofCalls = naiveCalls(events)
    .filter((call) => isNaiveMatch(filter, call, nowUs))
    .map((call) => {
      const { call: made, findings } = judgedCall(call.events, call.events.length, nowUs);
      const timeUs = made.startedAtUs;
      return { row: call.row, timeUs, findings: findings.filter(({ scope }) => scope !== 'event') };
    });
  return [...ofEvents, ...ofCalls]
    .sort((a, b) => b.row - a.row)
    .flatMap(({ timeUs, findings }) =>
      findings
        .filter((finding) => isAskedFor(filter, finding))
        .map((finding) => ({ ...finding, at: isoTime(timeUs) })),
    );
}

function isAskedFor({ terms }: Filter, finding: ApiFinding): boolean {
  return terms.every(
    (term) => term.key !== 'finding' || findingFits(term, [finding]) !== term.isNegated,
  );
}
