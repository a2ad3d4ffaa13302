/*
 * Many calls at once, as a PBX has them. Calls begin by chance at a mean rate; each is made when it begins, and its events wait in a heap until
 * the run is there. So memory holds the calls that go on, however many there are in all.
 */
import { AppError } from '../errors.ts';
import { EventHeap } from './event-heap.ts';
import { generate } from './generate.ts';
import { defaultPlan, type NumberingPlan } from './numbering-plan.ts';
import { outsideNumbers } from './outside-numbers.ts';
import type { PlannedEvent } from './planned-event.ts';
import { Random } from './random.ts';
import type { ScenarioSet } from './scenario-files.ts';
import type { Scenario } from './scenario.ts';
import type { Subscriptions } from './subscriptions.ts';
import { vary, type Variations } from './variations.ts';

/** Scenarios, and how often each is played among the others. */
export type Mix = readonly { readonly scenario: Scenario; readonly weight: number }[];

/**
 * Reads `in-answered:60,ivr-missed:25`: names of scenarios and whole weights, 1 to 1,000,000; without one it is 1.
 * @throws {AppError} `bad_scenario`
 */
export function parseMix(text: string, scenarios: Pick<ScenarioSet, 'get'>): Mix {
  return text.split(',').map((part) => {
    const [name = '', weight = '1', ...more] = part.split(':').map((one) => one.trim());
    if (!/^[1-9]\d{0,6}$/.test(weight) || Number(weight) > maxWeight || more.length > 0)
      throw new AppError(
        'bad_scenario',
        `The mix has "${part.trim()}"; expected a scenario and a whole weight from 1 to ${maxWeight}, such as in-answered:60.`,
      );
    return { scenario: scenarios.get(name), weight: Number(weight) };
  });
}

const maxWeight = 1_000_000;

/** A run of many calls. */
export interface Load {
  readonly mix: Mix;
  /** How many calls, messages and changes of agents in all. */
  readonly count: number;
  /** How many begin in a second, on average. */
  readonly ratePerS: number;
  readonly seed: number;
  /** When the run begins, µs since 1970 UTC. */
  readonly startUs: number;
  readonly plan?: NumberingPlan;
  readonly subscriptions?: Subscriptions | undefined;
  readonly variations?: Variations;
}

/**
 * The events of a run, in the order in which they are sent; the same for the same load. Who is outside in a call has a number of a
 * million that no telephone has. It holds no more than the events of the calls that go on at a time.
 */
export function* loadMix(load: Load): Generator<PlannedEvent, void, undefined> {
  const random = new Random(load.seed, load.startUs);
  const waiting = new EventHeap();
  let beginsAtMs = 0;
  for (let call = 0; call < load.count; call += 1) {
    yield* waiting.until(beginsAtMs);
    waiting.add(eventsOfCall(load, call, Math.floor(beginsAtMs), random));
    // The times between calls that nobody arranges have an exponential distribution.
    beginsAtMs += (-Math.log(1 - random.fraction()) * 1_000) / load.ratePerS;
  }
  yield* waiting.until(Infinity);
}

function eventsOfCall(
  { mix, seed, startUs, plan = defaultPlan, subscriptions, variations }: Load,
  call: number,
  offsetMs: number,
  random: Random,
): readonly PlannedEvent[] {
  const scenario = drawn(mix, random);
  const outside = outsideNumbers(random);
  const events = generate(scenario, {
    seed,
    startUs,
    call,
    offsetMs,
    plan: { ...plan, outside },
    subscriptions,
  });
  return variations === undefined ? events : vary(events, variations, seed);
}

function drawn(mix: Mix, random: Random): Scenario {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.below(total);
  for (const { scenario, weight } of mix) {
    left -= weight;
    if (left < 0) return scenario;
  }
  throw new RangeError('the mix is empty');
}
