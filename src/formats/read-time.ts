/** A date and a time of day, without a zone. The month counts from 1. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Later times do not fit into whole µs without loss. */
const lastYear = 2199;

/** In ms since 1970, were it UTC. Undefined if there is no such time, or if it is before 1970 or after 2199. */
export function civilMs(time: CivilTime): number | undefined {
  const { year, month, day, hour, minute, second } = time;
  if (!(year >= 1970 && year <= lastYear && hour < 24 && minute < 60 && second < 60))
    return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // It takes 30 February for 2 March.
  const date = new Date(ms);
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? ms : undefined;
}

/** 1 to 12 of an English month's first three letters, 0 if it is none. */
export function monthOf(name: string): number {
  return months.indexOf(name) + 1;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** µs from the digits after a decimal point; more than six are cut. */
export function fractionUs(digits: string): number {
  return Number(digits.slice(0, 6).padEnd(6, '0'));
}

/** `+0300`, `-03:30`, `+03` or `Z` in minutes east of UTC; undefined if it is none of these. */
export function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const parts = offsetPattern.exec(zone);
  if (parts === null) return undefined;
  const [, sign, hours, minutes = 0] = parts;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const offsetPattern = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/;

/** µs since 1970 UTC of an ISO 8601 time with a zone, as `isoTime` and others write it. Undefined if it is none. */
export function parseIsoTime(text: string): number | undefined {
  const parts = isoPattern.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second = 0, fraction = '', zone = ''] = parts;
  const ms = civilMs({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  });
  const offset = offsetMinutes(zone);
  if (ms === undefined || offset === undefined) return undefined;
  return inUtc(ms, offset, fractionUs(fraction));
}

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(z|[+-][\d:]+)$/i;

/** µs since 1970 UTC of a civil time (`civilMs`), that many minutes east of UTC; undefined before 1970. */
export function inUtc(ms: number, offset: number, us = 0): number | undefined {
  const atUs = (ms - offset * 60_000) * 1000 + us;
  return atUs >= 0 ? atUs : undefined;
}
