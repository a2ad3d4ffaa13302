import { eventTypes, type EventType } from '../protocol/classify.ts';
import type { Need } from '../protocol/field-row.ts';
import { fieldRow, isRequired } from '../protocol/field-table.ts';
import type { FormPair } from '../protocol/form.ts';

/**
 * The order in which the simulator sends fields. The PBX promises none; for a call it is that of the vendor's worked example, for an agent that
 * of the log on the vendor's page, for a message that of its table.
 */
const order = [
  'EventType',
  'EventTime',
  'CallID',
  'SubCallID',
  'CallAPIID',
  'CallBackID',
  'CallFlow',
  'CallStatus',
  'CallerIDNum',
  'CallerIDName',
  'CallerExtension',
  'CallerExtensionID',
  'CalledNumber',
  'CalledExtension',
  'CalledExtensionID',
  'CalledDID',
  'RemoteNumber',
  'Transfered',
  'Bridged',
  'Duration',
  'RecID',
  'agent_status',
  'agent_type',
  'event_source',
  'agent_id',
  'extension_name',
  'extension_id',
  'did_number',
  'src_number',
  'dst_number',
  'text',
  'status',
] as const;

type Name = (typeof order)[number];

/** Values by the names of fields, for all events of a leg at once: which event carries which is not said here. */
export type Values = Readonly<Partial<Record<Name, string | undefined>>>;

/**
 * The fields of one event: of these values those that the field dictionary has on this type of event.
 * @throws {Error} if one is missing that the dictionary requires, which is a fault of the generator
 */
export function sentFields(type: EventType, values: Values): readonly FormPair[] {
  const fields: FormPair[] = [];
  for (const { name, need } of namesOf.get(type) ?? []) {
    const value = values[name];
    if (value !== undefined) fields.push([name, value]);
    else if (isRequired(need, values.CallFlow)) throw new Error(`a ${type} needs ${name}`);
  }
  return fields;
}

/** What the dictionary has on each type of event. */
const namesOf: ReadonlyMap<string, readonly { readonly name: Name; readonly need: Need }[]> =
  new Map(
    eventTypes.map((type) => [
      type,
      order.flatMap((name) => {
        const need = type === 'unknown' ? undefined : fieldRow(name)?.on[type];
        return need === undefined ? [] : [{ name, need }];
      }),
    ]),
  );
