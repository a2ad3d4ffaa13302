import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { classify } from '../../src/protocol/classify.ts';
import type { Expectation } from '../../src/pbx/scenario.ts';
import { assemble } from '../../src/protocol/assemble.ts';
import type { Call, CallEvent } from '../../src/protocol/call.ts';
import { layoutLadder } from '../../src/protocol/ladder-layout.ts';
import { ladderText } from '../../src/protocol/ladder-text.ts';
import { maskCall } from '../../src/pbx/mask-call.ts';
import { generate } from '../../src/pbx/generate.ts';
import { parseScenario } from '../../src/pbx/parse-scenario.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { callScenario, callScenarios } from '../support/call-scenarios.ts';
import { received, startUs } from '../support/played.ts';

const { all: scenarios } = await loadScenarios();

/** Calls to mask: those of the simulator, and those that the tests of calls have. */
const originals: readonly { readonly name: string; readonly events: readonly CallEvent[] }[] = [
  ...scenarios
    .filter(({ legs }) => legs.length > 0)
    .map((scenario) => ({
      name: scenario.name,
      events: received(generate(scenario, { seed: 11, startUs })),
    })),
  ...callScenarios
    .filter(({ events }) => assemble(events).legs.length > 0)
    .map(({ name, events }) => ({ name: `test ${name}`, events })),
];

function masked(events: readonly CallEvent[]): {
  readonly text: string;
  readonly call: Call;
  readonly expected: Expectation | undefined;
} {
  const text = maskCall(events) ?? '';
  const scenario = parseScenario(text, { name: 'masked', file: 'masked.yaml' });
  const call = assemble(received(generate(scenario, { seed: 3, startUs })));
  return { text, call, expected: scenario.expect };
}

/** A ladder without the times of day, the ids, and who it is about. */
function structure(call: Call, events: readonly CallEvent[]): readonly string[] {
  return ladderText(layoutLadder(call, { events }), { width: 133 })
    .slice(2)
    .filter((line) => /[a-z]/.test(line))
    .map((line) =>
      line
        .replace(/\+?\d[\d*]*/g, '#')
        .replace(/[\s─]+/g, ' ')
        .replace('GLARE', 'UNKNOWN'),
    );
}

test.each(originals)('$name: played again it comes to the same end', ({ events }) => {
  const original = assemble(events);
  const { call, expected } = masked(events);
  expect(toldOf(call)).toEqual(toldOf(original));
  expectNear(call.ringUs, original.ringUs);
  expectNear(call.talkUs, original.talkUs);
  expect({ ring: toMs(call.ringUs), talk: toMs(call.talkUs) }).toEqual({
    ring: expected?.ringMs,
    talk: expected?.talkMs,
  });
});

test('who looks like somebody made up is masked all the same', () => {
  for (const { events } of originals) {
    const once = parseScenario(maskCall(events) ?? '', { name: 'once', file: 'once.yaml' });
    const twice = maskCall(received(generate(once, { seed: 3, startUs }))) ?? '';
    for (const { number } of once.extensions)
      expect(twice).not.toMatch(new RegExp(`\\b${number}\\b`));
    const dialled = once.legs.flatMap(({ to }) =>
      to !== undefined && 'dialled' in to ? [to.dialled] : [],
    );
    for (const number of dialled) expect(twice).not.toContain(number);
  }
});

test('a part of a call, however much of it was lost, comes to the same end as well', () => {
  const events = originals.map((original) => original.events);
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.infiniteStream(fc.boolean()), (all, keeps) => {
      const part = all.filter(() => keeps.next().value === true);
      const original = assemble(part);
      const text = maskCall(part);
      if (text === undefined) return original.legs.length === 0;
      const { call } = masked(part);
      expect(toldOf(call)).toEqual(toldOf(original));
      return true;
    }),
    { numRuns: 300 },
  );
});

test('whatever is in the events, they are masked or refused', () => {
  const names = [
    'EventType',
    ...Object.keys(callScenario('queue-out-thread').events[0]?.fields ?? {}),
  ];
  const pool = originals.flatMap((original) => original.events.map(({ fields }) => fields));
  const change = fc.record({
    place: fc.nat(20),
    name: fc.constantFrom(...names),
    value: fc.oneof(fc.string(), fc.constantFrom(...secrets), fc.nat(pool.length - 1)),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...originals),
      fc.array(change, { maxLength: 8 }),
      ({ events }, changes) => {
        const hostile = events.map((event, row) => {
          const fields: Record<string, string> = { ...event.fields };
          for (const { place, name, value } of changes)
            if (place % events.length === row)
              fields[name] = typeof value === 'string' ? value : (pool[value]?.[name] ?? '');
          return { ...event, fields, type: classify(fields) };
        });
        const text = tried(() => maskCall(hostile));
        return !/SECRET|тайна|5551234567/i.test(text ?? '');
      },
    ),
    { numRuns: 400 },
  );
});

const secrets = ['SECRET', 'SECRET тайна', '+5551234567', '5551234567', '000*5551234567@SECRET'];

/** What it returns; undefined if it refuses. */
function tried<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad_scenario') return undefined;
    throw error;
  }
}

test.each(originals)('$name: its ladder is drawn alike', ({ events }) => {
  const { call } = masked(events);
  expect(
    structure(
      call,
      call.legs.flatMap((leg) => leg.events),
    ),
  ).toEqual(
    structure(
      assemble(events),
      assemble(events).legs.flatMap((leg) => leg.events),
    ),
  );
});

test.each(originals)('$name: nothing of it can be read in the masked scenario', ({ events }) => {
  const { text } = masked(events);
  const words = new Set(text.match(/[\p{L}\p{N}*@.]+/gu));
  for (const { fields } of events)
    for (const [name, value] of Object.entries(fields)) {
      if (plainFields.has(name)) continue;
      expect(text).not.toContain(value);
      for (const part of value.match(/[\p{L}\p{N}]{3,}/gu) ?? []) expect(words).not.toContain(part);
    }
});

/** Words of the protocol, which every call has. */
const plainFields = new Set([
  'EventType',
  'CallFlow',
  'CallStatus',
  'Bridged',
  'Transfered',
  'Duration',
]);

/** All that is told of a call but its people, ids and times. */
function toldOf({ outcome, direction, via, legs }: Call): object {
  return {
    outcome,
    direction,
    via: via.length,
    legs: legs
      .map(({ kind, flow, isTransfered, bridged, state, ...leg }) => {
        const status = leg.status?.replace('GLARE', 'UNKNOWN');
        const has = [leg.ringUs, leg.talkUs, leg.recId].map((value) => value !== undefined);
        return JSON.stringify({ kind, flow, status, isTransfered, bridged, state, has });
      })
      .sort(),
  };
}

/** Steps that were at the same time are a step of the clock apart in a scenario. */
function expectNear(us: number | undefined, originalUs: number | undefined): void {
  expect(us === undefined).toBe(originalUs === undefined);
  expect(Math.abs((us ?? 0) - (originalUs ?? 0))).toBeLessThan(100_000);
}

function toMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : Math.round(us / 1_000);
}
