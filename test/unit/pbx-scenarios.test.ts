import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import { classify } from '../../src/protocol/classify.ts';
import { sentLegs } from '../../src/pbx/call-steps.ts';
import { generate } from '../../src/pbx/generate.ts';
import {
  defaultPlan,
  extended,
  extensionIn,
  type NumberingPlan,
} from '../../src/pbx/numbering-plan.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import type { Scenario, ScenarioLeg } from '../../src/pbx/scenario.ts';
import { parseSubscriptions, type Subscriptions } from '../../src/pbx/subscriptions.ts';
import { sendMethods, toRequest } from '../../src/pbx/to-request.ts';
import { findingsOf, received, rulesIn, startUs, vendorUrl } from '../support/played.ts';

const { all: scenarios } = await loadScenarios();
const calls = scenarios.filter(({ legs }) => legs.length > 0);
const seeds = Array.from({ length: 8 }, (_, n) => n * 7_919);

/** In each of these every phone tells all, and an IVR or a queue at least its end: as the vendor advises. */
const subscriptionSets: readonly (Subscriptions | undefined)[] = [
  undefined,
  parseSubscriptions('phones=all,ivr=hangup'),
  parseSubscriptions('phones=dial-in+dial-out+answer+hangup,ivr=dial-in+hangup,queue=all'),
  parseSubscriptions('ivr=hangup,queue=dial-in+dial-out+answer+hangup'),
];
/** Where the IVR itself has the leg that rings, its dial must be sent. */
const setsFor = ({ legs }: Scenario): typeof subscriptionSets =>
  legs.some(({ extension, isTransfered }) => extension === '098' && isTransfered)
    ? [undefined]
    : subscriptionSets;
const plans: readonly NumberingPlan[] = [defaultPlan, { ...defaultPlan, queueDial: 'dial-out' }];

test('there is a scenario for everything the PBX is documented to do', () => {
  expect(scenarios.map(({ name }) => name)).toEqual([
    'agent-login',
    'agent-logout',
    'callback-other',
    'callback-self',
    'forward-outside',
    'forward-outside-ivr',
    'in-answered',
    'in-missed',
    'internal-answered',
    'ivr-abandoned',
    'ivr-answered',
    'ivr-missed',
    'message-in',
    'message-out',
    'message-out-status',
    'out-answered',
    'out-busy',
    'out-cancelled',
    'out-failed',
    'out-no-answer',
    'out-unavailable',
    'queue-abandoned',
    'queue-answered',
    'queue-ring-all',
    'recorded',
    'transfer-attended',
    'transfer-blind',
    'voicemail',
    'worked-example',
  ]);
});

test.each(scenarios)('$name: no rule has anything to say of it', (scenario) => {
  for (const method of sendMethods)
    for (const plan of plans)
      for (const subscriptions of subscriptionSets)
        for (const seed of seeds) {
          const events = generate(scenario, { seed, startUs, plan, subscriptions });
          const findings = findingsOf(received(events, method), startUs + 1e12);
          expect(findings.filter(({ level }) => level !== 'info')).toEqual([]);
        }
});

test.each(scenarios)('$name: what is said besides is known', (scenario) => {
  const events = generate(scenario, { seed: 1, startUs });
  expect(rulesIn(findingsOf(received(events)))).toEqual([]);
});

test.each(calls)('$name: makes the call that it says', (scenario) => {
  const { outcome, direction, via, ringMs, talkMs } = scenario.expect ?? fail(scenario);
  for (const method of sendMethods)
    for (const plan of plans)
      for (const subscriptions of setsFor(scenario))
        for (const seed of seeds) {
          const events = generate(scenario, { seed, startUs, plan, subscriptions });
          const call = assemble(received(events, method));
          expect({
            outcome: call.outcome,
            direction: call.direction,
            via: call.via,
            ringMs: toMs(call.ringUs),
            talkMs: toMs(call.talkUs),
          }).toEqual({ outcome, direction, via: via.map((one) => `000*${one}`), ringMs, talkMs });
        }
});

test.each(calls)('$name: makes the legs that it says', (scenario) => {
  for (const seed of seeds) {
    const call = assemble(received(generate(scenario, { seed, startUs })));
    const legs = call.legs.map((leg) => ({
      extension: leg.extension,
      extensionId: leg.extensionId,
      kind: leg.kind,
      flow: leg.flow,
      status: leg.status,
      isTransfered: leg.isTransfered,
      bridged: leg.bridged,
      isRecorded: leg.recId !== undefined,
      ringMs: toMs(leg.ringUs),
      talkMs: toMs(leg.talkUs),
    }));
    expect(sorted(legs)).toEqual(sorted(sentLegs(scenario).map((leg) => toldLeg(leg, scenario))));
  }
});

test.each(scenarios)('$name: the same seed and start give the same bytes', (scenario) => {
  const bytes = (seed: number, at: number): string =>
    JSON.stringify(
      generate(scenario, { seed, startUs: at }).map((event) =>
        toRequest(event, { method: 'POST', url: vendorUrl }),
      ),
    );
  expect(bytes(7, startUs)).toBe(bytes(7, startUs));
  if (scenario.legs.length === 0) return;
  expect(bytes(8, startUs)).not.toBe(bytes(7, startUs));
  expect(bytes(7, startUs + 1)).not.toBe(bytes(7, startUs));
});

test.each(scenarios)(
  '$name: its events are what they say they are, in order of time',
  (scenario) => {
    const events = generate(scenario, { seed: 3, startUs });
    for (const { type, fields } of events) expect(classify(Object.fromEntries(fields))).toBe(type);
    const offsets = events.map(({ offsetMs }) => offsetMs);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    const times = events.flatMap(
      ({ fields }) => fields.find(([name]) => name === 'EventTime')?.[1] ?? [],
    );
    expect(times).toEqual(times.toSorted());
  },
);

/** What the scenario says of one of its legs. */
function toldLeg(leg: ScenarioLeg, scenario: Scenario): Record<string, unknown> {
  const extension = extensionIn(extended(defaultPlan, scenario.extensions), leg.extension);
  const kind = extension?.kind ?? 'phone';
  // A callback tells nothing of the answer to the leg it makes itself.
  const hasNoRing = (kind !== 'phone' && leg.flow === 'in') || isUntold(leg);
  return {
    extension: `000*${leg.extension}`,
    extensionId: extension?.id,
    kind,
    flow: leg.flow,
    status: leg.status,
    isTransfered: leg.isTransfered,
    bridged: leg.bridged === undefined ? undefined : leg.bridged === 'yes',
    isRecorded: leg.isRecorded,
    ringMs: hasNoRing ? undefined : (leg.answerMs ?? leg.hangupMs) - leg.dialMs,
    talkMs: leg.answerMs === undefined ? undefined : leg.hangupMs - leg.answerMs,
  };
}

function isUntold({ status, answerMs }: ScenarioLeg): boolean {
  return status === 'ANSWER' && answerMs === undefined;
}

/** The clock's jitter is less than 20 µs, so that whole milliseconds are exact. */
function toMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : Math.round(us / 1_000);
}

function sorted(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function fail({ name }: Scenario): never {
  throw new Error(`${name} expects nothing`);
}
