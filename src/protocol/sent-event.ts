import type { CallEvent } from './call.ts';
import type { Fields } from './fields.ts';

const names = [
  'EventTime',
  'CallID',
  'SubCallID',
  'CallBackID',
  'CallFlow',
  'CallStatus',
  'CallerIDNum',
  'CallerIDName',
  'CallerExtension',
  'CallerExtensionID',
  'CalledNumber',
  'CalledExtension',
  'CalledExtensionID',
  'CalledDID',
  'RemoteNumber',
  'Transfered',
  'Bridged',
  'Duration',
  'RecID',
] as const;
type Name = (typeof names)[number];

const exact: ReadonlySet<string> = new Set(names);
const known: ReadonlyMap<string, Name> = new Map(names.map((name) => [name.toLowerCase(), name]));
const maxLength = Math.max(...names.map((name) => name.length));

export type Step = 'dial' | 'answer' | 'hangup';

/** An event with what calls need of its fields. */
export class SentEvent {
  readonly event: CallEvent;
  /** Undefined for an event that makes no leg. */
  readonly step: Step | undefined;
  /** µs by the PBX's clock; of an event without it reckoned from the receipt. */
  readonly atUs: number;
  readonly #fields: Fields;
  readonly #respelled: ReadonlyMap<Name, string> | undefined;

  constructor(event: CallEvent, clockDifferenceUs: number) {
    this.event = event;
    this.step = stepOf(event);
    this.#fields = event.fields;
    this.#respelled = respelled(event.fields);
    this.atUs = eventTimeUs(this.sent('EventTime')) ?? event.receivedAtUs - clockDifferenceUs;
  }

  /** The value of a field, its name taken as `fieldOf` takes it; undefined if absent or empty. */
  sent(name: Name): string | undefined {
    const value = this.#fields[name] ?? this.#respelled?.get(name);
    return value === '' ? undefined : value;
  }
}

/** The events in the order in which they happened, as far as the PBX's clock tells; of equal times dial, answer, hangup, then as stored. */
export function inOrder(events: readonly CallEvent[]): readonly SentEvent[] {
  const differenceUs = clockDifferenceUs(events);
  return events.map((event) => new SentEvent(event, differenceUs)).sort(byTime);
}

/** The fields whose names are spelled in another case; undefined if none is. Nearly no event has any, so that this is quicker than `fieldReader`. */
function respelled(fields: Fields): ReadonlyMap<Name, string> | undefined {
  let found: Map<Name, string> | undefined;
  for (const sent in fields) {
    if (sent.length > maxLength || exact.has(sent)) continue;
    const name = known.get(sent.toLowerCase());
    const value = fields[sent];
    if (name !== undefined && value !== undefined) found = (found ?? new Map()).set(name, value);
  }
  return found;
}

/** What the receive clock is ahead of the PBX's, delivery included: the least that any event shows; 0 if none does. */
function clockDifferenceUs(events: readonly CallEvent[]): number {
  let leastUs: number | undefined;
  for (const { receivedAtUs, fields } of events) {
    const timeUs = eventTimeUs(fields['EventTime']);
    if (timeUs !== undefined && (leastUs === undefined || receivedAtUs - timeUs < leastUs))
      leastUs = receivedAtUs - timeUs;
  }
  return leastUs ?? 0;
}

/** 16 digits, as every µs from 2001 to 2255 has. A time in seconds or milliseconds is none: it would be in 1970. */
function eventTimeUs(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[1-9]\d{15}\s*$/.test(text)) return undefined;
  const timeUs = Number(text);
  return Number.isSafeInteger(timeUs) ? timeUs : undefined;
}

function stepOf({ type }: CallEvent): Step | undefined {
  if (type === 'dial-in' || type === 'dial-out') return 'dial';
  return type === 'answer' || type === 'hangup' ? type : undefined;
}

const ranks = { dial: 0, answer: 1, hangup: 2 };

function byTime(a: SentEvent, b: SentEvent): number {
  if (a.atUs !== b.atUs) return a.atUs - b.atUs;
  const byStep = rank(a) - rank(b);
  return byStep === 0 ? byRow(a.event, b.event) : byStep;
}

function rank({ step }: SentEvent): number {
  return step === undefined ? 3 : ranks[step];
}

/** As stored. */
export function byRow(a: CallEvent, b: CallEvent): number {
  if (a.row !== b.row) return a.row - b.row;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
