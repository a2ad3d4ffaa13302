import type { Call, Leg } from '../protocol/call.ts';
import { extensionName, extensionOfNumber } from '../protocol/end.ts';
import { fieldRow } from '../protocol/field-table.ts';
import { fieldOf } from '../protocol/fields.ts';
import type { LegTimes } from './leg-times.ts';
import type { Masks } from './masks.ts';

/** A leg as a scenario's file has it, with others in the place of its people. */
export function maskedLeg(leg: Leg, times: LegTimes, call: Call, masks: Masks): object {
  const own = masks.extension(leg.extension ?? unknownExtension, leg.kind);
  const isInside = leg.kind !== 'phone' && leg.flow === 'in';
  const { bridged } = leg;
  return {
    ...(leg.flow === 'in' ? { in: own, ...callerOf(leg, call, masks) } : { out: own }),
    ...(leg.flow === 'in' ? remoteOf(leg, masks) : { to: calledOf(leg, masks) }),
    ...(leg.flow === 'out' && leg.isTransfered ? { transfered: 'yes' } : undefined),
    dial: inSeconds(times.dialMs),
    ...(times.answerMs === undefined ? undefined : { answer: inSeconds(times.answerMs) }),
    hangup: inSeconds(times.hangupMs),
    status: knownStatus(leg.status),
    ...(isInside && bridged !== undefined ? { bridged: bridged ? 'yes' : 'no' } : undefined),
    ...(leg.recId !== undefined && !isInside ? { recorded: 'yes' } : undefined),
    ...(times.lost.length === 0 ? undefined : { lost: times.lost }),
  };
}

/** As a scenario's file has a time. */
export function inSeconds(ms: number): string {
  return String(ms / 1_000);
}

/** Of events that name no extension at all. */
const unknownExtension = '0*000';

function callerOf(leg: Leg, call: Call, masks: Masks): object {
  const [first] = leg.events;
  if (first === undefined) return {};
  const number = extensionOfNumber(fieldOf(first.fields, 'CallerIDNum'));
  const caller = extensionName(fieldOf(first.fields, 'CallerExtension'));
  const isPassedBy = caller !== undefined && call.via.includes(caller);
  const from = number ?? (isPassedBy ? undefined : caller);
  return {
    ...(from === undefined ? undefined : { from: masks.extension(from) }),
    ...(isPassedBy ? { via: masks.extension(caller) } : undefined),
  };
}

function remoteOf({ remoteNumber }: Leg, masks: Masks): object {
  return remoteNumber === undefined ? {} : { remote: masks.party(remoteNumber) };
}

function calledOf({ events: [first] }: Leg, masks: Masks): string {
  const extension = first && extensionName(fieldOf(first.fields, 'CalledExtension'));
  if (extension !== undefined) return masks.extension(extension);
  return masks.party((first && fieldOf(first.fields, 'CalledNumber')) ?? '+');
}

/** A word that nobody knows is the sender's text. */
function knownStatus(status: string | undefined): string {
  const word = (status ?? 'NOANSWER').trim().toUpperCase();
  return statusWords.has(word) ? word : 'UNKNOWN';
}

const statusWords: ReadonlySet<string> = new Set(
  fieldRow('CallStatus')?.values?.flatMap(({ word, on }) =>
    on?.includes('hangup') === true ? [word] : [],
  ),
);
