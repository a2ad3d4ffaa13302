import type { Call } from './call.ts';
import type { Directed } from './direction.ts';
import { isOutThread, type FarLegs } from './far-legs.ts';
import type { KnownLeg } from './leg.ts';

type Outcome = Call['outcome'];

/** Whether a hangup has ended the last leg. A queue's leg to an agent is over with the queue, whether it says so or not. */
export function hasEnded(legs: readonly KnownLeg[]): boolean {
  const running = legs.filter(({ state }) => state !== 'ended');
  if (running.length === 0) return legs.length > 0;
  const gone = new Set<string | undefined>();
  for (const { flow, state, extension } of legs)
    if (flow === 'in' && state === 'ended') gone.add(extension);
  return running.every((leg) => isOutThread(leg) && gone.has(leg.extension));
}

/** How a call that has ended did. */
export function outcomeOf(
  legs: readonly KnownLeg[],
  { direction, leaving }: Directed,
  far: FarLegs,
  answered: readonly KnownLeg[],
): Outcome {
  const bridged = bridgedOf(legs);
  const onPhone = answered.some(({ isTransfered }) => direction === 'out' || !isTransfered);
  if (onPhone || (bridged === true && direction !== 'out')) return 'answered';
  if (direction === 'in') return unansweredIn(legs, answered, bridged);
  if (answered.length > 0) return 'answered';
  const own = direction === 'out' ? leaving : legs.filter(({ flow }) => flow === 'out');
  const plain = own.filter(({ isTransfered }) => !isTransfered);
  const telling = [plain, own, far.first].find((some) => some.length > 0) ?? legs;
  return byStatus(lastToEnd(telling)?.status);
}

function unansweredIn(
  legs: readonly KnownLeg[],
  answered: readonly KnownLeg[],
  bridged: boolean | undefined,
): Outcome {
  if (answered.length > 0) return 'forwarded';
  const isInside = legs.every(({ flow, kind }) => flow === 'in' && kind !== 'phone');
  return isInside && bridged === false ? 'ivr-only' : 'missed';
}

/** What the last queue to hang up says of the call, or else the last IVR: a queue's word goes over an IVR's, whenever it comes. */
function bridgedOf(legs: readonly KnownLeg[]): boolean | undefined {
  const telling = legs.filter(({ kind, bridged }) => kind !== 'phone' && bridged !== undefined);
  const queues = telling.filter(({ kind }) => kind === 'queue');
  return lastToEnd(queues.length > 0 ? queues : telling)?.bridged;
}

/** Of several at the same time the one that began last. */
function lastToEnd(legs: readonly KnownLeg[]): KnownLeg | undefined {
  let last: KnownLeg | undefined;
  for (const leg of legs)
    if (leg.hangupAtUs !== undefined && leg.hangupAtUs >= (last?.hangupAtUs ?? -Infinity))
      last = leg;
  return last;
}

const outcomesByStatus: ReadonlyMap<string, Outcome> = new Map([
  ['ANSWER', 'no-answer'], // By an IVR or a queue: nobody spoke.
  ['NOANSWER', 'no-answer'],
  ['BUSY', 'busy'],
  ['CANCEL', 'cancelled'],
  ['CHANUNAVAIL', 'unavailable'],
]);

/** CONGESTION, and a word nobody knows, is a failure. */
function byStatus(status: string | undefined): Outcome {
  return outcomesByStatus.get(status?.trim().toUpperCase() ?? '') ?? 'failed';
}
