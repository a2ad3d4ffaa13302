import type { Call } from './call.ts';
import { callRules } from './call-rules.ts';
import { eventRules } from './event-rules.ts';
import { legRules } from './leg-rules.ts';
import { shortId } from './quote.ts';
import type { EventFacts, ExtensionSummary, Finding, Note, Rule } from './rule.ts';
import { arrivalRules, extensionRules } from './stream-rules.ts';

/** Findings on one event, call or extension; further ones say nothing new. */
export const maxFindings = 100;

/** What the rules say of one event by itself: at most `maxFindings`, by rule. Never throws, whatever was sent. */
export function findingsOfEvent(event: EventFacts): readonly Finding[] {
  const found: Finding[] = [];
  const place = { eventId: event.id };
  for (const rule of eventRules) rule.check(event, noteInto(found, rule, place));
  return found;
}

/**
 * What the rules say of a call, its legs and the way its events arrived: at most `maxFindings`. What is said of its events one by one is
 * not among it. Never throws.
 * @param nowUs µs since 1970 UTC; without it nothing is said about a call that should have ended
 */
export function findingsOfCall(call: Call, nowUs?: number): readonly Finding[] {
  const found: Finding[] = [];
  const place = call.id === '' ? {} : { callId: shortId(call.id) };
  for (const rule of callRules) rule.check(call, noteInto(found, rule, place), nowUs);
  for (const rule of arrivalRules) rule.check(call, noteInto(found, rule, place), nowUs);
  for (const leg of call.legs) {
    const ofLeg = { ...place, subCallId: leg.subCallId };
    for (const rule of legRules) rule.check(leg, noteInto(found, rule, ofLeg));
    if (found.length >= maxFindings) break;
  }
  return found;
}

/**
 * What the rules say of all that one extension sent.
 * @param others what other extensions sent: without them nobody knows whose a myid is
 */
export function findingsOfStream(
  summary: ExtensionSummary,
  others: readonly ExtensionSummary[] = [],
): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of extensionRules) rule.check(summary, noteInto(found, rule, {}), others);
  return found;
}

type Place = Pick<Finding, 'eventId' | 'callId' | 'subCallId'>;

function noteInto(found: Finding[], rule: Rule, place: Place): Note {
  return (remark) => {
    if (found.length < maxFindings) {
      const finding = {
        rule: rule.id,
        level: rule.level,
        scope: rule.scope,
        ...place,
        ...remark,
      };
      const { subCallId } = finding;
      found.push(subCallId === undefined ? finding : { ...finding, subCallId: shortId(subCallId) });
    }
    return found.length < maxFindings;
  };
}
