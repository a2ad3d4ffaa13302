import type { CallEvent } from '../../src/protocol/call.ts';
import { assemble } from '../../src/protocol/assemble.ts';
import { decodeEvent, type DecodedEvent } from '../../src/protocol/decode.ts';
import type { EventFacts, Finding } from '../../src/protocol/rule.ts';
import { findingsOfCall, findingsOfEvent } from '../../src/protocol/rules.ts';
import type { PlannedEvent } from '../../src/pbx/planned-event.ts';
import { toRequest, type SendMethod } from '../../src/pbx/to-request.ts';

/** When the scenarios of the tests begin: not on a step of the clock. */
export const startUs = 1_755_763_200_000_123;

export const vendorUrl = new URL('https://somehost.com/fordel/show.php?myid=175');

/** An event of the simulator as a receiver has it. */
export interface PlayedEvent extends CallEvent, DecodedEvent {
  readonly facts: EventFacts;
}

/** The events as they are received, each 38 ms after it was sent. */
export function received(
  events: readonly PlannedEvent[],
  method: SendMethod = 'GET',
  url = vendorUrl,
): readonly PlayedEvent[] {
  return events.map((event, place) => {
    const { target, headers, body } = toRequest(event, { method, url });
    const contentType = headers.find(([name]) => name === 'Content-Type')?.[1];
    const decoded = decodeEvent({ target, contentType, body });
    const row = place + 1;
    const id = `event ${row}`;
    const receivedAtUs = startUs + event.offsetMs * 1_000 + 38_000;
    const facts = { ...decoded, id, receivedAtUs, method, contentType, bodyBytes: body.length };
    return { ...decoded, id, row, receivedAtUs, facts };
  });
}

/** What the rules say of events one by one, and of the calls they make. */
export function findingsOf(events: readonly PlayedEvent[], nowUs?: number): readonly Finding[] {
  const byCall = Map.groupBy(
    events.filter(({ callId }) => callId !== undefined),
    ({ callId }) => callId?.toLowerCase(),
  );
  return [
    ...events.flatMap(({ facts }) => findingsOfEvent(facts)),
    ...[...byCall.values()].flatMap((own) => findingsOfCall(assemble(own), nowUs)),
  ];
}

/** The rules among findings, each once, as `RL003 warn`. */
export function rulesIn(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ rule, level }) => `${rule} ${level}`))].sort();
}
