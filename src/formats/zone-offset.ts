import { offsetMinutes } from './read-time.ts';

/**
 * A function that gives the minutes east of UTC of a zone (`UTC`, `+0300`, `Europe/Moscow`) at a local time, in ms as if it were UTC.
 * Undefined if there is no such zone. Of a time that a clock showed twice it is one of both.
 */
export function createZoneOffset(): (zone: string, localMs: number) => number | undefined {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (zone, localMs) => {
    const fixed = zone === 'UTC' || zone === 'GMT' ? 0 : offsetMinutes(zone);
    if (fixed !== undefined) return fixed;
    try {
      const format = formats.get(zone) ?? formatOf(zone);
      // There are a few hundred zones, so that many formats at most.
      formats.set(zone, format);
      // The offset is that of the moment, which is known only with the offset: asked twice, it is right but for the hour of a change.
      const near = offsetAt(format, localMs);
      return offsetAt(format, localMs - near * 60_000);
    } catch {
      return undefined;
    }
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return (local - ms) / 60_000;
}
