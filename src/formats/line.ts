import type { EventType } from '../protocol/classify.ts';
import { splitTarget } from '../protocol/target.ts';
import { decodeUtf8 } from '../protocol/utf8.ts';
import { painter, type Color, type Painter } from './paint.ts';
import { isPrintable, printable } from './printable.ts';
import type { ShownEvent } from './shown-event.ts';
import { wallClock } from './wall-time.ts';

/**
 * A formatter for people: when, whose, what, who calls whom, how it stands, which call, what was answered; then every field that the
 * first part does not show in full.
 *
 *     12:04:31.123 175 hangup    +78123351127 → 3515*101    ANSWER 11.4s call=76c8491e leg=175-79a2 200
 *                  EventTime=1502985750238219 CallID=76c8491e… Duration=11420018
 *
 * The short ids are prefixes that the filter takes. Given the `width` of a terminal, the fields go below, filled to it; without, an event is
 * one line, which is what `grep` wants. Captured text never holds anything a terminal would obey.
 * @returns one or more whole lines, each with its line feed
 */
export function createLine(options: {
  readonly timeZone?: string | undefined;
  readonly useColor?: boolean | undefined;
  readonly width?: number | undefined;
}): (event: ShownEvent) => string {
  const clock = wallClock(options.timeZone);
  const paint = painter(options.useColor ?? false);
  return (event) => {
    const shown = new Set<string>();
    const ms = String(Math.floor(event.receivedAtUs / 1000) % 1000).padStart(3, '0');
    const headline = [
      paint.dim(`${clock(event.receivedAtUs).time}.${ms}`),
      paint.bold(whose(event, shown)),
      paint[colorOf(event)](what(event, shown)),
      `${who(event, shown).padEnd(26)} ${state(event, shown).padEnd(12)}`,
      ids(event) + paint.dim(String(event.status)),
    ].join(' ');
    const rest = Object.entries(event.fields).filter(([name]) => !shown.has(name));
    return headline + fill(rest, options.width, paint);
  };
}

function whose({ myid, fields }: ShownEvent, shown: Set<string>): string {
  if (fields['myid'] === myid) shown.add('myid');
  return (myid === '' ? '-' : word(myid)).padEnd(3);
}

function what({ type, fields }: ShownEvent, shown: Set<string>): string {
  if (fields['EventType'] === type) shown.add('EventType');
  return type.padEnd(9);
}

function who(event: ShownEvent, shown: Set<string>): string {
  const { from, to } = shapes[event.type];
  const ends = [from, to].map((names) => firstOf(event, names, shown));
  if (ends.some((end) => end !== '')) return ends.filter((end) => end !== '').join(' → ');
  if (event.type !== 'unknown') return '';
  const { path } = splitTarget(event.target);
  return `${word(event.method)} ${word(decodeUtf8(path))} from ${word(event.peer)}`;
}

function state(event: ShownEvent, shown: Set<string>): string {
  const talkUs = Number(event.fields['Duration']);
  const status = firstOf(event, shapes[event.type].state, shown);
  return talkUs > 0 ? `${status} ${talkTime(talkUs)}` : status;
}

/** The first of these fields that says something, from then on counted as shown. */
function firstOf({ fields }: ShownEvent, names: readonly string[], shown: Set<string>): string {
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === '') continue;
    shown.add(name);
    return word(value);
  }
  return '';
}

function ids({ callId, subCallId, form, bodyBytes }: ShownEvent): string {
  let text = '';
  if (callId !== undefined) text += `call=${word(callId.slice(0, 8))} `;
  if (subCallId !== undefined) text += `leg=${word(shortLeg(subCallId))} `;
  return form === undefined && bodyBytes > 0 ? `${text}body=${bodyBytes}B ` : text;
}

/** A leg is `<extension id>-<32 hex>`: the id, which people know, and enough of the rest. */
function shortLeg(subCallId: string): string {
  const dash = subCallId.indexOf('-');
  return subCallId.slice(0, dash > 0 && dash < 12 ? dash + 5 : 8);
}

function talkTime(us: number): string {
  const seconds = us / 1e6;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

/** `name=value` after `name=value`: on the headline's line, or on lines of their own that are filled to the width. */
function fill(
  fields: readonly (readonly [string, string])[],
  width: number | undefined,
  paint: Painter,
): string {
  let text = '';
  let column = Number.POSITIVE_INFINITY;
  for (const [name, value] of fields) {
    const [key, shown] = [`${word(name)}=`, word(value)];
    const length = key.length + shown.length + 1;
    if (width !== undefined && column + length > width) {
      text += `\n${indent}`;
      column = indent.length;
    } else text += ' ';
    text += paint.dim(key) + shown;
    column += length;
  }
  return `${text}\n`;
}

/** As wide as the time of the headline. */
const indent = ' '.repeat(13);

/** A text as one word, with quotes where it would not be one: empty, with spaces, quotes, `=`, or anything that had to be escaped. */
function word(text: string): string {
  if (isWord.test(text) && isPrintable(text)) return text;
  return `"${printable(text.replace(/["\\]/g, '\\$&'))}"`;
}

const isWord = /^[^\s"=\\]+$/;

interface Shape {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly state: readonly string[];
  readonly color: Color;
}

const call: Shape = {
  from: ['CallerIDNum', 'CallerExtension'],
  to: ['CalledNumber', 'CalledExtension', 'CalledDID'],
  state: ['CallStatus'],
  color: 'cyan',
};
const messageOut: Shape = {
  from: ['src_number', 'extension_name'],
  to: ['dst_number'],
  state: ['status'],
  color: 'magenta',
};
const agent: Shape = {
  from: ['extension_name', 'agent_number'],
  to: [],
  state: ['agent_status'],
  color: 'magenta',
};

/** Of each type: the fields that say from whom, to whom and how it stands, the best first. */
const shapes: Readonly<Record<EventType, Shape>> = {
  'dial-in': call,
  'dial-out': call,
  answer: { ...call, color: 'green' },
  hangup: { ...call, color: 'yellow' },
  voicemail: { ...call, color: 'magenta' },
  call_interactive: { ...call, color: 'magenta' },
  'message-in': { ...messageOut, to: ['did_number', 'extension_name'] },
  'message-out': messageOut,
  'message-out-status': messageOut,
  'agent-login': agent,
  'agent-logout': agent,
  'extension-call-status': {
    from: ['extension_name', 'extension_id'],
    to: [],
    state: ['new_status_id'],
    color: 'magenta',
  },
  unknown: { from: [], to: [], state: [], color: 'red' },
};

/** A call that ended without an answer is what one looks for. */
function colorOf({ type, fields }: ShownEvent): Color {
  const isTalkOver = type === 'hangup' && fields['CallStatus'] === 'ANSWER';
  return isTalkOver ? 'green' : shapes[type].color;
}
