/** What a time in a filter is relative to. */
export interface FilterContext {
  /** µs since 1970 UTC: what `-2h` counts from. */
  readonly nowUs: number;
  /** Minutes east of UTC of times without a zone, at that local time (`2026-11-22T10:00:00`); UTC if absent. */
  readonly zoneOffsetMinutes?: (localIso: string) => number;
}

/** Later times do not fit into whole µs without loss. */
const lastYear = 2199;

/**
 * A time as µs since 1970 UTC, never before 1970; undefined if it is none. ISO 8601 with a date and perhaps a time and a zone (a date
 * alone is its midnight), or `-10s`, `-30m`, `-2h`, `-7d`: so long before now.
 */
export function parseTime(text: string, context: FilterContext): number | undefined {
  const relative = /^-(\d{1,6})([smhd])$/i.exec(text);
  if (relative !== null) {
    const [, count = '', unit = ''] = relative;
    return Math.max(0, context.nowUs - Number(count) * (unitUs[unit.toLowerCase()] ?? 0));
  }
  const absolute = isoPattern.exec(text)?.groups;
  return absolute === undefined ? undefined : fromParts(absolute, context);
}

const unitUs: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };

const isoPattern =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[t ](?<clock>\d\d:\d\d)(?<seconds>:\d\d)?(?:(?<=:\d\d:\d\d)\.(?<fraction>\d{1,9}))?(?<zone>z|[+-]\d\d(?::?\d\d)?)?)?$/i;

function fromParts(
  parts: Readonly<Record<string, string | undefined>>,
  context: FilterContext,
): number | undefined {
  const { date = '', clock = '00:00', seconds = ':00', fraction = '', zone } = parts;
  const local = `${date}T${clock}${seconds}`;
  const ms = Date.parse(`${local}Z`);
  const year = Number(date.slice(0, 4));
  // Date.parse takes 30 February for 2 March and 24:00 for the next day.
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(local);
  if (!isReal || year < 1970 || year > lastYear) return undefined;
  const offset =
    zone === undefined ? (context.zoneOffsetMinutes?.(local) ?? 0) : offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const us = Number(fraction.padEnd(6, '0').slice(0, 6));
  return Math.max(0, (ms - offset * 60_000) * 1000 + us);
}

function offsetMinutes(zone: string): number | undefined {
  if (zone.toLowerCase() === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** A time as a filter has it: in UTC, its fraction without zeros at the end. */
export function printTime(us: number): string {
  const ms = Math.floor(us / 1000);
  const micros = String(us - ms * 1000).padStart(3, '0');
  const iso = `${new Date(ms).toISOString().slice(0, -1)}${micros}`;
  return `${iso.replace(/\.?0+$/, '')}Z`;
}
