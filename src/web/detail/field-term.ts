import type { EventSummary } from '../../api/event.ts';
import { eventTypes } from '../../protocol/classify.ts';
import { fieldRow } from '../../protocol/field-table.ts';
import { termFor } from '../filter/terms.ts';

/** Of an event, as much as the terms for its fields need. */
type Owner = Pick<EventSummary, 'type' | 'myid'>;

/**
 * The term that finds what has this field with this value: by the key made for it, or else as `f.NAME:`.
 * @returns undefined if the filter language has none
 */
export function fieldTerm(event: Owner, name: string, value: string): string | undefined {
  const key = value === '' ? undefined : keyOf(event, name, value);
  // A key may not take what was sent where its word should stand.
  const term = key === undefined ? undefined : termFor(key, value);
  return term ?? termFor(`f.${name}`, value);
}

function keyOf({ type, myid }: Owner, name: string, value: string): string | undefined {
  if (name === 'myid' && value === myid) return 'myid';
  const row = fieldRow(name);
  if (row?.name === 'EventType')
    return value === type && eventTypes.some((known) => known === value) ? 'type' : undefined;
  if (row?.role === 'extension') return 'ext';
  // Fewer digits are an extension or a service; with anything else in it, what was sent is worth finding as it is.
  if (row?.role === 'number' && /^\+?\d{7,}$/.test(value)) return 'num';
  return row && keys.get(row.name);
}

const keys: ReadonlyMap<string, string> = new Map([
  ['CallID', 'call'],
  ['SubCallID', 'leg'],
  ['CallStatus', 'status'],
  ['Bridged', 'bridged'],
  ['Transfered', 'transfered'],
]);
