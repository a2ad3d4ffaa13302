import type { ApiCallDetail } from '../api/call.ts';
import { painter } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import { durationText } from '../protocol/duration-text.ts';
import { name } from '../protocol/named.ts';
import { levelPaint } from './finding-counts.ts';
import { legTable } from './leg-table.ts';
import { paintOutcome } from './outcome-paint.ts';
import type { Output } from './shell.ts';
import { microseconds } from './shown-event.ts';

/** A call in words: its sentence, what is known of it, its legs, what the rules say, and its events as they came. */
export function formatCallDetail(call: ApiCallDetail, { useColor }: Output): string {
  const { bold, dim } = painter(useColor);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', bold(title), ...lines.map((line) => `  ${line}`)];
  const lines = [
    bold(printable(call.sentence)),
    '',
    ...formatCallFacts(call, useColor),
    ...section('Legs', legTable(call.legs, dim)),
    ...section('Findings', formatCallFindings(call, useColor)),
    ...section('Events', eventLines(call, dim)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Names and values below each other. */
export function formatCallFacts(call: ApiCallDetail, useColor: boolean): readonly string[] {
  const paint = painter(useColor);
  const { partial, callerName = '' } = call;
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['outcome', paintOutcome(paint, call.outcome)],
    ['direction', call.direction],
    ['call', printable(call.id)],
    ['myid', printable(call.myids.map((myid) => (myid === '' ? '-' : myid)).join(', '))],
    ['caller', callerName === name(call.caller, '') ? undefined : printable(callerName)],
    ['dialled', call.did === undefined ? undefined : printable(call.did)],
    ['began', call.startedAt],
    ['ended', call.endedAt],
    ['rang', call.ringUs === undefined ? undefined : durationText(call.ringUs)],
    ['talked', call.talkUs === undefined ? undefined : durationText(call.talkUs)],
    ['recording', printable(call.recIds.join(', '))],
    ['partial', partial === true ? 'some of its events were deleted here' : undefined],
  ];
  return pairs.flatMap(([label, value = '']) =>
    value === '' ? [] : [`  ${paint.dim(label.padEnd(9))}  ${value}`],
  );
}

/** What the rules say, a line each. */
export function formatCallFindings(
  { findings }: ApiCallDetail,
  useColor: boolean,
): readonly string[] {
  const paints = levelPaint(painter(useColor));
  return findings.map(
    ({ rule, level, message }) =>
      `${paints[level](`${rule} ${level.padEnd(5)}`)}  ${printable(message)}`,
  );
}

/** In the order in which they were stored, with the time since the first came. */
function eventLines(
  { events, eventCount }: ApiCallDetail,
  dim: (text: string) => string,
): readonly string[] {
  const times = events.map(({ receivedAt }) => microseconds(receivedAt));
  const [startUs = 0] = times;
  const offsets = times.map(
    (us) => `${us < startUs ? '-' : '+'}${seconds(Math.abs(us - startUs))} s`,
  );
  const offsetWidth = Math.max(0, ...offsets.map(({ length }) => length));
  const typeWidth = Math.max(0, ...events.map(({ type }) => type.length));
  const lines = events.map(
    ({ type, sentence }, i) =>
      `${dim((offsets[i] ?? '').padStart(offsetWidth))}  ${printable(type).padEnd(typeWidth)}  ${printable(sentence)}`,
  );
  const more = eventCount - events.length;
  return more > 0 ? [...lines, dim(`… ${more} more ${more === 1 ? 'event' : 'events'}`)] : lines;
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(3);
}
