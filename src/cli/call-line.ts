import type { ApiCall } from '../api/call.ts';
import { painter, type Painter } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import { wayOf } from '../protocol/call-way.ts';
import { durationText } from '../protocol/duration-text.ts';
import { name } from '../protocol/named.ts';
import { dayTime } from './day-time.ts';
import { countFindings, levelPaint } from './finding-counts.ts';
import { paintOutcome } from './outcome-paint.ts';
import { microseconds } from './shown-event.ts';

/**
 * A formatter for people: when a call began, how it ended, who called whom through what, how long it took, its id, whose it is, and how many
 * findings there are.
 *
 *     Nov 22 12:04:31 answered    ↙ +78123351127 → 098 → 101       rang 10.1s talked 1m23s call=76c8491e myid=174,101 1 warn
 *
 * The short id is a prefix that the filter and `show call` take.
 * @param options.nowUs tells the time: then the date is left out of what began today
 * @returns a line with its line feed
 */
export function createCallLine(options: {
  readonly useColor: boolean;
  readonly nowUs?: () => number;
}): (call: ApiCall) => string {
  const paint = painter(options.useColor);
  const timeOf = dayTime(options.nowUs);
  return (call) => {
    const way = wayOf(call).map(printable).join(' → ');
    return `${[
      paint.dim(timeOf(microseconds(call.startedAt))),
      paintOutcome(paint, call.outcome, outcomeWidth),
      `${arrows[call.direction]} ${way.padEnd(wayWidth)}`,
      howLong(call).padEnd(howLongWidth),
      `call=${printable(call.id.slice(0, idLength))}`,
      paint.dim(`myid=${whose(call)}`),
      ...(call.partial === true ? [paint.dim('partial')] : []),
      ...findingsOf(call, paint),
    ].join(' ')}\n`;
  };
}

/** `unavailable` */
const outcomeWidth = 11;
/** An outsider, an IVR, a queue and a phone. */
const wayWidth = 30;
/** `rang 10.1s talked 1m23s` */
const howLongWidth = 23;
/** As in the lines of events. */
const idLength = 8;

/** One subscription may send the events of a phone each. */
const maxMyids = 5;

const arrows = { in: '↙', out: '↗', internal: '↔' } as const;

function whose({ myids }: ApiCall): string {
  const shown = myids.slice(0, maxMyids).map((myid) => (myid === '' ? '-' : printable(myid)));
  return `${shown.join(',')}${myids.length > maxMyids ? ',…' : ''}`;
}

function howLong(call: ApiCall): string {
  if (call.outcome === 'open') return stateOf(call);
  const parts = [
    ...(call.ringUs === undefined ? [] : [`rang ${compact(call.ringUs)}`]),
    ...(call.talkUs === undefined ? [] : [`talked ${compact(call.talkUs)}`]),
    ...(saysWhy.has(call.outcome) ? statusesOf(call) : []),
    ...(call.voicemail === true ? ['voice message'] : []),
  ];
  return parts.join(' ');
}

/** As short as in the lines of events: `1m23s`. */
function compact(us: number): string {
  return durationText(us).replaceAll(' ', '');
}

function stateOf({ legs }: ApiCall): string {
  const states = new Set(legs.map(({ state }) => state));
  if (states.has('talking')) return 'talking';
  if (states.has('ringing')) return 'ringing';
  // It may wait there, or be about to leave after a talk.
  const inside = legs.findLast(({ state }) => state === 'inside');
  return inside === undefined ? '' : `in ${printable(name(inside.extension, 'IVR or queue'))}`;
}

/** Of the others the outcome is the status. */
const saysWhy: ReadonlySet<string> = new Set(['missed', 'failed']);

/** With what the phones ended, as sent; of a call no phone rang in, what there is. */
function statusesOf({ legs }: ApiCall): readonly string[] {
  const phones = legs.filter(({ kind }) => kind === 'phone');
  const statuses = new Set(
    (phones.length > 0 ? phones : legs).flatMap(({ status }) =>
      status === undefined ? [] : [printable(status.trim().slice(0, maxStatusLength))],
    ),
  );
  return statuses.size === 0 ? [] : [[...statuses].slice(0, maxStatuses).join(',')];
}

/** As many as the PBX knows would still fit; what somebody makes up would not. */
const maxStatuses = 3;
const maxStatusLength = 20;

function findingsOf({ findings }: ApiCall, paint: Painter): readonly string[] {
  const counts = countFindings(findings);
  const paints = levelPaint(paint);
  return (['error', 'warn', 'info'] as const).flatMap((level) =>
    counts[level] === 0 ? [] : [paints[level](`${counts[level]} ${level}`)],
  );
}
