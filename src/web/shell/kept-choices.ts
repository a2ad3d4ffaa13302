import type { TimeZoneChoice } from '../text/times.ts';

/** What a browser keeps of how somebody likes to see things. None of it is data; a browser that keeps nothing has the defaults. */
const zoneKey = 'ringlog-times';

export function readZone(): TimeZoneChoice {
  return read(zoneKey) === 'utc' ? 'utc' : 'local';
}

export function keepZone(zone: TimeZoneChoice): void {
  try {
    localStorage.setItem(zoneKey, zone);
  } catch {
    // Not kept: it holds until the page is left.
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
