import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classify, eventTypes } from '../../src/protocol/classify.ts';
import { fieldReader, fieldOf } from '../../src/protocol/fields.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';
import { sampleB } from '../support/sample-b.ts';

/** As the vendor's page shows it in its log. */
const agentSample = {
  agent_status: 'available',
  agent_type: 'local',
  event_source: 'api',
  agent_id: '136',
  extension_name: '000*094@ringme.ru',
};
const statusSample = {
  old_status_id: '',
  new_status_id: '2',
  extension_id: '175',
  change_dt: '2017-05-30 15:07:50',
  event_type: 'call-status-change',
  client_id: '12',
  extension_name: '000*099@ringme.ru',
};
const message = { extension_name: '000*099@ringme.ru', extension_id: '175', text: 'hello' };

test.each(sampleB)('a real $EventType is one', (sent) => {
  expect(classify(sent)).toBe(sent['EventType']);
});

test.each([
  ['agent-login', agentSample],
  ['agent-logout', { ...agentSample, agent_status: 'logged_out' }],
  ['extension-call-status', statusSample],
  ['message-in', { ...message, src_number: '+79161112233', did_number: '74959998877' }],
  ['message-out', { ...message, src_number: '74959998877', dst_number: '+79161112233' }],
  [
    'message-out-status',
    { ...message, src_number: '74959998877', dst_number: '+79161112233', status: 'sent' },
  ],
])('a %s is known without EventType', (type, sent) => {
  expect(classify(sent)).toBe(type);
});

test.each(eventTypes)('EventType %s is taken at its word, whatever else is sent', (type) => {
  expect(classify({ ...statusSample, ...agentSample, ...message, EventType: type })).toBe(type);
});

test.each([
  [' Dial-In ', 'dial-in'],
  ['HANGUP', 'hangup'],
  ['CALL_INTERACTIVE', 'call_interactive'],
  ['voicemail\r\n', 'voicemail'],
  ['hang-up', 'unknown'],
  ['constructor', 'unknown'],
])('EventType %j means %s', (sent, type) => {
  expect(classify({ EventType: sent })).toBe(type);
});

test.each([{ EventType: '' }, { EventType: ' ' }])('%j is no EventType at all', (sent) => {
  expect(classify({ ...agentSample, ...sent })).toBe('agent-login');
});

test('the names of fields may come in another case, but exactly spelled ones go first', () => {
  expect(classify({ EVENTTYPE: 'hangup' })).toBe('hangup');
  expect(classify({ eventtype: 'hangup', EventType: 'answer', EVENTTYPE: 'dial-in' })).toBe(
    'answer',
  );
  expect(classify({ Agent_Status: 'Available ' })).toBe('agent-login');
  expect(classify({ New_Status_ID: '' })).toBe('extension-call-status');
  expect(classify({ Event_Type: 'Call-Status-Change' })).toBe('extension-call-status');
  expect(classify({ DID_number: '1', TEXT: '' })).toBe('message-in');
});

test.each([
  {},
  { text: 'x' },
  { dst_number: '1' },
  { status: 'sent', text: 'x' },
  { event_type: 'dial-in' },
  { agent_status: 'on-a-break' },
  { myid: '175' },
])('%j is unknown', (sent) => {
  expect(classify(sent)).toBe('unknown');
});

test('any fields are of some type', () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom(...fieldTable.flatMap((row) => [row.name, row.name.toUpperCase()])),
  );
  const value = fc.oneof(fc.string(), fc.constantFrom(...eventTypes, 'available', 'sent'));
  fc.assert(
    fc.property(fc.dictionary(name, value), (sent) => {
      expect(eventTypes).toContain(classify(sent));
    }),
  );
});

test('fields read in one pass are those read one by one', () => {
  const names = ['text', 'Tag'];
  const read = fieldReader(names);
  const name = fc.constantFrom('text', 'TEXT', 'Text', 'Tag', 'tag', 'TAG', 'tags', '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, fc.constantFrom('', '1', '2')), (sent) => {
      const found = read(sent);
      for (const wanted of names) expect(found.get(wanted) ?? '').toBe(fieldOf(sent, wanted) ?? '');
    }),
  );
});
