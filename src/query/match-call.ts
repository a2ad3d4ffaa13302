import type { CallFacts } from './call-facts.ts';
import { callFits, findingFits, timeFits } from './call-term.ts';
import { eventFits } from './event-term.ts';
import { isEventTerm, isTimeTerm, type EventTerm, type Filter, type Term } from './filter.ts';
import type { Subject } from './subject.ts';

/**
 * Whether a call fits a filter. This alone decides; what an index selects is checked by it. Of the terms about events, the positive ones
 * must all hold on one and the same event, and what a negated one asks for must be on none.
 * @param events those of the call; gone through only if the filter asks for events (`asksEvents`), and no further than needed
 */
export function matchesCall(filter: Filter, call: CallFacts, events: Iterable<Subject>): boolean {
  const wanted: EventTerm[] = [];
  const unwanted: EventTerm[] = [];
  for (const term of filter.terms)
    if (isEventTerm(term)) (term.isNegated ? unwanted : wanted).push(term);
  if (!factsFit(filter, call)) return false;
  if (wanted.length === 0 && unwanted.length === 0) return true;
  let isFound = wanted.length === 0;
  for (const event of events) {
    if (unwanted.some((term) => eventFits(term, event))) return false;
    isFound ||= wanted.every((term) => eventFits(term, event));
    if (isFound && unwanted.length === 0) return true;
  }
  return isFound;
}

/** Whether the filter's terms about calls, findings and times hold of a call: as much of `matchesCall` as needs no event. */
export function factsFit({ terms }: Filter, call: CallFacts): boolean {
  for (const term of terms)
    if (!isEventTerm(term) && isTrue(term, call) === term.isNegated) return false;
  return true;
}

function isTrue(term: Exclude<Term, EventTerm>, call: CallFacts): boolean {
  if (isTimeTerm(term)) return timeFits(term, call.startedAtUs);
  return term.key === 'finding' ? findingFits(term, call.findings) : callFits(term, call);
}

/** Whether the events of a call are needed to say if it fits. */
export function asksEvents(filter: Filter): boolean {
  return filter.terms.some(isEventTerm);
}
