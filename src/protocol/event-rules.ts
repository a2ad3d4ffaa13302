import { eventTypes } from './classify.ts';
import { encodingRules } from './encoding-rules.ts';
import { durationText } from './duration-text.ts';
import { fieldRow } from './field-table.ts';
import { fieldOf } from './fields.ts';
import { meantField } from './misspelling.ts';
import { quoted } from './quote.ts';
import type { EventFacts, EventRule, Note } from './rule.ts';
import { ruleRows } from './rule-table.ts';
import { distanceWithin } from './spelling.ts';

/** What can be said of one event by itself. How it was sent is in `encoding-rules.ts`. */
export const eventRules: readonly EventRule[] = [
  { ...ruleRows.RL001, check: checkType },
  { ...ruleRows.RL002, check: checkNames },
  ...encodingRules,
  { ...ruleRows.RL006, check: checkTime },
  { ...ruleRows.RL010, check: checkStatus },
  { ...ruleRows.RL011, check: checkHangupFields },
  { ...ruleRows.RL016, check: checkApiId },
];

function checkType({ type, fields }: EventFacts, note: Note): void {
  if (type !== 'unknown') return;
  const sent = fieldOf(fields, 'EventType');
  if (sent === undefined) {
    note({
      message:
        'There is no EventType, and no fields by which messages, agents or the status of a phone are known.',
    });
    return;
  }
  const word = sent.trim().toLowerCase().slice(0, 40).replace(/[_ ]/g, '-');
  const near = eventTypes.find(
    (known) => known !== 'unknown' && distanceWithin(2, word, known) <= 2,
  );
  const hint =
    near === undefined ? 'which is no known type of event' : `did the sender mean ${near}`;
  note({
    message: `EventType is ${quoted(sent)}, ${hint}${near === undefined ? '.' : '?'}`,
    field: 'EventType',
  });
}

function checkNames(event: EventFacts, note: Note): void {
  const { form, fields } = event;
  // The query of a POST is the integrator's own; so is some of a GET's, nobody knows which.
  if (form === undefined && event.method === 'POST') return;
  let inForm: ReadonlySet<string> | undefined;
  let looked = 0;
  const known = { type: event.type, fields, flow: fieldOf(fields, 'CallFlow') };
  for (const name in fields) {
    if (looked++ === maxNames) return;
    const meant = meantField(name, known, form === undefined);
    if (meant === undefined) continue;
    // Nearly no event comes so far.
    if (form !== undefined) inForm ??= new Set(form.map(([sent]) => sent));
    if (inForm?.has(name) === false) continue;
    note({ message: `${quoted(name)} is probably meant to be ${meant}.`, field: name });
  }
}

/** More names than any event of a PBX has: it bounds the work for nonsense. */
const maxNames = 100;

function checkTime({ fields, receivedAtUs }: EventFacts, note: Note): void {
  const sent = fieldOf(fields, 'EventTime');
  if (sent === undefined) return;
  if (!sixteenDigits.test(sent)) {
    const guess = guesses.get(/^\d+$/.test(sent) ? sent.length : 0) ?? '';
    note({
      message: `EventTime is ${quoted(sent)}${guess}; expected were 16 digits, the µs since 1970 UTC.`,
      field: 'EventTime',
    });
    return;
  }
  const aheadUs = Number(sent) - receivedAtUs;
  if (Math.abs(aheadUs) <= maxDistanceUs) return;
  const distance = `${durationText(Math.abs(aheadUs))} ${aheadUs < 0 ? 'before' : 'after'}`;
  note({
    level: 'info',
    message: `EventTime ${quoted(sent)} is ${distance} the receipt; expected were at most 5 minutes.`,
    field: 'EventTime',
  });
}

const sixteenDigits = /^\d{16}$/;
const guesses: ReadonlyMap<number, string> = new Map([
  [10, ', which looks like seconds'],
  [13, ', which looks like milliseconds'],
  [19, ', which looks like nanoseconds'],
]);

/** More than clocks differ that are set at all, and than a request takes. */
const maxDistanceUs = 300e6;

function checkStatus({ type, fields }: EventFacts, note: Note): void {
  const allowed = statusWords.get(type);
  if (allowed === undefined) return;
  const sent = fields['CallStatus'] ?? fieldOf(fields, 'CallStatus');
  if (sent === undefined || sent === '' || allowed.includes(sent)) return;
  if (allowed.includes(sent.trim().toUpperCase())) return;
  const isUnknown = type === 'hangup' && !everyStatus.has(sent.trim().toUpperCase());
  const expected = allowed.length > 1 ? `one of ${allowed.join(', ')}` : allowed.join('');
  note({
    ...(isUnknown ? { level: 'info' } : undefined), // Other ends are possible, says the vendor: none of them is a success.
    message: `CallStatus of ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type} is ${quoted(sent)}; expected was ${expected}.`,
    field: 'CallStatus',
  });
}

const everyStatus: ReadonlySet<string> = new Set(
  fieldRow('CallStatus')?.values?.map(({ word }) => word),
);

const statusWords: ReadonlyMap<string, readonly string[]> = new Map(
  ['dial-in', 'dial-out', 'answer', 'hangup'].map((type) => [
    type,
    (fieldRow('CallStatus')?.values ?? [])
      .filter(({ on }) => on?.some((other) => other === type) ?? true)
      .map(({ word }) => word),
  ]),
);

function checkHangupFields({ type, fields }: EventFacts, note: Note): void {
  if (type === 'hangup') {
    checkBridged(fields, note);
    return;
  }
  if (type !== 'dial-in' && type !== 'dial-out' && type !== 'answer') return;
  for (const field of hangupFields) {
    const sent = fields[field]; // In this spelling only: `duration` may be a tag of the integrator's.
    if (sent !== undefined && sent !== '')
      note({
        message: `${field} ${quoted(sent)} came with a ${type}; it belongs to a hangup.`,
        field,
      });
  }
}

const hangupFields = ['Duration', 'RecID', 'Bridged'] as const;

/** Only phones talk and are recorded: with Duration and RecID it is the hangup of a phone. */
function checkBridged(fields: EventFacts['fields'], note: Note): void {
  const bridged = fieldOf(fields, 'Bridged');
  if (bridged === undefined || fieldOf(fields, 'RecID') === undefined) return;
  if (!(Number(fieldOf(fields, 'Duration')) > 0)) return;
  note({
    message: `Bridged ${quoted(bridged)} came from an extension that talked and was recorded; only an IVR or a queue has it.`,
    field: 'Bridged',
  });
}

function checkApiId({ fields }: EventFacts, note: Note): void {
  const apiId = fieldOf(fields, 'CallAPIID');
  const callId = apiId === undefined ? undefined : fieldOf(fields, 'CallID');
  if (apiId === undefined || callId === undefined) return;
  if (apiId.length > maxIdLength || callId.length > maxIdLength) return;
  if (hexOf(apiId).endsWith(hexOf(callId))) return;
  note({
    message: `CallAPIID ${quoted(apiId)} does not end in the CallID ${quoted(callId)}.`,
    field: 'CallAPIID',
  });
}

/** Longer ids are no ids, and say so by themselves. */
const maxIdLength = 256;

function hexOf(id: string): string {
  return id.toLowerCase().replaceAll('-', '');
}
