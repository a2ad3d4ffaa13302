import { agentFields } from './agent-fields.ts';
import { callFields } from './call-fields.ts';
import type { FieldRole, FieldRow, Need } from './field-row.ts';
import { messageFields } from './message-fields.ts';
import { partyFields } from './party-fields.ts';
import { statusFields } from './status-fields.ts';

/**
 * The field dictionary: every field the PBX is known to send, in the order to show them. What stands in a request besides is kept and shown
 * all the same; among the parameters of the URL it is the integrator's own tag.
 */
export const fieldTable: readonly FieldRow[] = [
  ...callFields,
  ...partyFields,
  ...messageFields,
  ...agentFields,
  ...statusFields,
];

const byName = new Map(fieldTable.map((row) => [row.name.toLowerCase(), row]));

/** The row of a field, its name taken in any case; undefined if the dictionary does not know it. */
export function fieldRow(name: string): FieldRow | undefined {
  return byName.get(name.toLowerCase());
}

/** The names of the fields that have this part in a search, in the order of the dictionary. */
export function fieldNamesWithRole(role: FieldRole): readonly string[] {
  return fieldTable.filter((row) => row.role === role).map((row) => row.name);
}

/**
 * Whether an event must have a field.
 * @param need what the field's row says for the type of the event; undefined if it says nothing
 * @param callFlow the event's `CallFlow`, in any case
 */
export function isRequired(need: Need | undefined, callFlow: string | undefined): boolean {
  return need === 'R' || need === `R if ${(callFlow ?? '').toLowerCase()}`;
}
