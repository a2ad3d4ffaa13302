import { outcomeAt, type Call, type CallEvent, type Leg } from './call.ts';
import { durationText } from './duration-text.ts';
import { eventTimeOf } from './event-time.ts';
import { extensionName } from './end.ts';
import { fieldOf } from './fields.ts';
import { cut } from './quote.ts';
import type { CallRule, Note } from './rule.ts';
import { ruleRows } from './rule-table.ts';
import { shortName } from './short-name.ts';

/** What can be said of a call as a whole. */
export const callRules: readonly CallRule[] = [
  { ...ruleRows.RL020, check: checkAnswers },
  { ...ruleRows.RL021, check: checkBridged },
  { ...ruleRows.RL022, check: checkEnd },
  { ...ruleRows.RL023, check: checkSelf },
];

/*
 * What answers counts as a phone, so the kind of the leg tells nothing here: its hangup does, which has Bridged and, unlike that of a phone,
 * no recording.
 */
function checkAnswers(call: Call, note: Note): void {
  for (const leg of call.legs) {
    if (leg.flow === 'out' || leg.bridged === undefined || leg.recId !== undefined) continue;
    const answer = leg.events.find(({ type }) => type === 'answer');
    if (answer === undefined) continue;
    const wanted = note({
      message: `${nameOf(leg)} ends with Bridged, as only an IVR or a queue does, but sent an answer; expected were its dial-in and its hangup only.`,
      eventId: answer.id,
      subCallId: leg.subCallId,
    });
    if (!wanted) return;
  }
}

function checkBridged(call: Call, note: Note): void {
  if (call.endedAtUs === undefined) return;
  const answers = answersOf(call);
  for (const leg of call.legs) {
    const hangup = leg.events.findLast(({ type }) => type === 'hangup');
    if (leg.kind === 'phone' || leg.bridged === undefined || hangup === undefined) continue;
    const message = leg.bridged ? unseenAnswer(leg, call) : unsaidAnswer(leg, hangup, answers);
    if (message === undefined) continue;
    const wanted = note({
      message,
      ...(leg.bridged ? { level: 'info' } : undefined),
      eventId: hangup.id,
      subCallId: leg.subCallId,
      field: 'Bridged',
    });
    if (!wanted) return;
  }
}

/** Only where phones were seen at all: the vendor's advice is to subscribe all of them, but nobody must. */
function unseenAnswer(leg: Leg, call: Call): string | undefined {
  const phones = call.legs.filter(({ kind }) => kind === 'phone');
  if (phones.length === 0 || phones.some(wasAnswered)) return undefined;
  return `${nameOf(leg)} ended with Bridged=yes, but none of the phones seen in this call was answered.`;
}

/** A phone that answered, and when by the PBX's clock. */
interface Answer {
  readonly leg: Leg;
  readonly timeUs: number;
}

function answersOf(call: Call): readonly Answer[] {
  const phones = call.legs.filter(({ kind, flow }) => kind === 'phone' && flow === 'in');
  return phones.flatMap((leg) => {
    const answer = leg.events.find(({ type }) => type === 'answer');
    const timeUs = answer && eventTimeOf(answer.fields);
    return timeUs === undefined ? [] : [{ leg, timeUs }];
  });
}

function unsaidAnswer(leg: Leg, hangup: CallEvent, answers: readonly Answer[]): string | undefined {
  const untilUs = eventTimeOf(hangup.fields);
  const first = leg.events.find(({ type }) => type === 'dial-in');
  const fromUs = first === undefined ? 0 : eventTimeOf(first.fields);
  if (untilUs === undefined || fromUs === undefined) return undefined;
  const answer = answers.find(({ timeUs }) => timeUs >= fromUs && timeUs <= untilUs);
  if (answer === undefined) return undefined;
  return `${nameOf(leg)} ended with Bridged=no, but ${nameOf(answer.leg)} answered before; expected was Bridged=yes.`;
}

function wasAnswered(leg: Leg): boolean {
  return (
    leg.status?.trim().toUpperCase() === 'ANSWER' ||
    leg.events.some(({ type }) => type === 'answer')
  );
}

function checkEnd(call: Call, note: Note, nowUs: number | undefined): void {
  if (nowUs === undefined || outcomeAt(call, nowUs).outcome !== 'zombie') return;
  const lastUs = Math.max(
    ...call.legs.flatMap(({ events }) => events.map(({ receivedAtUs }) => receivedAtUs)),
    call.startedAtUs,
  );
  const open = call.legs.find(({ state }) => state !== 'ended');
  note({
    message: `Nothing came for ${durationText(nowUs - lastUs)}; expected was the hangup${open === undefined ? '' : ` of ${nameOf(open)}`}.`,
    ...(open === undefined ? undefined : { subCallId: open.subCallId }),
  });
}

function checkSelf(call: Call, note: Note): void {
  for (const leg of call.legs) {
    const own = leg.events.find(
      (event) => (event.type === 'dial-in' || event.type === 'dial-out') && isOfItself(event),
    );
    if (own === undefined) continue;
    const wanted = note({
      message: `${nameOf(leg)} is both caller and called of a ${own.type}; expected was no event of this leg.`,
      eventId: own.id,
      subCallId: leg.subCallId,
    });
    if (!wanted) return;
  }
}

function isOfItself({ fields }: CallEvent): boolean {
  const caller = extensionName(fieldOf(fields, 'CallerExtension'));
  return caller !== undefined && caller === extensionName(fieldOf(fields, 'CalledExtension'));
}

function nameOf(leg: Leg): string {
  return leg.extension === undefined ? `leg ${cut(leg.subCallId)}` : cut(shortName(leg.extension));
}
