import type { ApiScenario } from '../api/run.ts';
import { generate } from './generate.ts';
import type { Scenario } from './scenario.ts';

/** A scenario as a list shows it. */
export function scenarioView(scenario: Scenario): ApiScenario {
  const { name, title, about, expect } = scenario;
  const events = generate(scenario, { seed: 0, startUs: 0 });
  const [first, last] = [events[0], events.at(-1)];
  return {
    name,
    title,
    sentence: about,
    kind: kindOf(scenario),
    events: events.length,
    lengthMs: (last?.offsetMs ?? 0) - (first?.offsetMs ?? 0),
    ...(expect === undefined
      ? undefined
      : { outcome: expect.outcome, direction: expect.direction }),
  };
}

function kindOf({ legs, messages }: Scenario): ApiScenario['kind'] {
  if (legs.length > 0) return 'call';
  return messages.length > 0 ? 'message' : 'agent';
}
