import { extensionIn, type NumberingPlan } from './numbering-plan.ts';
import type { LegOfFile } from './scenario-schema.ts';

/**
 * What an IVR or a queue says of the call when it lets go of it: whether a phone has answered by then. Undefined for other legs; a file may
 * say otherwise.
 */
export function bridgedOf(
  leg: LegOfFile,
  legs: readonly LegOfFile[],
  plan: NumberingPlan,
): 'yes' | 'no' | undefined {
  if (leg.in === undefined || isPhone(leg.in, plan)) return undefined;
  if (leg.bridged !== undefined) return leg.bridged;
  const isAnswered = legs.some(
    (other) =>
      other.in !== undefined &&
      other.answer !== undefined &&
      other.answer <= leg.hangup &&
      isPhone(other.in, plan),
  );
  return isAnswered ? 'yes' : 'no';
}

function isPhone(number: string, plan: NumberingPlan): boolean {
  return extensionIn(plan, number)?.kind === 'phone';
}
