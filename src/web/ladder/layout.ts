import type { ApiCallDetail } from '../../api/call.ts';
import { assemble } from '../../protocol/assemble.ts';
import type { CallEvent } from '../../protocol/call.ts';
import { layoutLadder } from '../../protocol/ladder-layout.ts';
import type { Ladder, LadderClock, LadderMark } from '../../protocol/ladder.ts';
import { plainEvent } from '../server/plain-event.ts';

/** A ladder as it is drawn. */
export interface DrawnLadder extends Ladder {
  /**
   * Whether the simulator played the call faster than its own clock says it was. Then how late an event came tells nothing, and is left
   * out: the first ones seem to have been on their way for all the time that was left out.
   */
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
  return isPlayedFast(call, ladder)
    ? { ...ladder, isPlayedFast: true, marks: ladder.marks.map(withoutLag) }
    : { ...ladder, isPlayedFast: false };
}

function withoutLag(mark: LadderMark): LadderMark {
  const rest: { lagUs?: number } & Omit<LadderMark, 'lagUs'> = { ...mark };
  delete rest.lagUs;
  return rest;
}

/** A second more or less of a call is the network's. */
const noticedUs = 1_000_000;

function isPlayedFast(call: ApiCallDetail, { marks }: Ladder): boolean {
  if (!call.events.every(({ origin }) => origin === 'fixture')) return false;
  const spanOf = (times: readonly number[]): number => Math.max(...times) - Math.min(...times);
  const saidUs = spanOf(marks.map(({ pbxUs }) => pbxUs));
  return spanOf(marks.map(({ receivedUs }) => receivedUs)) < saidUs - noticedUs;
}
