import type { ApiCallDetail } from '../../api/call.ts';
import { assemble } from '../../protocol/assemble.ts';
import type { CallEvent } from '../../protocol/call.ts';
import { layoutLadder } from '../../protocol/ladder-layout.ts';
import { isPlayedFast, withoutLags } from '../../protocol/ladder-played.ts';
import type { Ladder, LadderClock } from '../../protocol/ladder.ts';
import { plainEvent } from '../server/plain-event.ts';

/** A ladder as it is drawn. */
export interface DrawnLadder extends Ladder {
  /** See `withoutLags`. */
  readonly isPlayedFast: boolean;
}

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
  const isSimulated = call.events.every(({ origin }) => origin === 'fixture');
  return isSimulated && isPlayedFast(ladder)
    ? { ...withoutLags(ladder), isPlayedFast: true }
    : { ...ladder, isPlayedFast: false };
}
