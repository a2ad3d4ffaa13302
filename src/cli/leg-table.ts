import type { ApiCall } from '../api/call.ts';
import { printable } from '../formats/printable.ts';
import { durationText } from '../protocol/duration-text.ts';
import { name } from '../protocol/named.ts';

type Leg = ApiCall['legs'][number];

/** The legs of a call as a table, a line each, under a line of headings. */
export function legTable(legs: readonly Leg[], dim: (text: string) => string): readonly string[] {
  if (legs.length === 0) return [];
  const rows = legs.map((leg) => [
    `${name(leg.extension, 'unknown')}${kinds[leg.kind]}`,
    leg.flow,
    leg.state === 'ended' ? (leg.status ?? leg.state) : leg.state,
    leg.ringUs === undefined ? '' : durationText(leg.ringUs),
    leg.talkUs === undefined ? '' : durationText(leg.talkUs),
    shortLeg(leg),
    noteOf(leg),
  ]);
  const [heading = '', ...lines] = inColumns([headings, ...rows.map((row) => row.map(printable))]);
  return [dim(heading), ...lines];
}

const headings = ['who', 'flow', 'state', 'rang', 'talked', 'leg', ''];
const kinds = { phone: '', ivr: ' (IVR)', queue: ' (queue)' } as const;

/** A leg is `<extension id>-<32 hex>`: the id, and enough of the rest for the filter. */
function shortLeg({ subCallId, isGuessed }: Leg): string {
  if (isGuessed === true) return '';
  const dash = subCallId.indexOf('-');
  return subCallId.slice(0, dash > 0 && dash < 12 ? dash + 5 : 8);
}

function noteOf({ transfered, bridged, remoteNumber }: Leg): string {
  return [
    ...(transfered === true ? ['forwarded'] : []),
    ...(bridged === undefined ? [] : [bridged ? 'a phone answered' : 'no phone answered']),
    ...(remoteNumber === undefined ? [] : [`with ${name(remoteNumber, '')}`]),
  ].join(', ');
}

function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, { length }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, length);
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
