import type { Call, Leg } from './call.ts';
import { durationText } from './duration-text.ts';
import { fieldOf, type Fields } from './fields.ts';
import { called, extensionOf } from './named.ts';
import { quoted } from './quote.ts';

/** One sentence on a hangup. Who of the two hung up the PBX does not tell. */
export function describeEnd(
  fields: Fields,
  { leg, call }: { readonly leg?: Leg | undefined; readonly call?: Call | undefined },
): string {
  const flow = fieldOf(fields, 'CallFlow')?.trim().toLowerCase() === 'out' ? 'out' : 'in';
  const own = extensionOf(fields, flow);
  const bridged = fieldOf(fields, 'Bridged')?.trim().toLowerCase();
  if (bridged !== undefined) {
    const kind =
      leg === undefined || leg.kind === 'phone' ? '' : ` (${leg.kind === 'ivr' ? 'IVR' : 'queue'})`;
    const result = bridged === 'yes' ? 'a phone had answered' : 'no phone had answered';
    return `The call left ${own}${kind}: ${result}`;
  }
  const talkUs = talkOf(fields) ?? leg?.talkUs;
  const status = fieldOf(fields, 'CallStatus')?.trim().toUpperCase();
  if (status === 'ANSWER' || (status === undefined && talkUs !== undefined && talkUs > 0))
    return describeTalk(fields, flow, own, talkUs);
  const rang = leg?.ringUs === undefined ? '' : ` after ${durationText(leg.ringUs)}`;
  return flow === 'in'
    ? `${own} ${missed(status, rang, leg, call)}`
    : `The call of ${own} to ${called(fields)} ended${rang}: ${unanswered(status, leg, call)}`;
}

function describeTalk(
  fields: Fields,
  flow: 'in' | 'out',
  own: string,
  talkUs: number | undefined,
): string {
  const talk = talkUs === undefined || talkUs === 0 ? '' : ` after talking ${durationText(talkUs)}`;
  // Who hung up is not told.
  return flow === 'in'
    ? `The call with ${own} ended${talk}`
    : `The call of ${own} to ${called(fields)} ended${talk}`;
}

function missed(
  status: string | undefined,
  rang: string,
  leg: Leg | undefined,
  call: Call | undefined,
): string {
  switch (status ?? '') {
    case 'BUSY':
      return 'was busy';
    case 'NOANSWER':
      return `stopped ringing${rang}: nobody answered`;
    case 'CANCEL':
      return `stopped ringing${rang}: ${whyCancelled(leg, call)}`;
    case 'CHANUNAVAIL':
      return 'was not rung: it is not registered';
    case 'CONGESTION':
      return 'was not reached: the call failed';
    default:
      return `stopped ringing${rang}${status === undefined ? '' : ` with the status ${quoted(status)}`}`;
  }
}

/** The same word ends a leg whose call was answered elsewhere. */
function whyCancelled(leg: Leg | undefined, call: Call | undefined): string {
  if (call?.endedAtUs === undefined) return 'the caller gave up, or somebody else answered';
  const other = call.legs.some((one) => one !== leg && one.talkUs !== undefined);
  return other ? 'somebody else answered' : 'the caller gave up';
}

function unanswered(
  status: string | undefined,
  leg: Leg | undefined,
  call: Call | undefined,
): string {
  // A queue rings several phones, and gives up the others when one is answered.
  if (status === 'CANCEL' && leg?.kind === 'queue') return whyCancelled(leg, call);
  return status === undefined
    ? 'nobody answered'
    : (reasons.get(status) ?? `its status is ${quoted(status)}`);
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['BUSY', 'the number was busy'],
  ['NOANSWER', 'nobody answered'],
  ['CANCEL', 'the caller gave up'],
  ['CHANUNAVAIL', 'the phone is not registered'],
  ['CONGESTION', 'the call failed'],
]);

function talkOf(fields: Fields): number | undefined {
  const sent = fieldOf(fields, 'Duration');
  return sent !== undefined && /^\d{1,15}$/.test(sent) ? Number(sent) : undefined;
}
