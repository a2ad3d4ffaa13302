import type { NumberingPlan } from './numbering-plan.ts';
import type { Random } from './random.ts';

/** The ids of one call. */
export interface CallIds {
  readonly callId: string;
  readonly callApiId: string;
  /** Absent if no callback began the call. */
  readonly callBackId?: string;
}

/** New ids for a call: `CallID` is a UUID without dashes, `CallAPIID` the node and the call, with dashes unless a callback began it. */
export function newCallIds(plan: NumberingPlan, isCallback: boolean, random: Random): CallIds {
  const callId = uuidHex(random);
  if (isCallback) return { callId, callApiId: `cb-${plan.node}-${callId}`, callBackId: callId };
  return { callId, callApiId: `${plan.node}-${dashed(callId)}` };
}

/** The digits of a UUID of version 4, in lower case and without dashes. */
export function uuidHex(random: Random): string {
  const digits = random.hex(32);
  return `${digits.slice(0, 12)}4${digits.slice(13, 16)}${variants[random.below(variants.length)] ?? '8'}${digits.slice(17)}`;
}

const variants = '89ab';

function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
