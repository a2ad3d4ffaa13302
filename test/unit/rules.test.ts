import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { eventTypes } from '../../src/protocol/classify.ts';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';
import type { EventFacts } from '../../src/protocol/rule.ts';
import {
  findingsOfCall,
  findingsOfEvent,
  findingsOfStream,
  maxFindings,
} from '../../src/protocol/rules.ts';
import { ruleRow, ruleRows, ruleTable } from '../../src/protocol/rule-table.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';

const receivedAtUs = 1_502_985_726_996_201;

function facts(target: string, more: Partial<EventFacts> = {}): EventFacts {
  const decoded = decodeEvent({ target, body: '' });
  return { ...decoded, id: 'e1', receivedAtUs, method: 'GET', bodyBytes: 0, ...more };
}

function posted(query: string, body: string): EventFacts {
  const contentType = 'application/x-www-form-urlencoded';
  const decoded = decodeEvent({ target: `/?${query}`, contentType, body });
  return {
    ...decoded,
    id: 'e1',
    receivedAtUs,
    method: 'POST',
    contentType,
    bodyBytes: body.length,
  };
}

const said = (event: EventFacts): string[] =>
  findingsOfEvent(event).map(({ rule, message }) => `${rule} ${message}`);

test('the table of rules is well-formed', () => {
  expect(ruleTable.map(({ id }) => id)).toEqual(Object.keys(ruleRows));
  expect(ruleRow('RL012')).toBe(ruleRows.RL012);
  expect(ruleRow('RL999')).toBeUndefined();
  expect(ruleTable.map(({ id }) => id)).toEqual(ruleTable.map(({ id }) => id).toSorted());
  for (const rule of ruleTable) {
    expect(rule.id).toMatch(/^RL\d{3}$/);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    expect(rule.source).not.toBe('');
  }
});

test('a rule that is inferred, or not sure of itself, is at most info', () => {
  const unsure = ruleTable.filter(
    (rule) => rule.source === 'inferred' || rule.confidence === 'low',
  );
  expect(unsure.length).toBeGreaterThan(0);
  for (const { level } of unsure) expect(level).toBe('info');
});

const dialOut = sampleB[0] ?? {};
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(dialOut).filter(([other]) => other !== name));

test.each([
  ['callid', 'CallID', 'CallID'],
  ['call_id', 'CallID', 'CallID'],
  ['CallerIDNam', 'CallerIDName', 'CallerIDName'],
  ['CalledNumbr', 'CalledNumber', 'CalledNumber'],
  ['EventTme', 'EventTime', 'EventTime'],
  ['Transferred', 'none', 'Transfered'],
  ['CallerIDNumber', 'CallerIDNum', 'CallerIDNum'],
])('%s is recognised as a misspelling', (sent, left, meant) => {
  const event = posted('', encodeFields({ ...without(left), [sent]: dialOut[left] ?? 'yes' }));
  expect(said(event)).toEqual([`RL002 "${sent}" is probably meant to be ${meant}.`]);
  expect(findingsOfEvent(event)[0]).toMatchObject({ level: 'warn', eventId: 'e1', field: sent });
});

test('a name that was written out is told from another that is as near', () => {
  const fields = without('CallerIDNum');
  delete fields['CalledNumber'];
  const event = posted('', encodeFields({ ...fields, CallerIDNumber: '+7812' }));
  expect(said(event)).toContain('RL002 "CallerIDNumber" is probably meant to be CallerIDNum.');
});

test.each([
  'tag',
  'duration',
  'myid',
  'extention_id',
  'caller_id',
  'user',
  'token',
  'from',
  'callid',
])('the integrator may tag his URL with %s', (name) => {
  expect(said(facts(`/?${name}=1&${encodeFields(dialOut)}`))).toEqual([]);
  expect(said(posted(`${name}=1`, encodeFields(dialOut)))).toEqual([]);
  expect(said(posted(`${name}=1&transferred=no&CallerIDNam=x`, encodeFields(dialOut)))).toEqual([]);
});

