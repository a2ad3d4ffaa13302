import type { ExtensionKind, Leg, LegState } from './call.ts';
import type { Kinds } from './extension-kind.ts';
import type { SentLeg } from './sent-leg.ts';

/** A leg whose extension is known for what it is. */
export interface KnownLeg extends SentLeg {
  readonly kind: ExtensionKind;
  readonly state: LegState;
  /** An IVR or a queue in its `in` thread is reached, never answered. */
  readonly isAnswered: boolean;
  /** When it was answered, if it was and that is known. */
  readonly talkFromUs: number | undefined;
  readonly talkUs: number | undefined;
  readonly ringUs: number | undefined;
}

/** What is to be made of a leg, the kinds of the extensions being known. */
export function toKnownLeg(leg: SentLeg, kinds: Kinds): KnownLeg {
  const kind = leg.extension === undefined ? 'phone' : (kinds.get(leg.extension) ?? 'phone');
  const isInside = kind !== 'phone' && leg.flow === 'in';
  const isAnswered = !isInside && wasAnswered(leg, kind);
  const talkUs = isAnswered ? talkOf(leg) : undefined;
  const talkFromUs = isAnswered ? talkStart(leg, talkUs) : undefined;
  return {
    ...leg,
    kind,
    state: stateOf(leg, isInside),
    isAnswered,
    talkFromUs,
    talkUs,
    ringUs: isInside ? undefined : span(leg.dialAtUs, isAnswered ? talkFromUs : leg.hangupAtUs),
  };
}

/** As it is told to others. */
export function toLeg(leg: KnownLeg): Leg {
  const { extension, extensionId, status, ringUs, talkUs, bridged, remoteNumber, recId } = leg;
  return {
    subCallId: leg.subCallId,
    isGuessed: leg.isGuessed,
    ...(extension === undefined ? undefined : { extension }),
    ...(extensionId === undefined ? undefined : { extensionId }),
    kind: leg.kind,
    flow: leg.flow,
    state: leg.state,
    ...(status === undefined ? undefined : { status }),
    ...(ringUs === undefined ? undefined : { ringUs }),
    ...(talkUs === undefined ? undefined : { talkUs }),
    isTransfered: leg.isTransfered,
    ...(bridged === undefined ? undefined : { bridged }),
    ...(remoteNumber === undefined ? undefined : { remoteNumber }),
    ...(recId === undefined ? undefined : { recId }),
    events: leg.events,
  };
}

/** The time from one to the other; undefined unless both are known, and never negative. */
export function span(fromUs: number | undefined, toUs: number | undefined): number | undefined {
  return fromUs === undefined || toUs === undefined ? undefined : Math.max(0, toUs - fromUs);
}

function stateOf(leg: SentLeg, isInside: boolean): LegState {
  if (leg.hangupAtUs !== undefined) return 'ended';
  if (isInside) return 'inside';
  return leg.answerAtUs === undefined ? 'ringing' : 'talking';
}

/**
 * By an answer, or else by a hangup that says so: ANSWER with talk. Where a phone called out ANSWER is enough; of a phone that was rung it is
 * not, for nothing tells how legs end whose call was answered by another phone.
 */
function wasAnswered(leg: SentLeg, kind: ExtensionKind): boolean {
  if (leg.answerAtUs !== undefined) return true;
  if (leg.status?.trim().toUpperCase() !== 'ANSWER') return false;
  return leg.durationUs !== undefined || (leg.flow === 'out' && kind === 'phone');
}

function talkOf({ durationUs, answerAtUs, hangupAtUs }: SentLeg): number | undefined {
  return hangupAtUs === undefined ? undefined : (durationUs ?? span(answerAtUs, hangupAtUs));
}

function talkStart(
  { answerAtUs, hangupAtUs }: SentLeg,
  talkUs: number | undefined,
): number | undefined {
  if (answerAtUs !== undefined) return answerAtUs;
  return hangupAtUs === undefined || talkUs === undefined ? undefined : hangupAtUs - talkUs;
}
