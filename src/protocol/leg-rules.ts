import type { CallEvent, Leg } from './call.ts';
import { durationText } from './duration-text.ts';
import { eventTimeOf } from './event-time.ts';
import { fieldOf } from './fields.ts';
import { quoted } from './quote.ts';
import type { LegRule, Note } from './rule.ts';
import { ruleRows } from './rule-table.ts';

/*
 * An event is sent only where there is a subscription, so what is missing from a leg says little by itself: a leg of nothing but a hangup is
 * as it should be. It says something where the events that are there contradict each other.
 */
export const legRules: readonly LegRule[] = [
  { ...ruleRows.RL012, check: checkDuration },
  { ...ruleRows.RL013, check: checkTalkWithoutAnswer },
  { ...ruleRows.RL014, check: checkOrder },
  { ...ruleRows.RL015, check: checkPrefix },
];

function checkDuration(leg: Leg, note: Note): void {
  const hangup = only(leg, 'hangup');
  const answer = only(leg, 'answer');
  if (hangup === undefined || answer === undefined) return;
  const durationUs = durationOf(hangup);
  if (durationUs === undefined) return;
  const endUs = eventTimeOf(hangup.fields);
  const startUs = eventTimeOf(answer.fields);
  if (startUs === undefined || endUs === undefined || endUs < startUs) return;
  if (Math.abs(endUs - startUs - durationUs) <= toleranceUs) return;
  note({
    message: `Duration is ${durationUs} µs (${durationText(durationUs)}), but from answer to hangup it is ${endUs - startUs} µs (${durationText(endUs - startUs)}).`,
    eventId: hangup.id,
    field: 'Duration',
  });
}

/** A second source of time may round; real ones agree to the microsecond. */
const toleranceUs = 1e3;

function checkTalkWithoutAnswer(leg: Leg, note: Note): void {
  if (leg.kind !== 'phone' || !hasDial(leg) || has(leg, 'answer')) return;
  const hangup = last(leg, 'hangup');
  if (hangup === undefined) return;
  const durationUs = durationOf(hangup) ?? 0;
  if (durationUs === 0) return;
  note({
    message: `The hangup tells of ${durationText(durationUs)} of talk, but no answer was seen in this leg.`,
    eventId: hangup.id,
    field: 'Duration',
  });
}

function checkOrder(leg: Leg, note: Note): void {
  if (leg.kind !== 'phone') return;
  const answers = distinct(leg, 'answer');
  if (answers.length === 0) checkLostAnswer(leg, note);
  else if (!hasDial(leg))
    note({
      level: 'info', // As in the vendor's own example: not every type is subscribed for every extension.
      message: 'The leg was answered, but nothing was seen that made it ring.',
      ...at(answers[0]),
    });
  if (answers.length > 1)
    note({
      message: `The leg was answered ${answers.length} times; expected was once.`,
      ...at(answers[1]),
    });
  checkAfterEnd(leg, note);
}

/** A hangup with talk time is what RL013 is for. */
function checkLostAnswer(leg: Leg, note: Note): void {
  const hangup = last(leg, 'hangup');
  if (hangup === undefined || !hasDial(leg) || (durationOf(hangup) ?? 0) > 0) return;
  if (fieldOf(hangup.fields, 'CallStatus')?.trim().toUpperCase() !== 'ANSWER') return;
  // A callback sends no answers of the legs it makes itself.
  if (fieldOf(hangup.fields, 'CallBackID') !== undefined) return;
  note({
    ...(leg.flow === 'in' ? { level: 'info' } : undefined), // Another phone may have answered: how such legs end is nowhere documented.
    message: 'The hangup says ANSWER, but no answer was seen in this leg.',
    eventId: hangup.id,
    field: 'CallStatus',
  });
}

function checkAfterEnd(leg: Leg, note: Note): void {
  let endUs: number | undefined;
  for (const event of leg.events) {
    const timeUs = eventTimeOf(event.fields);
    if (timeUs === undefined || !steps.has(event.type)) continue;
    if (endUs !== undefined && timeUs > endUs) {
      const after = durationText(timeUs - endUs);
      note({
        message: `There is a ${event.type} ${after} after the hangup; expected was nothing more in this leg.`,
        eventId: event.id,
      });
      return;
    }
    if (event.type === 'hangup') endUs = timeUs;
  }
}

/** A voice message comes after the end. */
const steps: ReadonlySet<string> = new Set(['dial-in', 'dial-out', 'answer', 'hangup']);

function checkPrefix(leg: Leg, note: Note): void {
  if (leg.isGuessed || leg.extensionId === undefined) return;
  const [prefix = ''] = leg.subCallId.split('-', 1);
  if (prefix === leg.extensionId || !/^\d{1,20}$/.test(prefix) || prefix === leg.subCallId) return;
  note({
    message: `SubCallID ${quoted(leg.subCallId)} was sent by the extension with id ${quoted(leg.extensionId)}; expected was that id before the dash.`,
    ...at(leg.events[0]),
    field: 'SubCallID',
  });
}

function at(event: CallEvent | undefined): { readonly eventId?: string } {
  return event === undefined ? {} : { eventId: event.id };
}

function has(leg: Leg, type: CallEvent['type']): boolean {
  return leg.events.some((event) => event.type === type);
}

function hasDial(leg: Leg): boolean {
  return leg.events.some(({ type }) => type === 'dial-in' || type === 'dial-out');
}

function last(leg: Leg, type: CallEvent['type']): CallEvent | undefined {
  return leg.events.findLast((event) => event.type === type);
}

/** The events of a type, each once: one that was sent again, with the same EventTime, is the same. */
function distinct(leg: Leg, type: CallEvent['type']): readonly CallEvent[] {
  const found = leg.events.filter((event) => event.type === type);
  if (found.length < 2) return found;
  const seen = new Set<string | undefined>();
  return found.filter(({ fields }) => {
    const time = fieldOf(fields, 'EventTime');
    if (seen.has(time)) return false;
    seen.add(time);
    return true;
  });
}

/** The event of a type, if there is one only. */
function only(leg: Leg, type: CallEvent['type']): CallEvent | undefined {
  const found = distinct(leg, type);
  return found.length === 1 ? found[0] : undefined;
}

function durationOf(hangup: CallEvent): number | undefined {
  const sent = fieldOf(hangup.fields, 'Duration');
  return sent !== undefined && /^\d{1,15}$/.test(sent) ? Number(sent) : undefined;
}
