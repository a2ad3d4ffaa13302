import { expect, test } from '@jest/globals';
import { loadMix, parseMix, type Load } from '../../src/pbx/load-mix.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { assemble } from '../../src/protocol/assemble.ts';
import { findingsOf, received, startUs } from '../support/played.ts';

const scenarios = await loadScenarios();
const load = (more: Partial<Load> = {}): Load => ({
  mix: parseMix('in-answered:60,ivr-missed:25,queue-answered:15', scenarios),
  count: 300,
  ratePerS: 20,
  seed: 7,
  startUs,
  ...more,
});

test('a mix comes in order of time, its calls side by side', () => {
  const events = [...loadMix(load())];
  const offsets = events.map(({ offsetMs }) => offsetMs);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  expect(new Set(events.map(({ call }) => call)).size).toBe(300);
  const changes = events.filter(({ call }, place) => call !== events[place - 1]?.call).length;
  expect(changes).toBeGreaterThan(events.length / 2);
});

test('every call of a mix is what its scenario says, and nothing is wrong with it', () => {
  const events = received([...loadMix(load())]);
  expect(findingsOf(events, startUs + 1e12).filter(({ level }) => level !== 'info')).toEqual([]);
  const byCall = Map.groupBy(events, ({ callId }) => callId);
  expect(byCall.size).toBe(300);
  const outcomes = [...byCall.values()].map((own) => assemble(own).outcome);
  expect(outcomes.filter((outcome) => outcome === 'missed').length / 300).toBeCloseTo(0.25, 1);
});

test('nearly everybody outside who calls has a number of his own, which nobody has', () => {
  const events = received([...loadMix(load())]);
  const callers = new Map(events.map(({ callId, fields }) => [callId, fields['CallerIDNum']]));
  for (const number of callers.values()) expect(number).toMatch(/^\+74950\d{6}$/);
  expect(new Set(callers.values()).size).toBeGreaterThan(290);
});

test('the rate is met on average', () => {
  const begins = new Map<number, number>();
  for (const { call, offsetMs } of loadMix(load({ count: 4_000 })))
    if (!begins.has(call)) begins.set(call, offsetMs);
  const lastMs = Math.max(...begins.values());
  expect(4_000 / (lastMs / 1_000)).toBeGreaterThan(18);
  expect(4_000 / (lastMs / 1_000)).toBeLessThan(22);
});

test('the same seed gives the same mix, another one another', () => {
  const texts = [7, 7, 8].map((seed) => JSON.stringify([...loadMix(load({ seed, count: 40 }))]));
  expect(texts[1]).toBe(texts[0]);
  expect(texts[2]).not.toBe(texts[0]);
});

test('a mix can be varied', () => {
  const plain = [...loadMix(load({ count: 40 }))];
  const twice = [...loadMix(load({ count: 40, variations: { copies: 2 } }))];
  expect(twice).toHaveLength(plain.length * 2);
  const offsets = twice.map(({ offsetMs }) => offsetMs);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
});

test('a mix of any length begins at once', () => {
  const events = loadMix(load({ count: 1e9 }));
  for (let n = 0; n < 5_000; n += 1) expect(events.next().done).toBe(false);
});

test.each([
  ['in-answerd:3', 'There is no scenario "in-answerd". Did you mean in-answered?'],
  [
    'in-answered:0',
    'The mix has "in-answered:0"; expected a scenario and a whole weight from 1 to 1000000, such as in-answered:60.',
  ],
])('a mix that is not understood: %s', (text, message) => {
  expect(() => parseMix(text, scenarios)).toThrow(
    expect.objectContaining({ code: 'bad_scenario', message }),
  );
});

test('a scenario without a weight counts once', () => {
  expect(parseMix('in-answered, ivr-missed:2', scenarios).map(({ weight }) => weight)).toEqual([
    1, 2,
  ]);
});
