import { fieldOf, type Fields } from './fields.ts';

/** What an event can be. A request that is none of the others is `unknown`: a class, not an error. */
export const eventTypes = [
  'dial-in',
  'dial-out',
  'answer',
  'hangup',
  'message-in',
  'message-out',
  'message-out-status',
  'voicemail',
  'agent-login',
  'agent-logout',
  'extension-call-status',
  'call_interactive',
  'unknown',
] as const;

export type EventType = (typeof eventTypes)[number];

/**
 * The type of an event. Its `EventType` decides if there is one; messages, queue agents and the status of a phone are sent without it and
 * are known by the fields only they have.
 */
export function classify(fields: Fields): EventType {
  const named = fieldOf(fields, 'EventType');
  if (named !== undefined) return typeNamed(named);
  if (has(fields, 'agent_status')) return agentType(fieldOf(fields, 'agent_status'));
  if (has(fields, 'new_status_id') || fieldOf(fields, 'event_type') === 'call-status-change')
    return 'extension-call-status';
  if (has(fields, 'status') && has(fields, 'dst_number')) return 'message-out-status';
  if (has(fields, 'did_number') && has(fields, 'text')) return 'message-in';
  if (has(fields, 'dst_number') && has(fields, 'text')) return 'message-out';
  return 'unknown';
}

function typeNamed(name: string): EventType {
  const folded = name.trim().toLowerCase();
  return eventTypes.find((type) => type === folded) ?? 'unknown';
}

function agentType(status: string | undefined): EventType {
  if (status === 'available') return 'agent-login';
  return status === 'logged_out' ? 'agent-logout' : 'unknown';
}

/** These names come from pages that show them in lower case only, and an empty `text` is a message all the same. */
function has(fields: Fields, name: string): boolean {
  return fields[name] !== undefined;
}
