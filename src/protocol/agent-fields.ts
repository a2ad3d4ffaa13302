import type { FieldRow, Presence } from './field-row.ts';

const onAgentEvents: Presence = { 'agent-login': 'R', 'agent-logout': 'R' };
const onSomeAgentEvents: Presence = { 'agent-login': 'O', 'agent-logout': 'O' };

/** Queue agents that log in and out. Sent only when the status really changes, and without `EventType`. */
export const agentFields: readonly FieldRow[] = [
  {
    name: 'agent_id',
    group: 'identity',
    type: 'integer',
    on: onAgentEvents,
    meaning: 'Id of the agent in the API.',
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'agent_status',
    group: 'status',
    type: 'word',
    on: onAgentEvents,
    meaning: 'What the agent is from now on; the type of the event follows from it.',
    values: [
      { word: 'available', meaning: 'takes calls of the queue', on: ['agent-login'] },
      { word: 'logged_out', meaning: 'takes none', on: ['agent-logout'] },
    ],
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'agent_type',
    group: 'parties',
    type: 'word',
    on: onAgentEvents,
    meaning: 'Where the agent answers.',
    values: [
      { word: 'local', meaning: 'at an extension of the PBX' },
      { word: 'remote', meaning: 'at a number outside' },
    ],
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'agent_number',
    group: 'parties',
    type: 'number',
    on: onSomeAgentEvents,
    when: 'the agent is a remote one',
    meaning: 'Number at which the agent answers.',
    source: 'vendor page',
    confidence: 'high',
  },
  {
    name: 'event_source',
    group: 'text',
    type: 'text',
    on: onAgentEvents,
    meaning: 'What changed the status, api for one.',
    source: 'vendor page',
    confidence: 'high',
  },
];
