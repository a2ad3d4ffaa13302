import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assemble } from '../../src/protocol/assemble.ts';
import { outcomeAt, outcomes, type Call, type CallEvent } from '../../src/protocol/call.ts';
import { classify, eventTypes } from '../../src/protocol/classify.ts';
import { describeCall } from '../../src/protocol/describe-call.ts';
import { describeEvent } from '../../src/protocol/describe.ts';
import { durationText } from '../../src/protocol/duration-text.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';
import type { Fields } from '../../src/protocol/fields.ts';
import { callScenario, callScenarios } from '../support/call-scenarios.ts';
import { readSample } from '../support/rule-samples.ts';

test.each([
  [0, '0 s'],
  [850, '850 µs'],
  [999_499, '999 ms'],
  [999_600, '1 s'],
  [10_120_024, '10.1 s'],
  [18_200_000, '18.2 s'],
  [59_949_999, '59.9 s'],
  [59_960_000, '1 m'],
  [83_479_977, '1 m 23 s'],
  [3_599_600_000, '1 h'],
  [7_500_000_000, '2 h 5 m'],
  [-38_000, '-38 ms'],
  [NaN, '?'],
])('%d µs are %s', (us, text) => {
  expect(durationText(us)).toBe(text);
});

/** The sentences on the events of a call, leg by leg. */
function sentences(call: Call): readonly string[] {
  return call.legs.flatMap((leg) => leg.events.map((event) => describeEvent(event, { leg, call })));
}

test('the events of an answered call read like a story', () => {
  expect(sentences(assemble(callScenario('in-direct-answered').events))).toEqual([
    '+78123351127 calls 101',
    '101 answered 10.1 s after it rang',
    'The call with 101 ended after talking 1 m 23 s',
  ]);
  expect(sentences(assemble(callScenario('out-answered').events))).toEqual([
    '101 calls +79161112233',
    '+79161112233 answered the call of 101 11.9 s after it was dialled',
    'The call of 101 to +79161112233 ended after talking 11.4 s',
  ]);
});

test('a phone that a queue gave up because another one answered missed no caller either', () => {
  const { events } = callScenario('queue-out-thread');
  const others = events
    .filter(({ fields }) => fields['CallFlow'] === 'out' && fields['EventType'] !== 'answer')
    .map((event, i) => ({
      ...event,
      id: `other ${i}`,
      row: 100 + i,
      fields: {
        ...event.fields,
        SubCallID: `other-${event.fields['SubCallID'] ?? ''}`,
        ...(event.type === 'hangup' ? { CallStatus: 'CANCEL', Duration: '0' } : {}),
      },
    }));
  const said = sentences(assemble([...events, ...others]));
  expect(said.filter((text) => text.includes('somebody else answered'))).toHaveLength(1);
  expect(said.filter((text) => text.includes('the caller gave up'))).toEqual([]);
});

test('who stopped ringing because another phone answered did not miss a caller', () => {
  const said = sentences(assemble(callScenario('parallel-ringing').events));
  expect(said).toContain('+78123351127 reached 098 (IVR)');
  expect(said).toContain('+78123351127 calls 103 through 098 (IVR)');
  expect(said).toContain('103 stopped ringing after 6 s: somebody else answered');
  expect(said).toContain('The call left 098 (IVR): a phone had answered');
  const missed = sentences(assemble(callScenario('in-direct-cancelled').events));
  expect(missed).toContain('101 stopped ringing after 12 s: the caller gave up');
  const through = sentences(assemble(callScenario('ivr-missed').events));
  expect(through).toContain('102 stopped ringing after 14.9 s: the caller gave up');
});

test.each([
  ['in-direct-answered', '+78123351127 called 101: answered after 10.1 s, talked 1 m 23 s'],
  ['ivr-answered', '+78123351127 called 101 through 098 (IVR): answered after 8 s, talked 1 m'],
  ['ivr-abandoned', '+78123351127 called 098 (IVR): the caller hung up there, no phone rang'],
  ['in-direct-busy', '+78123351127 called 101: missed, 101 was busy'],
  ['in-direct-no-answer', '+78123351127 called 101: missed, nobody answered within 12 s'],
  [
    'queue-abandoned',
    '+78123351127 called 098 (IVR), then 887 (queue): missed, the caller gave up after 20 s',
  ],
  [
    'forwarded',
    '+78123351127 called 101: forwarded to +79161112233, answered after 9 s, talked 40 s',
  ],
  ['out-unknown-status', '101 called +79161112233: the call failed with the status "GLARE"'],
  ['internal-no-answer', '101 called 102: nobody answered within 30 s'],
])('the sentence on a call of the kind %s', (name, sentence) => {
  const call = assemble(callScenario(name).events);
  expect(describeCall(call, { outcome: call.outcome, isFinal: true })).toBe(sentence);
});

