import { outcomeAt, type Call, type CallEvent, type Leg } from './call.ts';
import { describeCall } from './describe-call.ts';
import { barsOf, type BarStep } from './ladder-bars.ts';
import { columnsOf } from './ladder-columns.ts';
import { toGhost, toMark, toStep } from './ladder-marks.ts';
import { rowsOf, type Row } from './ladder-rows.ts';
import type { Ladder, LadderClock } from './ladder.ts';

export interface LadderOptions {
  /** Default `pbx`. */
  readonly clock?: LadderClock;
  /** µs since 1970 UTC: a call of which nothing came for too long is then told as a zombie. */
  readonly nowUs?: number;
  /** All events of the call, for those that belong to no leg: voice messages, unknown ones. */
  readonly events?: readonly CallEvent[];
}

/** The ladder of a call: at most `maxLadderRows` rows and `maxLadderColumns` columns, whatever the call. Never throws. */
export function layoutLadder(call: Call, options: LadderOptions = {}): Ladder {
  const { clock = 'pbx', nowUs, events = [] } = options;
  const { rows, times, eventCount: known } = rowsOf(call, events, clock);
  const drawn = drawnLegs(call, rows);
  const { columns, ends, columnOf } = columnsOf(call, drawn);
  const endsOf = new Map(drawn.map(({ number }, place) => [number, ends[place]]));
  const placed = rows.map((row, place) => {
    const leg = row.leg === undefined ? undefined : call.legs[row.leg];
    const legEnds = row.leg === undefined ? undefined : endsOf.get(row.leg);
    return { row, leg, step: toStep(row, place, leg, legEnds, columnOf) };
  });
  const marks = placed.flatMap(({ row, leg, step }) => toMark(row, leg, step) ?? []);
  const eventCount = Math.max(call.eventCount, known);
  const { startUs, clockDifferenceUs } = times;
  const at =
    nowUs === undefined ? { outcome: call.outcome, isFinal: true } : outcomeAt(call, nowUs);
  return {
    callId: call.id,
    title: call.legs.length === 0 ? 'No leg of this call is known' : describeCall(call, at),
    clock,
    startUs,
    ...(clockDifferenceUs === undefined ? undefined : { clockDifferenceUs }),
    columns,
    bars: barsOf(
      drawn.map(({ number, leg }, place) => ({
        number,
        leg,
        ends: ends[place] ?? { own: 0, other: 0 },
        steps: barSteps(rows, number),
      })),
    ),
    marks,
    ghosts: placed.flatMap(({ row, leg, step }) => toGhost(row, leg, step) ?? []),
    eventCount,
    moreEvents: eventCount - marks.length,
  };
}

interface Drawn {
  /** In the call. */
  readonly number: number;
  readonly leg: Leg;
  readonly events: readonly NonNullable<Row['sent']>[];
}

/** The legs of which anything is drawn. */
function drawnLegs(call: Call, rows: readonly Row[]): readonly Drawn[] {
  const own = Map.groupBy(rows, ({ leg }) => leg);
  return call.legs.flatMap((leg, number) => {
    const events = own.get(number)?.flatMap(({ sent }) => sent ?? []);
    return events === undefined ? [] : { number, leg, events };
  });
}

function barSteps(rows: readonly Row[], leg: number): readonly BarStep[] {
  return rows.flatMap((row, place) => {
    // A bar without a hangup goes on beyond its ghost.
    const step = row.sent?.step ?? (row.missing === 'answer' ? 'answer' : undefined);
    return row.leg !== leg || step === undefined ? [] : { place, step };
  });
}
