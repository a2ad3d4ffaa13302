/*
 * From what is ordered to the requests that are sent: which scenarios, how often, from when on and how they are written.
 */
import type { RunOrder } from '../api/run.ts';
import { AppError } from '../errors.ts';
import { eventTypes, type EventType } from '../protocol/classify.ts';
import { fieldTable } from '../protocol/field-table.ts';
import { didYouMean } from './did-you-mean.ts';
import { generate } from './generate.ts';
import { loadMix, parseMix, type Mix } from './load-mix.ts';
import type { PlannedEvent } from './planned-event.ts';
import type { TimedRequest } from './player.ts';
import { Random } from './random.ts';
import type { ScenarioSet } from './scenario-files.ts';
import type { Scenario } from './scenario.ts';
import { parseSubscriptions, type Subscriptions } from './subscriptions.ts';
import { toRequest, type SendMethod } from './to-request.ts';
import { vary, type Variations } from './variations.ts';

/** A request of a run. */
export interface RunRequest extends TimedRequest {
  /** Of the call it belongs to. */
  readonly callId?: string;
}

export interface RunPlan {
  /** What is played, in words. */
  readonly what: string;
  /** In the order in which they are sent; made as they are asked for. */
  readonly requests: Iterable<RunRequest>;
}

/** What the order leaves open. */
export interface PlanOptions {
  readonly scenarios: ScenarioSet;
  readonly seed: number;
  /** By the clock in the events, µs since 1970 UTC. */
  readonly startUs: number;
  /** Where the events go, without a `myid`. */
  readonly url: URL;
  /** Calls come as long as it is played, whatever the order says. */
  readonly isEndless?: boolean;
}

/** @throws {AppError} `bad_scenario` if the order is not understood */
export function planRun(order: RunOrder, options: PlanOptions): RunPlan {
  const { seed } = options;
  const checked = {
    fields: setFields(order.set ?? {}),
    variations: variationsOf(order.variations),
    subscriptions:
      order.subscriptions === undefined ? undefined : parseSubscriptions(order.subscriptions),
  };
  const { what, events } = eventsOf(order, options, checked);
  const write = { url: options.url, myid: order.myid, set: checked.fields };
  return {
    what,
    requests: {
      // The method is drawn anew: each time it is read, it is the same.
      [Symbol.iterator]: () => {
        const method = methods(order.method ?? 'POST', new Random(seed, methodStream));
        return requestsOf(events(), { ...write, method });
      },
    },
  };
}

interface Checked {
  readonly fields: ReadonlyMap<string, string>;
  readonly variations: Variations | undefined;
  readonly subscriptions: Subscriptions | undefined;
}

function eventsOf(
  order: RunOrder,
  options: PlanOptions,
  checked: Checked,
): { readonly what: string; readonly events: () => Iterable<PlannedEvent> } {
  const { scenarios: names, mix: mixText, calls, rate = 1 } = order;
  const { scenarios, isEndless = false, seed, startUs } = options;
  if ((names === undefined) === (mixText === undefined))
    throw new AppError('bad_scenario', 'Give "scenarios" or "mix", and not both.');
  const chosen = names?.map((name) => scenarios.get(name)) ?? [];
  if (mixText === undefined && calls === undefined && !isEndless) {
    const what = chosen.map(({ name }) => name).join(', ');
    return { what, events: () => together(chosen, { seed, startUs }, checked) };
  }
  const mix: Mix =
    mixText === undefined
      ? chosen.map((scenario) => ({ scenario, weight: 1 }))
      : parseMix(mixText, scenarios);
  const { subscriptions, variations } = checked;
  const load = {
    mix,
    count: isEndless ? Infinity : (calls ?? defaultCalls),
    ratePerS: rate,
    seed,
    startUs,
    subscriptions,
    ...(variations === undefined ? undefined : { variations }),
  };
  const drawn = mix.map(({ scenario, weight }) => `${scenario.name}:${weight}`).join(', ');
  const many = isEndless ? 'Calls' : `${load.count} calls`;
  return {
    what: `${many}, ${Number(rate.toPrecision(3))} a second, of ${drawn}`,
    events: () => loadMix(load),
  };
}

/** Scenarios that begin at the same time, each once. */
function together(
  chosen: readonly Scenario[],
  play: Pick<PlanOptions, 'seed' | 'startUs'>,
  { subscriptions, variations }: Checked,
): readonly PlannedEvent[] {
  const events = chosen.flatMap((scenario, call) => {
    const sent = generate(scenario, { ...play, call, subscriptions });
    return variations === undefined ? sent : vary(sent, variations, play.seed);
  });
  return events.sort((a, b) => a.offsetMs - b.offsetMs);
}

function* requestsOf(
  events: Iterable<PlannedEvent>,
  options: {
    readonly url: URL;
    readonly myid: string | undefined;
    readonly set: ReadonlyMap<string, string>;
    readonly method: () => SendMethod;
  },
): Generator<RunRequest, void, undefined> {
  const { set, method } = options;
  for (const event of events) {
    const fields = event.fields.map(([name, value]) => [name, set.get(name) ?? value] as const);
    const callId = fields.find(([name]) => name.toLowerCase() === 'callid')?.[1];
    const url = withMyid(options.url, options.myid ?? event.myid ?? '');
    yield {
      offsetMs: event.offsetMs,
      call: event.call,
      ...(callId === undefined ? undefined : { callId }),
      request: toRequest({ ...event, fields }, { method: method(), url }),
    };
  }
}

function withMyid(url: URL, myid: string): URL {
  const tagged = new URL(url);
  if (myid !== '') tagged.search = `?myid=${myid}`;
  return tagged;
}

function methods(method: 'GET' | 'POST' | 'mix', random: Random): () => SendMethod {
  if (method !== 'mix') return () => method;
  return () => (random.chance(0.5) ? 'GET' : 'POST');
}

/** Apart from the streams that calls draw from. */
const methodStream = 7;

/** Enough to see a mix. */
const defaultCalls = 10;

function setFields(set: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const known = fieldTable.map(({ name }) => name);
  for (const name of Object.keys(set))
    if (!known.some((one) => one === name))
      throw new AppError(
        'bad_scenario',
        `"${name}" is no field that the PBX sends.${didYouMean(name, known, 'those that /docs lists')}`,
      );
  return new Map(Object.entries(set));
}

function variationsOf(given: RunOrder['variations']): Variations | undefined {
  if (given === undefined) return undefined;
  const { drop, late, ...others } = given;
  return {
    ...others,
    ...(drop === undefined ? undefined : { drop: typeOf(drop) }),
    ...(late === undefined ? undefined : { late: { type: typeOf(late.type), byMs: late.byMs } }),
  } as Variations; // NOTE: what is absent in the JSON is absent here.
}

function typeOf(word: string): EventType {
  const type = eventTypes.find((one) => one === word);
  if (type === undefined)
    throw new AppError(
      'bad_scenario',
      `"${word}" is no type of event.${didYouMean(word, eventTypes, eventTypes.join(', '))}`,
    );
  return type;
}
