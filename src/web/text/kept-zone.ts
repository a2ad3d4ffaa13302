import { keep, readKept } from '../kept.ts';
import type { TimeZoneChoice } from './times.ts';

const key = 'ringlog-times';

/** How times were last wished for in this browser. */
export function readZone(): TimeZoneChoice {
  return readKept(key) === 'utc' ? 'utc' : 'local';
}

export function keepZone(zone: TimeZoneChoice): void {
  keep(key, zone);
}
