import { fieldReader, type Fields } from './fields.ts';

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

const types: ReadonlyMap<string, EventType> = new Map(eventTypes.map((type) => [type, type]));

/**
 * The type of an event. Its `EventType` decides if there is one; messages, queue agents and the status of a phone are sent without it and
 * are known by the fields only they have. Never throws.
 */
export function classify(fields: Fields): EventType {
  const spelled = types.get(fields['EventType'] ?? ''); // As nearly every event has it: nothing else is looked at.
  if (spelled !== undefined) return spelled;
  const sent = readMarks(fields);
  const named = folded(sent.get('EventType'));
  if (named !== '') return types.get(named) ?? 'unknown';
  const agentStatus = folded(sent.get('agent_status'));
  if (agentStatus !== '') return agentType(agentStatus);
  if (sent.has('new_status_id') || folded(sent.get('event_type')) === 'call-status-change')
    return 'extension-call-status';
  return messageType(sent);
}

/** Field names that tell what an event is. */
const readMarks = fieldReader([
  'EventType',
  'agent_status',
  'new_status_id',
  'event_type',
  'status',
  'did_number',
  'dst_number',
  'text',
]);

type Marks = ReturnType<typeof readMarks>;

function agentType(status: string): EventType {
  if (status === 'available') return 'agent-login';
  return status === 'logged_out' ? 'agent-logout' : 'unknown';
}

/** Presence counts, not the value: an empty `text` is a message all the same. */
function messageType(sent: Marks): EventType {
  if (sent.has('status') && sent.has('dst_number')) return 'message-out-status';
  if (!sent.has('text')) return 'unknown';
  if (sent.has('did_number')) return 'message-in';
  return sent.has('dst_number') ? 'message-out' : 'unknown';
}

function folded(word: string | undefined): string {
  return word === undefined ? '' : word.trim().toLowerCase();
}
