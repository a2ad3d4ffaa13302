import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { newCallIds } from '../call-ids.ts';
import { generate } from '../generate.ts';
import { loadMix } from '../load-mix.ts';
import type { PlannedEvent } from '../planned-event.ts';
import { Random } from '../random.ts';
import type { ScenarioSet } from '../scenario-files.ts';
import { allSubscriptions } from '../subscriptions.ts';
import { callbackScenario, callbackShape } from './callback-order.ts';
import type { Directory } from './directory.ts';
import type { PlayedCalls, Speed } from './played-calls.ts';
import { route, type ApiRoute } from './route.ts';
import { recast, simulateShape } from './simulate-order.ts';

const begun = z.object({
  scenario: z.string(),
  calls: z.int(),
  seed: z.int().meta({ description: 'The same one gives the same ids and chances.' }),
  speed: z.union([z.number(), z.literal('max')]),
  call_id: z.string().optional().meta({ description: 'Of a single call.' }),
});

/** Calls that are made up: by callback, as the vendor has it, and by scenario. */
export function callRoutes({
  directory,
  calls,
  scenarios,
  speed: usualSpeed,
  nowUs,
}: {
  readonly directory: Directory;
  readonly calls: PlayedCalls;
  readonly scenarios: ScenarioSet;
  /** Of callbacks, and the least of scenarios. */
  readonly speed: Speed;
  readonly nowUs: () => number;
}): readonly ApiRoute[] {
  const { plan } = directory;
  return [
    route({
      method: 'post',
      path: '/api/ver1.0/extension/{extension}/callback/',
      summary: 'Rings the sources and then calls the number, on behalf of a phone.',
      source: 'vendor',
      scope: 'token',
      body: callbackShape,
      status: 201,
      answer: z.object({ call_id: z.string(), call_api_id: z.string() }),
      refusals: [429],
      handle: ({ params, body }) => {
        const owner = directory.extension(params['extension'] ?? '');
        const scenario = callbackScenario(owner, body, directory);
        const play = { seed: drawnSeed(), startUs: nowUs(), plan };
        calls.start(generate(scenario, { ...play, subscriptions: allSubscriptions }), usualSpeed);
        // What the generator draws first of all.
        const { callId, callApiId } = newCallIds(
          plan,
          true,
          new Random(play.seed, play.startUs, 0),
        );
        return { call_id: callId, call_api_id: callApiId };
      },
    }),
    route({
      method: 'get',
      path: '/simulate',
      summary: 'The scenarios that can be played.',
      source: 'ours',
      scope: 'token',
      status: 200,
      answer: z.array(z.object({ scenario: z.string(), title: z.string(), about: z.string() })),
      handle: () =>
        scenarios.all.map(({ name, title, about }) => ({ scenario: name, title, about })),
    }),
    route({
      method: 'post',
      path: '/simulate',
      summary: 'Plays a scenario to the subscribers.',
      source: 'ours',
      scope: 'token',
      body: simulateShape,
      status: 201,
      answer: begun,
      refusals: [429],
      handle: ({ body }) => {
        const { calls: count = 1, rate = 1, seed = drawnSeed() } = body;
        const scenario = recast(scenarios.get(body.scenario), body.extensions ?? {}, plan);
        const play = { seed, startUs: nowUs(), plan, subscriptions: allSubscriptions };
        if (count > 1) {
          const speed = body.speed ?? usualSpeed;
          const mix = [{ scenario, weight: 1 }];
          calls.start(loadMix({ ...play, mix, count, ratePerS: rate }), speed);
          return { scenario: scenario.name, calls: count, seed, speed };
        }
        const events = generate(scenario, play);
        const speed = body.speed ?? speedFor(events, usualSpeed);
        calls.start(events, speed);
        const callId = callIdOf(events);
        return {
          scenario: scenario.name,
          calls: 1,
          seed,
          speed,
          ...(callId === undefined ? undefined : { call_id: callId }),
        };
      },
    }),
  ];
}

function drawnSeed(): number {
  return randomInt(2 ** 47);
}

/** A call by itself takes no longer than this, so that a test need not. */
const longestMs = 20_000;

function speedFor(events: readonly PlannedEvent[], usual: Speed): Speed {
  if (usual === 'max') return usual;
  return Math.max(usual, (events.at(-1)?.offsetMs ?? 0) / longestMs);
}

function callIdOf(events: readonly PlannedEvent[]): string | undefined {
  for (const { fields } of events) {
    const id = fields.find(([name]) => name === 'CallID')?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}
