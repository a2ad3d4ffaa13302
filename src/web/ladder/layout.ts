import type { ApiCallDetail } from '../../api/call.ts';
import { assemble } from '../../protocol/assemble.ts';
import type { CallEvent } from '../../protocol/call.ts';
import { layoutLadder } from '../../protocol/ladder-layout.ts';
import { asPlayed, type DrawnLadder } from '../../protocol/ladder-played.ts';
import type { LadderClock } from '../../protocol/ladder.ts';
import { plainEvent } from '../server/plain-event.ts';

/** The ladder of a call as the API tells it. */
export function layoutOf(call: ApiCallDetail, clock: LadderClock): DrawnLadder {
  const events = call.events.map((event, row): CallEvent => ({
    id: event.id,
    row,
    myid: event.myid,
    ...plainEvent(event),
  }));
  const assembled = { ...assemble(events), eventCount: call.eventCount };
  const ladder = layoutLadder(assembled, { clock, nowUs: Date.now() * 1000, events });
  return asPlayed(ladder, call.events);
}
