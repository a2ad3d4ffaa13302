import { byAnswer } from './far-legs.ts';
import type { KnownLeg } from './leg.ts';

/** Who answered first: an extension; where no phone did the number outside, as sent. @param answered far legs, by when they were */
export function answererOf(answered: readonly KnownLeg[]): string | undefined {
  const leg = firstOf(answered);
  return leg === undefined ? undefined : farEnd(leg);
}

/**
 * Whom the call was transferred to, one after the other. A transfer is seen by what the PBX sends with it (`Transfered`, `RemoteNumber`, or
 * that the call comes from who had it), and it took place if who had the call left it earlier: else he only asked. Where the PBX says
 * nothing, nothing is guessed.
 * @param answered as of `answererOf`: of the far legs
 */
export function transfersOf(
  legs: readonly KnownLeg[],
  answered: readonly KnownLeg[],
): readonly string[] {
  // Any leg: who called out may hand the other one over to a phone in the PBX.
  const all = legs.filter(({ isAnswered }) => isAnswered);
  let holder = firstOf(answered);
  if (holder === undefined || all.length < 2) return [];
  const transfers: string[] = [];
  const holders = new Set([holder.extension]);
  for (const leg of all.sort(byAnswer)) {
    if (!isAfter(leg.talkFromUs, holder.talkFromUs)) continue;
    const isOneOfTheirs = leg.callerExtension !== undefined && holders.has(leg.callerExtension);
    if (!leg.isTransfered && leg.remoteNumber === undefined && !isOneOfTheirs) continue;
    const hasLeft = isAfter(leg.hangupAtUs ?? Infinity, holder.hangupAtUs);
    const to = farEnd(leg);
    if (!hasLeft || to === undefined) continue;
    transfers.push(to);
    holders.add(leg.extension);
    holder = leg;
  }
  return transfers;
}

function firstOf(answered: readonly KnownLeg[]): KnownLeg | undefined {
  return answered.find(({ isTransfered }) => !isTransfered) ?? answered[0];
}

function farEnd(leg: KnownLeg): string | undefined {
  return leg.flow === 'in' ? leg.extension : (leg.calledExtension ?? leg.calledNumber);
}

/** Nothing is after what is not known. */
function isAfter(timeUs: number | undefined, otherUs: number | undefined): boolean {
  return timeUs !== undefined && otherUs !== undefined && timeUs > otherUs;
}