test.each([
  [{ CallStatus: 'ANSWER' }, 'CallStatus of a dial-out is "ANSWER"; expected was CALLING.'],
  [
    { CallerIDNum: ' 79161112233' },
    'CallerIDNum is " 79161112233": "+79161112233" was probably meant',
  ],
  [{ EventTime: '1502985726958' }, 'EventTime is "1502985726958", which looks like milliseconds;'],
  [{ EventTime: '1502982126996201' }, 'EventTime "1502982126996201" is 1 h before the receipt;'],
  [{ EventType: 'dailout' }, 'EventType is "dailout", did the sender mean dial-out?'],
  [{ CallStatus: 'X'.repeat(200) }, `CallStatus of a dial-out is "${'X'.repeat(79)}…"; expected`],
])('a finding says what is wrong and what was expected: %j', (changed, message) => {
  const [first] = findingsOfEvent(facts(`/?${encodeFields({ ...dialOut, ...changed })}`));
  expect(first?.message).toContain(message);
});

test('text that is no UTF-8 is told apart from a replacement character that was sent', () => {
  const target = `/?${encodeFields({ ...dialOut, CallerIDName: '\uFFFD' })}`;
  expect(said(facts(target))).toEqual(['RL005 CallerIDName is "\uFFFD"; expected was UTF-8.']);
  expect(said(facts(target, { hasInvalidUtf8: false }))).toEqual([]);
  expect(said(facts('/?EventType=voicemail', { hasInvalidUtf8: true }))).toHaveLength(1);
});

test('a call has at most a hundred findings', () => {
  const events = Array.from({ length: 500 }, (_, n) => callEvent(n + 1, dialOut));
  expect(findingsOfCall(assemble(events))).toHaveLength(maxFindings);
});

test('nothing that can be sent makes a rule throw', () => {
  fc.assert(
    fc.property(fc.array(anyFields, { maxLength: 12 }), fc.boolean(), (requests, isPost) => {
      const events = requests.map((fields, n) => callEvent(n + 1, fields));
      for (const { id, fields } of events) {
        const pairs = encodeFields(fields);
        const event = isPost ? posted(pairs, pairs) : facts(`/?${pairs}`);
        expect(findingsOfEvent({ ...event, id }).length).toBeLessThanOrEqual(maxFindings);
      }
      expect(findingsOfCall(assemble(events), 2e15).length).toBeLessThanOrEqual(maxFindings);
    }),
    { numRuns: 300 },
  );
});

test('nobody knows whose a myid is without the other extensions', () => {
  const own = { extension: '000*101', extensionId: '10101', myids: ['10102'], types: [] };
  const other = { extension: '000*102', extensionId: '10102', myids: ['10102'], types: [] };
  expect(findingsOfStream(own)).toEqual([]);
  expect(findingsOfStream(own, [own, other])).toMatchObject([
    { rule: 'RL032', level: 'info', scope: 'stream', message: expect.stringContaining('of 102.') },
  ]);
  expect(findingsOfStream(other, [own, other])).toEqual([]);
});

const words = fieldTable.flatMap(({ values = [] }) => values.map(({ word }) => word));
const anyName = fc.oneof(fc.constantFrom(...fieldTable.map(({ name }) => name)), fc.string());
const wellFormed = fc.string({ unit: 'grapheme' });
const anyValue = fc.oneof(
  fc.constantFrom(...words, ...eventTypes),
  wellFormed,
  fc.bigInt().map(String),
);
const anyFields = fc.dictionary(
  anyName.map((name) => name.toWellFormed()),
  anyValue.map((value) => value.toWellFormed()),
);

function callEvent(row: number, fields: Readonly<Record<string, string>>): CallEvent {
  const decoded = decodeEvent({ target: `/?${encodeFields(fields)}`, body: '' });
  return {
    id: `e${row}`,
    row,
    receivedAtUs: receivedAtUs + row,
    type: decoded.type,
    myid: '',
    fields: decoded.fields,
  };
}
