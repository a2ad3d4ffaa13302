import type { EventType } from '../protocol/classify.ts';
import { newCallIds, uuidHex } from './call-ids.ts';
import { legValues, type FindExtension } from './call-values.ts';
import type { NumberingPlan, PlannedExtension } from './numbering-plan.ts';
import type { Random } from './random.ts';
import type { Scenario, ScenarioLeg } from './scenario.ts';
import type { Values } from './sent-fields.ts';
import type { Step } from './step.ts';

/** What happens in the call of a scenario, leg by leg. */
export function callSteps(
  { legs, isCallback }: Pick<Scenario, 'legs' | 'isCallback'>,
  plan: NumberingPlan,
  find: FindExtension,
  random: Random,
): readonly Step[] {
  const ids = newCallIds(plan, isCallback, random);
  return sentLegs({ legs, isCallback }).flatMap((leg, place) => {
    const own = find(leg.extension);
    const hex = uuidHex(random);
    const recordingHex = uuidHex(random);
    // The leg that begins a call bears the id of the call, unless a callback ordered it.
    const beginsCall = place === 0 && leg.flow === 'out' && !isCallback;
    const subCallId = `${own.id}-${beginsCall ? ids.callId : hex}`;
    return stepsOf(leg, own, dialType(leg, own, plan), {
      ...legValues(leg, subCallId, { ids, plan, find }),
      RecID: `${own.id}-${recordingHex}`,
      Bridged: leg.bridged,
    });
  });
}

/** The legs of which the PBX sends events: "for optimization", says the vendor, a callback has none from an extension to itself. */
export function sentLegs({
  legs,
  isCallback,
}: Pick<Scenario, 'legs' | 'isCallback'>): readonly ScenarioLeg[] {
  return isCallback ? legs.filter((leg) => !isToItself(leg)) : legs;
}

function isToItself({ extension, from, to }: ScenarioLeg): boolean {
  return (
    from === extension || (to !== undefined && 'extension' in to && to.extension === extension)
  );
}

function dialType(
  { flow, isTransfered }: ScenarioLeg,
  { kind }: PlannedExtension,
  plan: NumberingPlan,
): EventType {
  if (flow === 'in') return 'dial-in';
  return kind === 'queue' && !isTransfered ? plan.queueDial : 'dial-out';
}

function stepsOf(
  { dialMs, answerMs, hangupMs, status, isRecorded, lost, voicemail }: ScenarioLeg,
  extension: PlannedExtension,
  dial: EventType,
  common: Values,
): readonly Step[] {
  const step = (name: string, atMs: number, type: EventType, more: Values): Step => {
    const values = { EventType: type, ...common, ...more };
    return { atMs, type, extension, values, isLost: lost.some((one) => one === name) };
  };
  const steps = [step('dial', dialMs, dial, { CallStatus: 'CALLING' })];
  if (answerMs !== undefined)
    steps.push(step('answer', answerMs, 'answer', { CallStatus: 'ANSWER' }));
  const hasRecording = isRecorded && answerMs !== undefined;
  const end = { CallStatus: status, ...(hasRecording ? undefined : { RecID: undefined }) };
  steps.push(step('hangup', hangupMs, 'hangup', end));
  if (voicemail !== undefined) {
    const Duration = String(voicemail.lengthMs * 1_000);
    steps.push(step('voicemail', voicemail.atMs, 'voicemail', { Duration }));
  }
  return steps;
}
