/*
 * Makes the events of a scenario as the PBX sends them. The scenario says when whose leg rings, is answered and ends; ids, times, talk time and
 * which event carries which field follow here, from the same field dictionary that the rules check.
 */
import { callSteps } from './call-steps.ts';
import type { FindExtension } from './call-values.ts';
import { otherSteps } from './other-steps.ts';
import { defaultPlan, extended, extensionIn, type NumberingPlan } from './numbering-plan.ts';
import { PbxClock } from './pbx-clock.ts';
import type { PlannedEvent } from './planned-event.ts';
import { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { sentFields } from './sent-fields.ts';
import type { Step } from './step.ts';
import { allSubscriptions, isSubscribed, type Subscriptions } from './subscriptions.ts';

/** How a scenario is played. */
export interface Play {
  /** 0 to 2^53 - 1. The same seed and start give the same events. */
  readonly seed: number;
  /** When the run begins, µs since 1970 UTC. */
  readonly startUs: number;
  readonly plan?: NumberingPlan;
  /** Instead of those of the scenario. */
  readonly subscriptions?: Subscriptions | undefined;
  /** Of a run of many calls: which one this is, counted from 0. */
  readonly call?: number;
  /** Of a run of many calls: when this one begins. */
  readonly offsetMs?: number;
}

/**
 * The events that a scenario makes, in the order in which they are sent; none where there is no subscription, as the PBX does.
 * @throws {Error} if the plan lacks an extension that the scenario names, which loading it with that plan would have said
 */
export function generate(scenario: Scenario, play: Play): readonly PlannedEvent[] {
  const { seed, startUs, call = 0, offsetMs = 0 } = play;
  const plan = planFor(scenario, play.plan);
  const subscriptions = play.subscriptions ?? scenario.subscriptions ?? allSubscriptions;
  const random = new Random(seed, startUs, call);
  const find = finderIn(plan);
  const steps = [...callSteps(scenario, plan, find, random), ...otherSteps(scenario, plan, find)];
  steps.sort((a, b) => a.atMs - b.atMs);
  return timed(steps, new PbxClock(startUs + offsetMs * 1_000, random))
    .filter(
      ({ type, extension, isLost = false }) =>
        !isLost && isSubscribed(subscriptions, extension.kind, type),
    )
    .map(({ atMs, type, extension, values }) => ({
      offsetMs: offsetMs + atMs,
      call,
      type,
      extension,
      fields: sentFields(type, values),
      ...(scenario.myid === undefined ? undefined : { myid: scenario.myid }),
    }));
}

function planFor(
  { extensions, queueDial }: Scenario,
  given: NumberingPlan = defaultPlan,
): NumberingPlan {
  const plan = extended(given, extensions);
  return queueDial === undefined ? plan : { ...plan, queueDial };
}

/** The steps with what the clock adds: when they are, and how long a leg was talked on when it ends. */
function timed(steps: readonly Step[], clock: PbxClock): readonly Step[] {
  const answeredAtUs = new Map<string, number>();
  return steps.map((step) => {
    const timeUs = clock.at(step.atMs);
    const leg = step.values.SubCallID ?? '';
    if (step.type === 'answer') answeredAtUs.set(leg, timeUs);
    const talkUs = timeUs - (answeredAtUs.get(leg) ?? timeUs);
    return {
      ...step,
      values: { Duration: String(talkUs), ...step.values, EventTime: String(timeUs) },
    };
  });
}

function finderIn(plan: NumberingPlan): FindExtension {
  return (number) => {
    const found = extensionIn(plan, number);
    if (found === undefined) throw new Error(`the numbering plan has no extension ${number}`);
    return found;
  };
}
