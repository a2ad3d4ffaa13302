import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import { generate } from '../../src/pbx/generate.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import type { SendMethod } from '../../src/pbx/to-request.ts';
import { vary, type Variations } from '../../src/pbx/variations.ts';
import { findingsOf, received, rulesIn, startUs, type PlayedEvent } from '../support/played.ts';

const { all: scenarios, get } = await loadScenarios();

const played = (
  name: string,
  variations: Variations,
  { seed = 1, method = 'POST' }: { seed?: number; method?: SendMethod } = {},
): readonly PlayedEvent[] =>
  received(vary(generate(get(name), { seed, startUs }), variations, seed), method);

const hourLater = startUs + 5 * 3_600e6;

test.each<[name: string, variations: Variations, rules: readonly string[]]>([
  ['internal-answered', {}, []],
  ['internal-answered', { drop: 'hangup' }, ['RL022 error']],
  ['internal-answered', { drop: 'answer' }, ['RL013 warn']],
  ['internal-answered', { drop: 'dial-in' }, ['RL014 info']],
  ['ivr-missed', { drop: 'dial-in' }, []],
  ['recorded', { dropRecId: 1 }, []],
  ['ivr-answered', { late: { type: 'answer', byMs: 30_000 } }, []],
  ['ivr-answered', { late: { type: 'answer', byMs: 61_000 } }, ['RL031 info']],
  ['ivr-answered', { late: { type: 'hangup', byMs: 600_000 } }, ['RL006 info']],
  ['internal-answered', { copies: 2 }, ['RL030 warn']],
  ['message-in', { copies: 2 }, []],
  ['queue-answered', { shuffle: true }, ['RL031 info']],
  ['internal-answered', { upperCase: 'ids' }, []],
  ['internal-answered', { upperCase: 'names' }, ['RL002 warn']],
  ['internal-answered', { unknownField: true }, []],
  ['in-answered', { rawPlus: true }, ['RL003 warn']],
  ['internal-answered', { rawPlus: true }, []],
  ['internal-answered', { charset: 'cp1251' }, ['RL005 warn']],
  ['message-out', { charset: 'cp1251' }, ['RL005 warn']],
  ['callback-self', { charset: 'latin-1' }, ['RL005 warn']],
  ['in-answered', { charset: 'latin-1' }, []],
  ['in-answered', { contentType: 'text/plain' }, ['RL040 warn']],
  ['in-answered', { contentType: 'application/json' }, ['RL001 info', 'RL040 warn']],
  [
    'out-answered',
    { rawPlus: true, copies: 3, charset: 'cp1251' },
    ['RL003 warn', 'RL005 warn', 'RL030 warn'],
  ],
])('%s with %j: just the findings it should have', (name, variations, rules) => {
  expect(rulesIn(findingsOf(played(name, variations), hourLater))).toEqual(rules);
});

/** What a variation may at most be told, whatever it is applied to. */
test.each<[variations: Variations, rules: readonly string[]]>([
  [{ drop: 'hangup' }, ['RL022']],
  [{ drop: 'answer' }, ['RL013']],
  [{ dropRecId: 0.5 }, []],
  [{ copies: 3 }, ['RL030', 'RL031']],
  [{ shuffle: true }, ['RL031']],
  [{ upperCase: 'ids' }, []],
  [{ upperCase: 'names' }, ['RL002']],
  [{ unknownField: true }, []],
  [{ rawPlus: true }, ['RL003']],
  [{ charset: 'cp1251' }, ['RL005']],
  [{ charset: 'latin-1' }, ['RL005']],
  [{ contentType: 'text/plain' }, ['RL040']],
])('every scenario with %j: no other findings', (variations, rules) => {
  for (const { name } of scenarios)
    for (const seed of [1, 2, 3])
      for (const { rule } of findingsOf(played(name, variations, { seed }), hourLater))
        expect(rules).toContain(rule);
});

test.each<Variations>([
  { copies: 3 },
  { shuffle: true },
  { upperCase: 'ids' },
  { upperCase: 'names' },
  { unknownField: true },
  { rawPlus: true },
  { dropRecId: 1 },
  { late: { type: 'answer', byMs: 100_000 } },
])('what varies the way of the events leaves the call as it is: %j', (variations) => {
  for (const { name, expect: expected } of scenarios) {
    if (expected === undefined) continue;
    const call = assemble(played(name, variations, { method: 'GET' }));
    expect(call).toMatchObject({ outcome: expected.outcome, direction: expected.direction });
    expect(call.legs).toHaveLength(assemble(played(name, {})).legs.length);
  }
});

test('the same seed varies in the same way, and leaving one variation out changes no other', () => {
  const events = generate(get('queue-ring-all'), { seed: 4, startUs });
  const all: Variations = { copies: 2, shuffle: true, dropRecId: 0.5, unknownField: true };
  expect(vary(events, all, 9)).toEqual(vary(events, all, 9));
  expect(vary(events, all, 10)).not.toEqual(vary(events, all, 9));
  const offsets = vary(events, { copies: 2 }, 9).map(({ offsetMs }) => offsetMs);
  expect(vary(events, all, 9).map(({ offsetMs }) => offsetMs)).toEqual(offsets);
});

test('half of the recordings are left out when half of them should be', () => {
  const kept = Array.from({ length: 400 }, (_, seed) =>
    vary(generate(get('recorded'), { seed, startUs }), { dropRecId: 0.5 }, seed),
  ).filter((events) => events.at(-1)?.fields.some(([name]) => name === 'RecID')).length;
  expect(kept).toBeGreaterThan(150);
  expect(kept).toBeLessThan(250);
});

test('copies and stragglers come later, and the list stays in order', () => {
  const events = generate(get('queue-answered'), { seed: 4, startUs });
  for (const variations of [
    { copies: 2 },
    { late: { type: 'hangup', byMs: 5_000 } },
    { shuffle: true },
  ] as const) {
    const offsets = vary(events, variations, 1).map(({ offsetMs }) => offsetMs);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  }
  expect(vary(events, { copies: 3 }, 1)).toHaveLength(events.length * 3);
});
