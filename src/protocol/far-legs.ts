import type { Directed } from './direction.ts';
import { span, type KnownLeg } from './leg.ts';

/*
 * The far legs of a call are those on which whoever was called rings and speaks: of a call in the phones, and numbers outside that it was
 * forwarded to; of one out the numbers outside; of an internal one the phones that were called. Where none of them tells (not every extension
 * reports), others stand in: a queue's legs to its agents, or the caller's own leg, unless that was answered by an IVR or a queue.
 */
export interface FarLegs {
  readonly first: readonly KnownLeg[];
  readonly instead: readonly KnownLeg[];
}

export function farLegsOf(legs: readonly KnownLeg[], { direction, leaving }: Directed): FarLegs {
  if (direction === 'out')
    return leaving.length > 0 ? { first: leaving, instead: [] } : { first: legs, instead: [] };
  const phones = legs.filter(({ flow, kind }) => flow === 'in' && kind === 'phone');
  const agents = legs.filter(isOutThread);
  if (direction === 'in') {
    const forwarded = legs.filter(({ flow, isTransfered }) => flow === 'out' && isTransfered);
    return { first: [...phones, ...forwarded], instead: agents };
  }
  const hasPassed = legs.some(({ kind }) => kind !== 'phone');
  return { first: phones, instead: hasPassed ? agents : legs.filter(({ flow }) => flow === 'out') };
}

/** A queue's own leg to one of its agents. */
export function isOutThread({ flow, kind, isTransfered }: KnownLeg): boolean {
  return flow === 'out' && kind !== 'phone' && !isTransfered;
}

/** Those that were answered, by when; where that is unknown, last. */
export function answeredLegs({ first, instead }: FarLegs): readonly KnownLeg[] {
  const answered = first.filter(({ isAnswered }) => isAnswered);
  return (answered.length > 0 ? answered : instead.filter(({ isAnswered }) => isAnswered)).toSorted(
    byAnswer,
  );
}

/** By when they were answered; where that is unknown, last. */
export function byAnswer(
  { talkFromUs: a = Infinity }: KnownLeg,
  { talkFromUs: b = Infinity }: KnownLeg,
): number {
  return compare(a, b);
}

/** From the first ring to the first answer, or to the end of a call that nobody answered. */
export function ringOf(
  far: FarLegs,
  answered: readonly KnownLeg[],
  endUs: number | undefined,
): number | undefined {
  const from = firstDial(far.first) ?? firstDial(far.instead);
  const [winner] = answered;
  return span(from, winner === undefined ? endUs : winner.talkFromUs);
}

/** The time in which somebody talked. Who talks on two legs at once talks once. */
export function talkOf(answered: readonly KnownLeg[]): number | undefined {
  let totalUs: number | undefined;
  let talkedToUs = -Infinity;
  for (const { talkFromUs, talkUs } of answered) {
    if (talkUs === undefined || talkFromUs === undefined) continue;
    const toUs = talkFromUs + talkUs;
    totalUs = (totalUs ?? 0) + Math.max(0, toUs - Math.max(talkFromUs, talkedToUs));
    talkedToUs = Math.max(talkedToUs, toUs);
  }
  return totalUs;
}

function firstDial(legs: readonly KnownLeg[]): number | undefined {
  let firstUs: number | undefined;
  for (const { dialAtUs } of legs)
    if (dialAtUs !== undefined && (firstUs === undefined || dialAtUs < firstUs)) firstUs = dialAtUs;
  return firstUs;
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
