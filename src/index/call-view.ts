import type { ApiCall, ApiCallDetail } from '../api/call.ts';
import type { EventSummary } from '../api/event.ts';
import type { ListedFinding } from '../api/finding.ts';
import { isoTime } from '../formats/iso-time.ts';
import { outcomeAt, type CallEvent, type Leg } from '../protocol/call.ts';
import { describeCall } from '../protocol/describe-call.ts';
import { describeEvent } from '../protocol/describe.ts';
import type { JudgedCall } from './call-entry.ts';
import { callName } from './called-event.ts';

/** A call as lists show it. @param about `nowUs`: µs since 1970 UTC; `isPartial`: some of its events were deleted */
export function callView(
  { call, findings }: JudgedCall,
  about: { readonly nowUs: number; readonly isPartial: boolean },
): ApiCall {
  const at = outcomeAt(call, about.nowUs);
  return {
    // Lists keep the ids of thousands of calls, and one may be as long as a body.
    id: callName(call.id),
    myids: [...call.myids],
    outcome: at.outcome,
    final: at.isFinal,
    ...(about.isPartial ? { partial: true } : undefined),
    direction: call.direction,
    caller: call.caller,
    callerName: call.callerName,
    called: call.called,
    did: call.did,
    via: [...call.via],
    answeredBy: call.answeredBy,
    transferredTo: [...call.transferredTo],
    startedAt: isoTime(call.startedAtUs),
    endedAt: call.endedAtUs === undefined ? undefined : isoTime(call.endedAtUs),
    finalAt: call.finalAtUs === undefined ? undefined : isoTime(call.finalAtUs),
    zombieAt: call.zombieAtUs === undefined ? undefined : isoTime(call.zombieAtUs),
    ringUs: call.ringUs,
    talkUs: call.talkUs,
    recIds: [...call.recIds],
    ...(call.hasVoicemail ? { voicemail: true } : undefined),
    legs: call.legs.map(legView),
    eventCount: call.eventCount,
    findings: [...findings],
    sentence: describeCall(call, at),
  };
}

function legView({ isGuessed, isTransfered, events, ...leg }: Leg): ApiCall['legs'][number] {
  return {
    ...leg,
    ...(isGuessed ? { isGuessed } : undefined),
    ...(isTransfered ? { transfered: true } : undefined),
    eventIds: events.map(({ id }) => id),
  };
}

/** What the rules say about a call as a whole: of what is wrong with its events, the events tell. */
export function listedCallFindings({ call, findings }: JudgedCall): readonly ListedFinding[] {
  const at = isoTime(call.startedAtUs);
  return findings.filter(({ scope }) => scope !== 'event').map((finding) => ({ ...finding, at }));
}

/** A call with its events. @param events those it holds, with what lists show of them, in the order in which they were stored */
export function callDetailView(
  judged: JudgedCall,
  events: readonly { readonly event: CallEvent; readonly summary: EventSummary }[],
  about: Parameters<typeof callView>[1],
): ApiCallDetail {
  const { call } = judged;
  const legOf = new Map(call.legs.flatMap((leg) => leg.events.map(({ id }) => [id, leg])));
  return {
    ...callView(judged, about),
    events: events.map(({ event, summary }) => ({
      ...summary,
      sentence: describeEvent(event, { call, leg: legOf.get(event.id) }),
    })),
  };
}
