import type { Call, Leg, Outcome } from './call.ts';
import { durationText } from './duration-text.ts';
import { fieldOf } from './fields.ts';
import { name, stop } from './named.ts';
import { quoted } from './quote.ts';

/**
 * One plain sentence on a call, without a full stop: `+78123351127 called 098 (IVR): missed, the caller gave up after 18.2 s`. Numbers are as
 * sent, extensions by their number alone. It quotes what was sent, control characters included. Never throws.
 * @param at its outcome as of now, as `outcomeAt` gives it
 */
export function describeCall(
  call: Call,
  at: { readonly outcome: Outcome; readonly isFinal: boolean },
): string {
  const isProvisional = !at.isFinal && call.endedAtUs !== undefined;
  const message = call.hasVoicemail ? '; a voice message was left' : '';
  const doubt = isProvisional ? ' (may still change)' : '';
  return `${whoCalled(call)}: ${said(call, at.outcome)}${message}${doubt}`;
}

function whoCalled(call: Call): string {
  const target = targetOf(call);
  const stops = call.via.filter((extension) => extension !== target);
  // The target is itself an IVR or a queue if no single phone was rung: what follows it comes after.
  const link = target !== undefined && call.via.includes(target) ? ', then ' : ' through ';
  const via =
    stops.length === 0 ? '' : `${link}${stops.map((one) => stop(one, call)).join(' and ')}`;
  const whom = target === undefined ? 'an unknown number' : stop(target, call);
  return `${name(call.caller, 'Somebody')} called ${whom}${via}`;
}

/** Whom the call came to: where it went through an IVR or queue, the phone that answered or the only one that rang. */
function targetOf(call: Call): string | undefined {
  if (call.called === undefined || !call.via.includes(call.called)) return call.called;
  const rung = new Set(phonesIn(call).map(({ extension }) => extension));
  const [only] = rung.size === 1 ? rung : [];
  const answerer = call.legs.some(({ extension }) => extension === call.answeredBy)
    ? call.answeredBy
    : undefined;
  return answerer ?? only ?? call.called;
}

function phonesIn(call: Call): readonly Leg[] {
  return call.legs.filter(({ kind, flow }) => kind === 'phone' && flow === 'in');
}

function said(call: Call, outcome: Outcome): string {
  switch (outcome) {
    case 'answered':
    case 'forwarded':
      return saidAnswered(call, outcome);
    case 'ivr-only':
      return 'the caller hung up there, no phone rang';
    case 'missed':
      return `missed, ${whyMissed(call)}`;
    case 'no-answer':
      return `nobody answered${within(call)}`;
    case 'busy':
      return 'the number was busy';
    case 'cancelled':
      return `the caller gave up${after(call)}`;
    case 'unavailable':
      return 'the phone is not registered';
    case 'failed':
      return `the call failed${statusOf(call)}`;
    case 'open':
      return saidOpen(call);
    case 'zombie':
      return 'its end was never seen';
  }
}

function saidAnswered(call: Call, outcome: 'answered' | 'forwarded'): string {
  const by = name(call.answeredBy, '');
  const talk = call.talkUs === undefined ? '' : `, talked ${durationText(call.talkUs)}`;
  const rest = `${after(call)}${transferred(call)}${talk}`;
  if (outcome === 'forwarded') return `forwarded to ${by || 'a number outside'}, answered${rest}`;
  const isSaid = by === '' || by === name(targetOf(call), '');
  return `answered${isSaid ? '' : ` by ${by}`}${rest}`;
}

function transferred({ transferredTo }: Call): string {
  if (transferredTo.length === 0) return '';
  const named = transferredTo.slice(0, maxTransfers).map((one) => name(one, 'somebody'));
  const more = transferredTo.length - named.length;
  return `, transferred to ${named.join(', then ')}${more > 0 ? `, then ${more} more` : ''}`;
}

/** A sentence has room for so many. */
const maxTransfers = 3;

function saidOpen(call: Call): string {
  if (call.legs.some(({ state }) => state === 'talking')) {
    const other = call.transferredTo.at(-1) ?? call.answeredBy;
    return other === undefined ? 'talking' : `talking with ${name(other, '')}`;
  }
  if (call.legs.some(({ state }) => state === 'ringing')) return 'ringing';
  const inside = call.legs.findLast(({ state }) => state === 'inside')?.extension;
  return inside === undefined ? 'not over yet' : `waiting in ${stop(inside, call)}`;
}

/** Of several phones the reason they share; else that nobody answered. */
function whyMissed(call: Call): string {
  const phones = phonesIn(call);
  const statuses = new Set(phones.map(({ status }) => status?.trim().toUpperCase() ?? ''));
  // Who left a message did not give up.
  if (statuses.has('CANCEL') || (hungUp(call) && !call.hasVoicemail))
    return `the caller gave up${after(call)}`;
  const [status] = statuses.size === 1 ? statuses : [];
  const rung = new Set(phones.map(({ extension }) => extension));
  const who = rung.size > 1 ? 'all phones were' : `${name([...rung][0], 'the phone')} was`;
  if (status === 'BUSY') return `${who} busy`;
  if (status === 'CHANUNAVAIL') return `${who} not registered`;
  if (status === 'CONGESTION') return 'the call failed';
  return `nobody answered${within(call)}`;
}

/** The caller left the IVR or queue: they end with CANCEL. */
function hungUp(call: Call): boolean {
  return call.legs.some(
    ({ kind, events }) =>
      kind !== 'phone' &&
      events.some(
        ({ type, fields }) => type === 'hangup' && fieldOf(fields, 'CallStatus') === 'CANCEL',
      ),
  );
}

function statusOf(call: Call): string {
  const status = call.legs.find((leg) => leg.status !== undefined)?.status;
  return status === undefined ? '' : ` with the status ${quoted(status)}`;
}

function after({ ringUs }: Call): string {
  return ringUs === undefined ? '' : ` after ${durationText(ringUs)}`;
}

function within({ ringUs }: Call): string {
  return ringUs === undefined ? '' : ` within ${durationText(ringUs)}`;
}
