import type { ApiCallDetail } from '../../api/call.ts';
import { assemble } from '../../protocol/assemble.ts';
import type { CallEvent } from '../../protocol/call.ts';
import { layoutLadder } from '../../protocol/ladder-layout.ts';
import type { Ladder, LadderClock, LadderMark } from '../../protocol/ladder.ts';
import { plainEvent } from '../server/plain-event.ts';

/** The ladder of a call as the API tells it. */
export function layoutOf(call: ApiCallDetail, clock: LadderClock): Ladder {
  const events = call.events.map((event, row): CallEvent => ({
    id: event.id,
    row,
    myid: event.myid,
    ...plainEvent(event),
  }));
  const drawn = { ...assemble(events), eventCount: call.eventCount };
  const ladder = layoutLadder(drawn, { clock, nowUs: Date.now() * 1000, events });
  if (!isPlayedFast(call, ladder)) return ladder;
  return { ...ladder, marks: ladder.marks.map(withoutLag) };
}

function withoutLag(mark: LadderMark): LadderMark {
  const rest: { lagUs?: number } & Omit<LadderMark, 'lagUs'> = { ...mark };
  delete rest.lagUs;
  return rest;
}

/** A second more or less of a call is the network's. */
const noticedUs = 1_000_000;

/**
 * Whether the simulator played a call faster than its own clock says it was. Then how late an event came tells nothing: the first ones seem
 * to have been on their way for all the time that was left out.
 */
export function isPlayedFast(call: ApiCallDetail, { marks }: Ladder): boolean {
  if (!call.events.every(({ origin }) => origin === 'fixture')) return false;
  const spanOf = (times: readonly number[]): number => Math.max(...times) - Math.min(...times);
  const saidUs = spanOf(marks.map(({ pbxUs }) => pbxUs));
  return spanOf(marks.map(({ receivedUs }) => receivedUs)) < saidUs - noticedUs;
}
