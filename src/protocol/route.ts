import type { Kinds } from './extension-kind.ts';
import type { SentLeg } from './sent-leg.ts';

/** An IVR or a queue on the way of a call. */
interface Stop {
  atUs: number;
  /** The IVR or queue that passed the call on to it. */
  after: string | undefined;
}

/**
 * The IVRs and queues in the order in which the call went through them: by when they were reached or first passed it on, and none before the
 * one that it came from. An IVR that is known by its hangup alone was there first: it hangs up last.
 */
export function routeOf(legs: readonly SentLeg[], kinds: Kinds): readonly string[] {
  if (kinds.size === 0) return [];
  const stops = stopsOf(legs, kinds);
  const route = new Set<string>();
  for (const [name] of [...stops].sort(byTime)) {
    const before: string[] = [];
    const seen = new Set<string>();
    for (let at: string | undefined = name; at !== undefined && !seen.has(at);) {
      if (route.has(at)) break;
      seen.add(at);
      before.push(at);
      at = stops.get(at)?.after;
    }
    for (const stop of before.reverse()) route.add(stop);
  }
  return [...route];
}

/** By comparison, for times may be infinite. */
function byTime([, a]: readonly [string, Stop], [, b]: readonly [string, Stop]): number {
  if (a.atUs === b.atUs) return 0;
  return a.atUs < b.atUs ? -1 : 1;
}

function stopsOf(legs: readonly SentLeg[], kinds: Kinds): ReadonlyMap<string, Stop> {
  const stops = new Map<string, Stop>();
  const reach = (name: string, atUs: number, after?: string): void => {
    const stop = stops.get(name);
    if (stop === undefined) stops.set(name, { atUs, after });
    else {
      stop.atUs = Math.min(stop.atUs, atUs);
      stop.after ??= after;
    }
  };
  for (const leg of legs) {
    const own = kindOf(kinds, leg.extension) === undefined ? undefined : leg.extension;
    const by =
      leg.flow === 'in' && leg.callerExtension !== leg.extension ? leg.callerExtension : undefined;
    const passedBy = kindOf(kinds, by) === undefined ? undefined : by;
    if (passedBy !== undefined) reach(passedBy, enteredAtUs(leg, kinds));
    if (own !== undefined)
      reach(own, enteredAtUs(leg, kinds), leg.flow === 'in' ? passedBy : undefined);
  }
  return stops;
}

/** When the leg began, or is seen first. */
function enteredAtUs(leg: SentLeg, kinds: Kinds): number {
  const isIvr = kindOf(kinds, leg.extension) === 'ivr';
  if (leg.dialAtUs !== undefined) return leg.dialAtUs;
  return isIvr ? -Infinity : (leg.answerAtUs ?? leg.hangupAtUs ?? Infinity);
}

function kindOf(kinds: Kinds, extension: string | undefined): 'ivr' | 'queue' | undefined {
  return extension === undefined ? undefined : kinds.get(extension);
}
