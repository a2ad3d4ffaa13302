import { maxCallEvents, type Call, type CallEvent, type Leg } from './call.ts';
import { timesOf, type CallTimes, type EventTimes } from './ladder-clocks.ts';
import { maxLadderRows, type LadderClock } from './ladder.ts';
import { inOrder, type SentEvent } from './sent-event.ts';

/** What is drawn in one row: an event, or one that is missing. */
export interface Row {
  /** Its number in the call. */
  readonly leg: number | undefined;
  /** Undefined for a ghost. */
  readonly sent: SentEvent | undefined;
  readonly missing?: 'answer' | 'hangup';
  readonly times: EventTimes;
  /** The place in the order of the PBX. */
  readonly order: number;
  /** The place in the order of storing. */
  readonly row: number;
}

interface Rows {
  /** As many as a ladder holds, from its top to its end. */
  readonly rows: readonly Row[];
  readonly times: CallTimes;
  /** Those that are known. */
  readonly eventCount: number;
}

/** The rows of a ladder, in the order of its clock. */
export function rowsOf(call: Call, events: readonly CallEvent[], clock: LadderClock): Rows {
  const legOf = new Map<CallEvent, number>();
  for (const [number, leg] of call.legs.entries())
    for (const event of leg.events) legOf.set(event, number);
  const ids = new Set([...legOf.keys()].map(({ id }) => id));
  const more = events.filter(({ id }) => !ids.has(id)).slice(0, maxCallEvents);
  const ordered = inOrder([...legOf.keys(), ...more]);
  const times = timesOf(ordered);
  const found = ordered.map((sent, order) => {
    const { event } = sent;
    return { leg: legOf.get(event), sent, times: times.of(sent), order, row: event.row };
  });
  const rows = [...found, ...ghostsOf(call, found)].sort(by(clock)).slice(0, maxLadderRows);
  return { rows, times, eventCount: ordered.length };
}

/** Answers of legs that talked without one, before their hangups; hangups of legs that have not ended, last of all. */
function ghostsOf(call: Call, found: readonly Row[]): readonly Row[] {
  const lastHangups = new Map<number, Row>();
  let pbxUs = 0;
  let receivedUs = 0;
  for (const row of found) {
    if (row.leg !== undefined && row.sent?.step === 'hangup') lastHangups.set(row.leg, row);
    pbxUs = Math.max(pbxUs, row.times.pbxUs);
    receivedUs = Math.max(receivedUs, row.times.receivedUs);
  }
  const latest = { pbxUs, receivedUs, isReckoned: true, isReordered: false };
  return call.legs.flatMap((leg, number): Row[] => {
    const ghosts: Row[] = [];
    const hangup = lastHangups.get(number);
    if (hangup !== undefined && isAnswerMissing(leg))
      ghosts.push(missingAnswer(leg, number, hangup));
    if (leg.state !== 'ended') {
      const last = { order: Infinity, row: Infinity, times: latest };
      ghosts.push({ leg: number, sent: undefined, missing: 'hangup', ...last });
    }
    return ghosts;
  });
}

function isAnswerMissing({ talkUs = 0, events }: Leg): boolean {
  return talkUs > 0 && !events.some(({ type }) => type === 'answer');
}

function missingAnswer({ talkUs = 0 }: Leg, leg: number, { order, row, times }: Row): Row {
  return {
    leg,
    sent: undefined,
    missing: 'answer',
    times: {
      pbxUs: times.pbxUs - talkUs,
      receivedUs: times.receivedUs - talkUs,
      isReckoned: true,
      isReordered: false,
    },
    order: order - 0.5,
    row: row - 0.5,
  };
}

function by(clock: LadderClock): (a: Row, b: Row) => number {
  const timeOf = ({ missing, times }: Row): number => {
    if (missing === 'hangup') return Infinity;
    if (clock === 'sequence') return 0;
    return clock === 'pbx' ? times.pbxUs : times.receivedUs;
  };
  const tie = clock === 'pbx' ? 'order' : 'row';
  return (a, b) => compare(timeOf(a), timeOf(b)) || compare(a[tie], b[tie]);
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
