import type { ApiCallDetail } from '../../api/call.ts';
import { assemble } from '../../protocol/assemble.ts';
import type { CallEvent } from '../../protocol/call.ts';
import { eventTypes } from '../../protocol/classify.ts';
import { layoutLadder } from '../../protocol/ladder-layout.ts';
import type { Ladder, LadderClock } from '../../protocol/ladder.ts';
import { microseconds } from '../text/microseconds.ts';

/** The ladder of a call as the API tells it. */
export function layoutOf(call: ApiCallDetail, clock: LadderClock): Ladder {
  const events = call.events.map((event, row): CallEvent => ({
    id: event.id,
    row,
    receivedAtUs: microseconds(event.receivedAt),
    type: eventTypes.find((type) => type === event.type) ?? 'unknown',
    myid: event.myid,
    // Without a prototype, as a parameter may be called like a part of one.
    fields: Object.assign(Object.create(null) as Record<string, string>, event.fields),
  }));
  const drawn = { ...assemble(events), eventCount: call.eventCount };
  return layoutLadder(drawn, { clock, nowUs: Date.now() * 1000, events });
}
