import { expect, test } from '@jest/globals';
import { eventTypes } from '../../src/protocol/classify.ts';
import type { Need } from '../../src/protocol/field-row.ts';
import {
  fieldNamesWithRole,
  fieldRow,
  fieldTable,
  isRequired,
} from '../../src/protocol/field-table.ts';
import { sampleB } from '../support/sample-b.ts';

const callTypes = ['dial-in', 'dial-out', 'answer', 'hangup'] as const;
const messageTypes = ['message-in', 'message-out', 'message-out-status'] as const;

/** R required, O optional, i or o required on flow in or out, - never: on dial-in, dial-out, answer and hangup. */
const onCalls: Readonly<Record<string, string>> = {
  EventType: 'RRRR',
  EventTime: 'RRRR',
  CallID: 'RRRR',
  SubCallID: 'RRRR',
  CallAPIID: 'RRRR',
  CallFlow: 'RRRR',
  CallStatus: 'RRRR',
  CallerIDNum: 'RRRR',
  CalledNumber: 'RRRR',
  CallerIDName: 'OOOO',
  CallerExtension: 'ORoo',
  CallerExtensionID: 'ORoo',
  CalledExtension: 'ROii',
  CalledExtensionID: 'ROii',
  CalledDID: 'OOOO',
  RemoteNumber: 'O-OO',
  Transfered: '-OOO',
  Duration: '---O',
  RecID: '---O',
  Bridged: '---O',
  CallBackID: 'OOOO',
  BridgedDuration: 'OOOO',
  Tag: 'OOOO',
  Diversion: 'OOOO',
};

/** On message-in, message-out and message-out-status. */
const onMessages: Readonly<Record<string, string>> = {
  EventType: 'OOO',
  extension_name: 'RRR',
  extension_id: 'RRR',
  did_number: 'R--',
  src_number: 'RRR',
  dst_number: '-RR',
  text: 'RRR',
  status: '--R',
};

const letters: Readonly<Record<Need, string>> = { R: 'R', O: 'O', 'R if in': 'i', 'R if out': 'o' };

const need = (sent: Need | undefined): string => (sent === undefined ? '-' : letters[sent]);

/** What the dictionary says of these types, in the notation above; fields that are on none of them left out. */
function matrix(types: typeof callTypes | typeof messageTypes): Record<string, string> {
  const rows = fieldTable.map((row): [string, string] => [
    row.name,
    types.map((type) => need(row.on[type])).join(''),
  ]);
  return Object.fromEntries(rows.filter(([, needs]) => !/^-*$/.test(needs)));
}

test('every field of a call is in the dictionary, required on the events that must have it', () => {
  expect(matrix(callTypes)).toEqual(onCalls);
});

test('every field of a message is in the dictionary', () => {
  expect(matrix(messageTypes)).toEqual(onMessages);
});

test.each([
  ['agent-login', 'extension_name? agent_id agent_status agent_type agent_number? event_source'],
  ['agent-logout', 'extension_name? agent_id agent_status agent_type agent_number? event_source'],
  [
    'extension-call-status',
    'extension_name extension_id event_type client_id old_status_id? new_status_id? change_dt',
  ],
] as const)('every field of %s is in the dictionary', (type, names) => {
  const known = fieldTable.flatMap((row) => {
    const need = row.on[type];
    return need === undefined ? [] : [need === 'R' ? row.name : `${row.name}?`];
  });
  expect(known.join(' ')).toBe(names);
});

test('a request for an interactive call must say its type, flow and status only', () => {
  const required = fieldTable.filter((row) => row.on.call_interactive === 'R');
  expect(required.map((row) => row.name)).toEqual(['EventType', 'CallFlow', 'CallStatus']);
});

test.each(sampleB)('a real $EventType has all that is required and nothing unknown', (sent) => {
  const type = callTypes.find((known) => known === sent['EventType']) ?? 'dial-in';
  const required = fieldTable.filter((row) => isRequired(row.on[type], sent['CallFlow']));
  expect(Object.keys(sent)).toEqual(expect.arrayContaining(required.map((row) => row.name)));
  for (const [name, value] of Object.entries(sent)) {
    const row = fieldRow(name);
    expect(row?.on[type]).toBeDefined();
    const words = row?.values?.filter(({ on }) => on?.includes(type) ?? true);
    expect(words?.map(({ word }) => word) ?? [value]).toContain(value);
  }
});

test('CallStatus is CALLING on the way, ANSWER on answer, and one of six words in the end', () => {
  const words = (type: (typeof callTypes)[number]): string[] =>
    (fieldRow('CallStatus')?.values ?? [])
      .filter(({ on }) => on?.includes(type) ?? true)
      .map(({ word }) => word);
  expect(words('dial-in')).toEqual(['CALLING']);
  expect(words('dial-out')).toEqual(['CALLING']);
  expect(words('answer')).toEqual(['ANSWER']);
  expect(words('hangup')).toEqual([
    'ANSWER',
    'BUSY',
    'NOANSWER',
    'CANCEL',
    'CONGESTION',
    'CHANUNAVAIL',
  ]);
});

test('what is required can depend on the flow, whose case does not matter', () => {
  expect(isRequired('R', undefined)).toBe(true);
  expect(isRequired('O', 'in')).toBe(false);
  expect(isRequired(undefined, 'in')).toBe(false);
  expect(isRequired('R if in', 'IN')).toBe(true);
  expect(isRequired('R if in', 'out')).toBe(false);
  expect(isRequired('R if out', 'out')).toBe(true);
  expect(isRequired('R if out', undefined)).toBe(false);
});

test('the times are in microseconds and say so', () => {
  const withUnit = fieldTable.filter((row) => row.unit !== undefined);
  expect(withUnit.map(({ name, type, unit }) => [name, type, unit])).toEqual([
    ['EventTime', 'integer', 'µs since 1970 UTC'],
    ['Duration', 'integer', 'µs'],
    ['BridgedDuration', 'integer', 'µs'],
  ]);
});

test('a name finds its row in any case, and no two rows share one', () => {
  expect(fieldRow('callid')?.name).toBe('CallID');
  expect(fieldRow('Transferred')).toBeUndefined();
  expect(fieldRow('myid')).toBeUndefined();
  expect(fieldRow('__proto__')).toBeUndefined();
  for (const row of fieldTable) expect(fieldRow(row.name)).toBe(row);
});

test('every row tells its meaning in one sentence, and its words belong to types of event it is on', () => {
  for (const row of fieldTable) {
    expect(row.meaning).toMatch(/^[A-Z][^.]*\.$/);
    expect(row.on).not.toEqual({});
    for (const { on } of row.values ?? [])
      for (const type of on ?? []) {
        expect(eventTypes).toContain(type);
        expect(row.on).toHaveProperty(type);
      }
  }
});

test('a search looks for a party in the fields that name one', () => {
  expect(fieldNamesWithRole('extension')).toEqual([
    'CallerExtension',
    'CalledExtension',
    'extension_name',
  ]);
  expect(fieldNamesWithRole('number')).toEqual([
    'CallerIDNum',
    'CalledNumber',
    'CalledDID',
    'RemoteNumber',
    'Diversion',
    'src_number',
    'dst_number',
    'did_number',
  ]);
  expect(fieldNamesWithRole('name')).toEqual(['CallerIDName']);
});
