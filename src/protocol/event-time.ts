import { fieldOf, type Fields } from './fields.ts';

/** The `EventTime` of an event, µs since 1970 UTC by the PBX's clock; undefined if there is none of 16 digits. */
export function eventTimeOf(fields: Fields): number | undefined {
  const sent = fields['EventTime'] ?? fieldOf(fields, 'EventTime');
  if (sent?.length !== 16 || !/^\d{16}$/.test(sent)) return undefined;
  const us = Number(sent);
  return Number.isSafeInteger(us) ? us : undefined;
}
