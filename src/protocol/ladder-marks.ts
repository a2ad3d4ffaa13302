import type { Leg } from './call.ts';
import { extensionName } from './end.ts';
import type { LegEnds } from './ladder-columns.ts';
import type { Row } from './ladder-rows.ts';
import type { LadderGhost, LadderMark, LadderStep } from './ladder.ts';
import { cut } from './quote.ts';
import type { SentEvent } from './sent-event.ts';

/** Where a row is on the ladder. */
export function toStep(
  { leg: number, sent, missing, times }: Row,
  place: number,
  leg: Leg | undefined,
  ends: LegEnds | undefined,
  columnOf: (extension: string) => number | undefined,
): LadderStep {
  const { pbxUs, receivedUs } = times;
  const at = { place, pbxUs, receivedUs };
  if (number === undefined || leg === undefined || ends === undefined) {
    const column = sent === undefined ? undefined : senderColumn(sent, columnOf);
    return { ...at, ...(column === undefined ? undefined : { column }), line: 'point' };
  }
  const { own, other } = ends;
  const { extension } = leg;
  const ofLeg = { ...at, leg: number, ...(extension === undefined ? undefined : { extension }) };
  if (own === other) return { ...ofLeg, column: own, line: 'point' };
  const line = lineOf(sent?.step ?? missing, leg.flow);
  return { ...ofLeg, column: own, otherColumn: other, line };
}

/** Whoever dials points at whom he calls; whoever answers at who called. */
function lineOf(step: SentEvent['step'], flow: Leg['flow']): LadderStep['line'] {
  if (step === 'hangup') return 'end';
  if (step === undefined) return 'point';
  return (step === 'dial') === (flow === 'out') ? 'to' : 'from';
}

/** Of an event that belongs to no leg. */
function senderColumn(
  event: SentEvent,
  columnOf: (extension: string) => number | undefined,
): number | undefined {
  const caller = extensionName(event.sent('CallerExtension'));
  const called = extensionName(event.sent('CalledExtension'));
  const isOut = event.sent('CallFlow')?.trim().toLowerCase() === 'out';
  const extension = isOut ? (caller ?? called) : (called ?? caller);
  return extension === undefined ? undefined : columnOf(extension);
}

/** Undefined for a ghost. */
export function toMark(
  { sent, times }: Row,
  leg: Leg | undefined,
  step: LadderStep,
): LadderMark | undefined {
  if (sent === undefined) return undefined;
  const { event } = sent;
  const status = sent.sent('CallStatus');
  return {
    ...step,
    eventId: event.id,
    type: event.type,
    ...(status === undefined ? undefined : { status }),
    ...(leg === undefined ? undefined : spentBefore(sent, leg)),
    badges: badgesOf(sent),
    isReckoned: times.isReckoned,
    ...(times.lagUs === undefined ? undefined : { lagUs: times.lagUs }),
    isReordered: times.isReordered,
  };
}

/** Undefined for an event. */
export function toGhost(
  { missing, leg: number }: Row,
  leg: Leg | undefined,
  step: LadderStep,
): LadderGhost | undefined {
  if (missing === undefined || number === undefined) return undefined;
  const { talkUs } = leg ?? {};
  const talked = missing === 'answer' && talkUs !== undefined ? { talkUs } : undefined;
  return { ...step, leg: number, missing, ...talked };
}

function spentBefore(
  { step }: SentEvent,
  { ringUs, talkUs = 0, events }: Leg,
): Pick<LadderMark, 'ringUs' | 'talkUs'> {
  if (step === 'hangup' && talkUs > 0) return { talkUs };
  const isAnswered = step === 'hangup' && events.some(({ type }) => type === 'answer');
  return step === undefined || step === 'dial' || ringUs === undefined || isAnswered
    ? {}
    : { ringUs };
}

function badgesOf(event: SentEvent): readonly string[] {
  const badges: string[] = [];
  if (event.sent('Transfered')?.trim().toLowerCase() === 'yes') badges.push('Transfered');
  const bridged = event.sent('Bridged')?.trim();
  if (event.step === 'hangup' && bridged !== undefined) badges.push(`Bridged=${cut(bridged)}`);
  if (event.sent('RecID') !== undefined) badges.push('RecID');
  return badges;
}
