import { maxCallEvents, outcomeAt, type Call, type CallEvent, type Leg } from './call.ts';
import { describeCall } from './describe-call.ts';
import { extensionName } from './end.ts';
import { barsOf, type BarStep } from './ladder-bars.ts';
import { timesOf, type EventTimes } from './ladder-clocks.ts';
import { columnsOf, type Columns, type DrawnLeg } from './ladder-columns.ts';
import {
  maxLadderRows,
  type Ladder,
  type LadderClock,
  type LadderGhost,
  type LadderMark,
  type LadderStep,
} from './ladder.ts';
import { cut } from './quote.ts';
import { inOrder, type SentEvent } from './sent-event.ts';

export interface LadderOptions {
  /** Default `pbx`. */
  readonly clock?: LadderClock;
  /** µs since 1970 UTC: a call of which nothing came for too long is then told as a zombie. */
  readonly nowUs?: number;
  /** All events of the call, for those that belong to no leg: voice messages, unknown ones. */
  readonly events?: readonly CallEvent[];
}

/** A row before it has its place. */
interface Row {
  readonly leg: number | undefined;
  /** Undefined for a ghost. */
  readonly sent: SentEvent | undefined;
  readonly missing?: 'answer' | 'hangup';
  readonly times: EventTimes;
  /** What comes first of equal times: the place in the order of the PBX, or of storing. */
  readonly order: number;
  readonly row: number;
}

/** The ladder of a call: at most `maxLadderRows` rows and `maxLadderColumns` columns, whatever the call. Never throws. */
export function layoutLadder(call: Call, options: LadderOptions = {}): Ladder {
  const { clock = 'pbx', nowUs, events = [] } = options;
  const legOf = new Map<CallEvent, number>();
  for (const [number, leg] of call.legs.entries())
    for (const event of leg.events) legOf.set(event, number);
  const ids = new Set([...legOf.keys()].map(({ id }) => id));
  const more = events.filter(({ id }) => !ids.has(id)).slice(0, maxCallEvents);
  const ordered = inOrder([...legOf.keys(), ...more]);
  const times = timesOf(ordered);
  const found = ordered.map(
    (sent, order): Row => ({
      leg: legOf.get(sent.event),
      sent,
      times: times.of(sent),
      order,
      row: sent.event.row,
    }),
  );
  const rows = [...found, ...ghostsOf(call, found)].sort(by(clock)).slice(0, maxLadderRows);
  const drawn = drawnLegs(call, rows);
  const columns = columnsOf(
    call,
    drawn.map(({ leg, rows: own }) => toDrawnLeg(leg, own)),
  );
  const steps = rows.map((row, place) => toStep(row, place, call, drawn, columns));
  const marks = rows.flatMap((row, place) => toMark(row, steps[place], call) ?? []);
  const eventCount = Math.max(call.eventCount, ordered.length);
  return {
    callId: call.id,
    title: describeCall(
      call,
      nowUs === undefined ? { outcome: call.outcome, isFinal: true } : outcomeAt(call, nowUs),
    ),
    clock,
    startUs: times.startUs,
    ...(times.clockDifferenceUs === undefined
      ? undefined
      : { clockDifferenceUs: times.clockDifferenceUs }),
    columns: columns.columns,
    bars: barsOf(
      drawn.map(({ number, leg }, place) => ({
        number,
        leg,
        ends: columns.ends[place] ?? { own: 0, other: 0 },
        steps: barSteps(rows, number),
      })),
    ),
    marks,
    ghosts: rows.flatMap((row, place) => toGhost(row, steps[place], call) ?? []),
    eventCount,
    moreEvents: eventCount - marks.length,
  };
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

interface Drawn {
  /** In the call. */
  readonly number: number;
  readonly leg: Leg;
  readonly rows: readonly Row[];
}

function drawnLegs(call: Call, rows: readonly Row[]): readonly Drawn[] {
  const own = Map.groupBy(rows, ({ leg }) => leg);
  return call.legs.flatMap((leg, number) => {
    const ownRows = own.get(number);
    return ownRows === undefined ? [] : { number, leg, rows: ownRows };
  });
}

function toDrawnLeg(leg: Leg, rows: readonly Row[]): DrawnLeg {
  return { leg, events: rows.flatMap(({ sent }) => sent ?? []) };
}

function barSteps(rows: readonly Row[], leg: number): readonly BarStep[] {
  return rows.flatMap((row, place) => {
    // A bar without a hangup goes on beyond its ghost.
    const step = row.sent?.step ?? (row.missing === 'answer' ? 'answer' : undefined);
    return row.leg !== leg || step === undefined ? [] : { place, step };
  });
}
