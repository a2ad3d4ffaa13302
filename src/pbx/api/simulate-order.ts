import * as z from 'zod';
import { extensionIn, type NumberingPlan } from '../numbering-plan.ts';
import type { End, Scenario } from '../scenario.ts';
import { ApiRefusal } from './refusal.ts';

const extension = z
  .string()
  .regex(/^\d{2,6}$/, 'is no extension: expected its number, such as 101');

/** What to play to the subscribers. */
export const simulateShape = z.strictObject({
  scenario: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'is no name of a scenario')
    .meta({ description: 'One of those that GET /simulate lists.' }),
  extensions: z.record(extension, extension).optional().meta({
    description:
      'Who plays whom, by number: {"101": "102"} has 102 do what the scenario says of 101.',
  }),
  calls: z.int().min(1).max(10_000).optional().meta({
    description: 'How often, one beside the other; 1 if absent.',
  }),
  rate: z.number().min(0.01).max(10_000).optional().meta({
    description: 'Of several calls: how many begin in a second, on average. Default 1.',
  }),
  speed: z
    .union([z.number().min(0.01).max(1_000), z.literal('max')])
    .optional()
    .meta({
      description: 'So many times as fast; by itself such that one call ends within 20 s.',
    }),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().meta({
    description: 'Chooses ids and chances; drawn if absent.',
  }),
});

/**
 * The scenario with other extensions in the place of its own.
 * @throws {ApiRefusal} 400 if one is not there, or of another kind
 */
export function recast(
  scenario: Scenario,
  cast: Readonly<Record<string, string>>,
  plan: NumberingPlan,
): Scenario {
  const roles = new Map(Object.entries(cast));
  for (const [role, actor] of roles) {
    const [wanted, found] = [extensionIn(plan, role), extensionIn(plan, actor)];
    if (wanted === undefined || found === undefined)
      throw new ApiRefusal(400, `extensions: there is no extension ${wanted ? actor : role}`);
    if (wanted.kind !== found.kind)
      throw new ApiRefusal(400, `extensions: ${role} is of type ${wanted.kind}, ${actor} is not`);
  }
  const played = (number: string): string => roles.get(number) ?? number;
  const playedEnd = (end: End): End =>
    'extension' in end ? { extension: played(end.extension) } : end;
  return {
    ...scenario,
    legs: scenario.legs.map(({ from, via, remote, to, ...leg }) => ({
      ...leg,
      extension: played(leg.extension),
      ...(from === undefined ? undefined : { from: played(from) }),
      ...(via === undefined ? undefined : { via: played(via) }),
      ...(remote === undefined ? undefined : { remote: playedEnd(remote) }),
      ...(to === undefined ? undefined : { to: playedEnd(to) }),
    })),
    messages: scenario.messages.map((one) => ({ ...one, extension: played(one.extension) })),
    agents: scenario.agents.map((one) => ({ ...one, extension: played(one.extension) })),
  };
}
