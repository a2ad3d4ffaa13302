import { remember, remembered } from '../remembered.ts';
import type { TimeZoneChoice } from './times.ts';

const key = 'ringlog-times';

/** How times were last wished for in this browser. */
export function readZone(): TimeZoneChoice {
  return remembered(key) === 'utc' ? 'utc' : 'local';
}

export function keepZone(zone: TimeZoneChoice): void {
  remember(key, zone);
}
