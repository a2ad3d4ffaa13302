import { expect, test } from '@jest/globals';
import { generate } from '../../src/pbx/generate.ts';
import { maskMessages } from '../../src/pbx/mask-messages.ts';
import { parseScenario } from '../../src/pbx/parse-scenario.ts';
import type { PlannedEvent } from '../../src/pbx/planned-event.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { received, startUs } from '../support/played.ts';

const { all } = await loadScenarios();
const others = all.filter(({ legs }) => legs.length === 0);

function masked(events: readonly PlannedEvent[]): { text: string; again: readonly PlannedEvent[] } {
  const text = maskMessages(received(events)) ?? '';
  const scenario = parseScenario(text, { name: 'masked', file: 'masked.yaml' });
  return { text, again: generate(scenario, { seed: 1, startUs }) };
}

const shapeOf = (events: readonly PlannedEvent[]): unknown =>
  events.map(({ type, offsetMs, fields }) => {
    const lengths = fields.map(([name, value]) => [
      name,
      name === 'text' ? Array.from(value).length : 0,
    ]);
    return { type, offsetMs, lengths };
  });

test.each(others)('$name: masked and played again it has the same course', (scenario) => {
  const events = generate(scenario, { seed: 1, startUs });
  expect(shapeOf(masked(events).again)).toEqual(shapeOf(events));
});

test.each(others)('$name: nothing of it can be read in the masked scenario', (scenario) => {
  const events = generate(scenario, { seed: 1, startUs });
  const { text } = masked(events);
  const given = events
    .flatMap(({ fields }) => fields)
    .filter(([name]) => !['status', 'agent_status', 'agent_type', 'event_source'].includes(name))
    .flatMap(([, value]) => [value, ...(value.match(/[\p{L}\p{N}]{3,}/gu) ?? [])]);
  const words = new Set(text.match(/[\p{L}\p{N}]+/gu));
  expect(given.filter((value) => words.has(value))).toEqual([]);
});

test('calls are left to others', () => {
  const call = all.find(({ name }) => name === 'in-answered');
  expect(call && maskMessages(received(generate(call, { seed: 1, startUs })))).toBeUndefined();
});
