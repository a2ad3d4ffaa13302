import { durationText } from './duration-text.ts';
import { cellsOf, fitted, type Cells } from './ladder-cells.ts';
import type { Ladder } from './ladder.ts';

/** What the call was and which, in lines no wider than this. */
export function ladderHeader(ladder: Ladder, width: number, isAscii: boolean): readonly Cells[] {
  const { title, callId, startUs, clock, clockDifferenceUs, eventCount } = ladder;
  const facts = [
    callId === '' ? 'no CallID' : `CallID ${callId}`,
    timeText(startUs),
    `${eventCount} ${eventCount === 1 ? 'event' : 'events'}`,
    ...(clock === 'received' ? ['as received'] : []),
    ...(clock === 'sequence' ? ['as stored'] : []),
    ...(clockDifferenceUs === undefined
      ? []
      : [
          `the clocks differ: the PBX's is ${durationText(Math.abs(clockDifferenceUs))} ${clockDifferenceUs < 0 ? 'ahead' : 'behind'}`,
        ]),
  ];
  return [
    ...wrapped(title.split(betweenWords), ' ', width, isAscii),
    ...wrapped(facts, '   ', width, isAscii),
  ];
}

/** Not between a number and its unit. */
const betweenWords = / (?!(?:h|m|s|ms|µs)(?:[ ,)]|$))/;

/** The parts in lines, a part that is wider than a line cut. */
export function wrapped(
  parts: readonly string[],
  separator: string,
  width: number,
  isAscii: boolean,
): readonly Cells[] {
  const lines: string[][] = [];
  for (const part of parts) {
    const cells = fitted(cellsOf(part, isAscii), width, isAscii);
    const line = lines.at(-1);
    if (line !== undefined && line.length + separator.length + cells.length <= width)
      line.push(...cellsOf(separator), ...cells);
    else lines.push([...cells]);
  }
  return lines;
}

/** The latest time a date can hold. */
const maxTimeUs = 8.64e18;

function timeText(us: number): string {
  if (!(Math.abs(us) <= maxTimeUs)) return 'at an unknown time';
  return `${new Date(Math.floor(us / 1_000)).toISOString().replace('T', ' ').slice(0, -5)} UTC`;
}
