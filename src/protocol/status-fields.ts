import type { FieldRow, Presence } from './field-row.ts';

const required: Presence = { 'extension-call-status': 'R' };
/** A status can be null, and a form has no null: it is empty or left out. */
const nullable: Presence = { 'extension-call-status': 'O' };

/** The status of a phone, from the subscription to all phones of a client. Its extension is in `message-fields.ts`. */
export const statusFields: readonly FieldRow[] = [
  {
    name: 'event_type',
    group: 'identity',
    type: 'word',
    on: required,
    meaning: 'Says that this is a change of status; another field than EventType.',
    values: [{ word: 'call-status-change', meaning: 'the status of a phone changed' }],
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'client_id',
    group: 'identity',
    type: 'integer',
    on: required,
    meaning: 'Id of the client of the PBX in the API.',
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'old_status_id',
    group: 'status',
    type: 'integer',
    on: nullable,
    meaning: 'Status the phone had before, if any.',
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'new_status_id',
    group: 'status',
    type: 'integer',
    on: nullable,
    meaning: 'Status the phone has from now on, if any.',
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'change_dt',
    group: 'timing',
    type: 'text',
    on: required,
    meaning: 'When the status changed, as text.',
    source: 'vendor page',
    confidence: 'high',
  },
];
