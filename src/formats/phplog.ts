import type { FormPair } from '../protocol/form.ts';
import { printable } from './printable.ts';
import type { ShownEvent } from './shown-event.ts';
import { wallClock, type WallTime } from './wall-time.ts';

/**
 * A formatter for the log that the vendor's `show.php` example writes: a line `------` for each request, then one `key => value` for each
 * parameter, all with the time of receipt.
 *
 * Query first, then form; of a repeated name the last value in the place of the first; names as PHP makes them. Unlike `error_log` it
 * escapes what would break a line or command a terminal, and shows parameters PHP would drop (no name) or show as `Array` (`a[b]`).
 * @returns lines that each end with a line feed
 */
export function createPhpLog(options: {
  readonly timeZone?: string | undefined;
}): (event: Pick<ShownEvent, 'receivedAtUs' | 'query' | 'form'>) => string {
  const clock = wallClock(options.timeZone);
  return ({ receivedAtUs, query, form }) => {
    const prefix = `[${toPhpTime(clock(receivedAtUs))}] `;
    let lines = `${prefix}------\n`;
    for (const [name, value] of mergeLikePhp(query, form))
      lines += `${prefix}${printable(name)} => ${printable(value)}\n`;
    return lines;
  };
}

/** µs since 1970 as PHP's own web server writes times: `Tue May 30 15:07:50 2017`, in the zone of the process unless one is given. */
export function phpTime(us: number, timeZone?: string): string {
  return toPhpTime(wallClock(timeZone)(us));
}

/** The form of C's `asctime`: the day takes two places, filled with a space. */
function toPhpTime({ weekday, month, day, time, year }: WallTime): string {
  return `${weekday} ${month} ${String(day).padStart(2)} ${time} ${year}`;
}

function mergeLikePhp(
  query: readonly FormPair[],
  form: readonly FormPair[] | undefined,
): Map<string, string> {
  const merged = new Map<string, string>();
  for (const [name, value] of query) merged.set(phpName(name), value);
  if (form) for (const [name, value] of form) merged.set(phpName(name), value);
  return merged;
}

/**
 * The key under which PHP has a parameter: it ends at a NUL; leading spaces go; `.`, space and a `[` that is never closed become `_`, but not
 * inside of brackets. https://www.php.net/manual/en/language.variables.external.php
 */
function phpName(name: string): string {
  if (!mangled.test(name)) return name;
  const key = name.split('\0', 1).join('').replace(/^ +/, '');
  const bracket = key.indexOf('[', 1);
  const isArray = bracket > 0 && key.includes(']', bracket);
  const plain = isArray ? key.slice(0, bracket) : key;
  const first = plain.startsWith('[') ? '[' : '';
  return first + plain.slice(first.length).replace(/[ .[]/g, '_') + key.slice(plain.length);
}

const mangled = /[ .[\0]/;