test('a caller who gives up after the IVR let 101 ring', () => {
  const [entry, rung, , , , last] = callScenario('ivr-missed').events;
  const hangup = callScenario('ivr-missed').events[2];
  const events = [entry, rung, hangup, last].flatMap((event) => event ?? []);
  const call = assemble(events);
  expect(describeCall(call, { outcome: 'missed', isFinal: true })).toBe(
    '+78123351127 called 101 through 098 (IVR): missed, the caller gave up after 31 s',
  );
});

test('a call that goes on, or may still change, is said to', () => {
  const { events } = callScenario('in-direct-answered');
  const at = (count: number, nowUs: number): string => {
    const call = assemble(events.slice(0, count));
    return describeCall(call, outcomeAt(call, nowUs));
  };
  const nowUs = events[2]?.receivedAtUs ?? 0;
  expect(at(1, nowUs)).toBe('+78123351127 called 101: ringing');
  expect(at(2, nowUs)).toBe('+78123351127 called 101: talking with 101');
  expect(at(3, nowUs)).toContain('talked 1 m 23 s (may still change)');
  expect(at(1, nowUs + 1e12)).toBe('+78123351127 called 101: its end was never seen');
});

test.each<[Fields, string]>([
  [
    {
      src_number: '+79161112233',
      did_number: '74959998877',
      text: 'x',
      extension_name: '000*101@a',
    },
    '+79161112233 sent a text message to 74959998877 (101)',
  ],
  [
    {
      src_number: '1',
      dst_number: '+7916',
      text: 'x',
      extension_name: '000*101',
      status: 'failed',
    },
    'The text message of 101 to +7916 could not be sent',
  ],
  [
    {
      event_type: 'call-status-change',
      old_status_id: '1',
      new_status_id: '2',
      extension_name: '000*101@a',
    },
    'The status of 101 changed from 1 to 2',
  ],
  [
    { EventType: 'voicemail', CallerIDNum: '+7916', CalledNumber: '000*101' },
    '+7916 left a voice message for 101',
  ],
  [{ EventType: 'hangup', CalledNumber: '000*101', CallStatus: 'BUSY' }, '101 was busy'],
  [
    { EventType: 'dial-out', Transfered: 'yes', CallerIDNum: '000*101', CalledNumber: '+7916' },
    '101 forwards the call to +7916',
  ],
  [{ EventType: 'ring' }, 'An event of the unknown type "ring"'],
  [{ myid: '175' }, 'A request with 1 field, which is no known event of the PBX'],
  [{}, 'A request without fields'],
  [
    { EventType: 'dial-in', CallerIDNum: '9'.repeat(200), CalledNumber: '000*101' },
    `${'9'.repeat(79)}… calls 101`,
  ],
])('an event by itself: %j', (fields, sentence) => {
  expect(describeEvent({ type: classify(fields), fields, receivedAtUs: 0 })).toBe(sentence);
});

test("the vendor's queue agent is understood", () => {
  const [event] = readSample('agent');
  expect(event && describeEvent(event)).toBe('Agent 136 at 094 takes calls of the queue');
});

test('whatever was sent, there is a sentence and no error', () => {
  const words = fieldTable.flatMap(({ values = [] }) => values.map(({ word }) => word));
  const value = fc.oneof(fc.constantFrom(...words, ...eventTypes), fc.string());
  const name = fc.constantFrom(...fieldTable.map((row) => row.name), '__proto__', 'x');
  const anyFields = fc.dictionary(name, value);
  fc.assert(
    fc.property(
      fc.array(anyFields, { maxLength: 8 }),
      fc.constantFrom(...outcomes),
      (all, outcome) => {
        const events = all.map((fields, n): CallEvent => {
          return {
            id: `e${n}`,
            row: n + 1,
            receivedAtUs: n,
            type: classify(fields),
            myid: '',
            fields,
          };
        });
        const call = assemble(events);
        for (const said of [...sentences(call), describeCall(call, { outcome, isFinal: false })])
          expect(said.length).toBeLessThan(600);
        for (const event of events) expect(describeEvent(event)).not.toBe('');
      },
    ),
    { numRuns: 300 },
  );
});

test('no sentence on a known kind of call speaks of what is undefined', () => {
  for (const { events } of callScenarios) {
    const call = assemble(events);
    const all = [...sentences(call), describeCall(call, { outcome: call.outcome, isFinal: true })];
    expect(all.join('\n')).not.toMatch(/undefined|NaN|\?|: $|, $/);
  }
});
