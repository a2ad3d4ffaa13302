/*
 * Makes a call of its events: puts them in order, parts them into legs, tells phones from IVRs and queues, then direction, outcome and times.
 * Order of arrival plays no part, for the PBX keeps none: everything follows from the events as a set. All of it takes n log n steps.
 */
import { maxCallEvents, type Call, type CallEvent } from './call.ts';
import { answererOf, transfersOf } from './answerers.ts';
import { endsOf } from './call-ends.ts';
import { directed } from './direction.ts';
import { kindsOf } from './extension-kind.ts';
import { answeredLegs, farLegsOf, ringOf, talkOf } from './far-legs.ts';
import { legsOf } from './grouping.ts';
import { toKnownLeg, toLeg, type KnownLeg } from './leg.ts';
import { hasEnded, outcomeOf } from './outcome.ts';
import { routeOf } from './route.ts';
import { byRow, inOrder, type SentEvent } from './sent-event.ts';

/** A queue's hangup follows the IVR's by fractions of a second, says the vendor, who advises to wait a few seconds. */
const graceUs = 5_000_000;

/** Phones do not ring for so long, nor do people wait in silence. */
const ringingLimitUs = 10 * 60_000_000;
const talkingLimitUs = 4 * 3_600_000_000;

/**
 * The call that these events make, which have the same CallID: the same call whatever their order. Never throws, whatever was sent.
 * @param events in any order; of more than `maxCallEvents` the first ones by row count
 * @param eventCount how many it has in all, if not all of them are given
 */
export function assemble(events: readonly CallEvent[], eventCount = events.length): Call {
  const ordered = inOrder(considered(events));
  const id = ordered.find((event) => event.sent('CallID') !== undefined)?.sent('CallID') ?? '';
  const callId = id.toLowerCase();
  const sentLegs = legsOf(callId, ordered);
  const kinds = kindsOf(sentLegs);
  const legs = sentLegs.map((leg) => toKnownLeg(leg, kinds));
  const via = routeOf(sentLegs, kinds);
  const direction = directed(legs);
  const far = farLegsOf(legs, direction);
  const answered = answeredLegs(far);
  const isEnded = hasEnded(legs);
  const endUs = isEnded ? latest(legs, 'hangupAtUs') : undefined;
  const endedAtUs = isEnded ? latest(legs, 'hangupReceivedAtUs') : undefined;
  const did = legs.find((leg) => leg.did !== undefined)?.did;
  const ringUs = ringOf(far, answered, endUs);
  const talkUs = talkOf(answered);
  const answeredBy = answererOf(answered);
  return {
    id: callId,
    myids: unique(ordered.map(({ event }) => event.myid).filter((myid) => myid !== '')),
    outcome: isEnded ? outcomeOf(legs, direction, far, answered) : 'open',
    direction: direction.direction,
    ...endsOf(legs, via, direction),
    ...(did === undefined ? undefined : { did }),
    via,
    ...(answeredBy === undefined ? undefined : { answeredBy }),
    transferredTo: transfersOf(legs, answered),
    ...(ringUs === undefined ? undefined : { ringUs }),
    ...(talkUs === undefined ? undefined : { talkUs }),
    recIds: unique(legs.flatMap(({ recId }) => recId ?? [])),
    hasVoicemail: ordered.some(({ event }) => event.type === 'voicemail'),
    legs: legs.map(toLeg),
    eventCount,
    ...timesOf(ordered, legs, endedAtUs),
  };
}

function considered(events: readonly CallEvent[]): readonly CallEvent[] {
  return events.length > maxCallEvents ? events.toSorted(byRow).slice(0, maxCallEvents) : events;
}

/** By the receive clock, like the events in a list: the PBX's may be wrong, and events may be sent again long after. */
function timesOf(
  events: readonly SentEvent[],
  legs: readonly KnownLeg[],
  endedAtUs: number | undefined,
): Pick<Call, 'startedAtUs' | 'endedAtUs' | 'finalAtUs' | 'zombieAtUs'> {
  let startedAtUs = Infinity;
  let lastAtUs = 0;
  for (const { event } of events) {
    startedAtUs = Math.min(startedAtUs, event.receivedAtUs);
    lastAtUs = Math.max(lastAtUs, event.receivedAtUs);
  }
  if (startedAtUs === Infinity) startedAtUs = 0;
  if (endedAtUs !== undefined) return { startedAtUs, endedAtUs, finalAtUs: endedAtUs + graceUs };
  const isTalking = legs.some(({ state }) => state === 'talking');
  return { startedAtUs, zombieAtUs: lastAtUs + (isTalking ? talkingLimitUs : ringingLimitUs) };
}

function latest(
  legs: readonly KnownLeg[],
  time: 'hangupAtUs' | 'hangupReceivedAtUs',
): number | undefined {
  let latestUs: number | undefined;
  for (const { [time]: atUs } of legs)
    if (atUs !== undefined && (latestUs === undefined || atUs > latestUs)) latestUs = atUs;
  return latestUs;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
