import type { Leg } from './call.ts';
import type { LegEnds } from './ladder-columns.ts';
import type { LadderBar, LadderSpan } from './ladder.ts';

/** What changes a bar. */
export interface BarStep {
  readonly place: number;
  readonly step: 'dial' | 'answer' | 'hangup';
}

/**
 * What a leg was from place to place. In the order of receipt events may contradict each other; then this is what was known at the time: a
 * leg does not come back after its hangup.
 * @param steps by place
 */
function spansOf(steps: readonly BarStep[], isInside: boolean): readonly LadderSpan[] {
  const spans: LadderSpan[] = [];
  let open: LadderSpan | undefined;
  for (const { place, step } of steps) {
    if (step === 'dial' && open !== undefined) continue;
    if (step === 'answer' && open?.state === 'talking') continue;
    if (open !== undefined) spans.push({ ...open, toPlace: place });
    if (step === 'hangup') return spans;
    const waiting = isInside ? 'inside' : 'ringing';
    open = { state: step === 'dial' ? waiting : 'talking', fromPlace: place };
  }
  return open === undefined ? spans : [...spans, open];
}

/** A leg to draw, and where. */
interface BarLeg {
  /** Its number in the call. */
  readonly number: number;
  readonly leg: Leg;
  readonly ends: LegEnds;
  readonly steps: readonly BarStep[];
}

/** The bars of the legs that have any; those at the same time in the same column stand side by side. */
export function barsOf(legs: readonly BarLeg[]): readonly LadderBar[] {
  const bars: LadderBar[] = [];
  for (const { number, leg, ends, steps } of legs) {
    const spans = spansOf(steps, leg.flow === 'in' && leg.kind !== 'phone');
    if (spans.length === 0) continue;
    const beside = bars.filter((bar) => bar.column === ends.own && overlap(bar.spans, spans));
    let lane = 0;
    while (beside.some((bar) => bar.lane === lane)) lane++;
    bars.push({
      leg: number,
      subCallId: leg.subCallId,
      column: ends.own,
      lane,
      isDashed: leg.isTransfered,
      spans,
    });
  }
  return bars;
}

function overlap(a: readonly LadderSpan[], b: readonly LadderSpan[]): boolean {
  return from(a) <= to(b) && from(b) <= to(a);
}

function from(spans: readonly LadderSpan[]): number {
  return spans[0]?.fromPlace ?? Infinity;
}

function to(spans: readonly LadderSpan[]): number {
  return spans.at(-1)?.toPlace ?? Infinity;
}
