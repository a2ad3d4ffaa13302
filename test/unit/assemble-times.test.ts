import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { callScenario } from '../support/call-scenarios.ts';
import { changed, onHangup, withFields, type Sent } from '../support/changed-scenario.ts';

test.each(['', '0', 'soon', '-5', '1e9', '99999999999999999999', '9999999999999'])(
  'a Duration of "%s" is made up for by answer and hangup',
  (Duration) => {
    const call = changed('out-answered', onHangup(withFields({ Duration })));
    expect(call).toMatchObject({ outcome: 'answered', talkUs: 11_420_000 });
  },
);

test.each(['', '0', '1502985686', '1502985686478', 'now', '99999999999999999999'])(
  'without a true EventTime ("%s") the receive clock counts',
  (EventTime) => {
    const { events } = callScenario('in-direct-answered');
    const late = events.map((event, place) => ({
      ...event,
      receivedAtUs: event.receivedAtUs + place * 1_000_000,
    }));
    const call = assemble(
      late.map((event) => ({ ...event, fields: { ...event.fields, EventTime, Duration: '' } })),
    );
    expect(call).toMatchObject({ ringUs: 11_120_000, talkUs: 84_000_000, outcome: 'answered' });
  },
);

test('an event without EventTime keeps its place though the clocks differ by an hour', () => {
  const { events } = callScenario('in-direct-answered');
  const call = assemble(
    events.map((event, place): CallEvent => ({
      ...event,
      receivedAtUs: event.receivedAtUs + 3_600_000_000,
      fields: place === 1 ? { ...event.fields, EventTime: '' } : event.fields,
    })),
  );
  expect(call.legs[0]?.events.map(({ type }) => type)).toEqual(['dial-in', 'answer', 'hangup']);
  expect(call.ringUs).toBe(10_120_000);
});

test("delays on the way change no times, which are the PBX's", () => {
  const { events, ringUs, talkUs } = callScenario('in-direct-answered');
  const call = assemble(
    events.map((event, n) => ({ ...event, receivedAtUs: event.receivedAtUs - n * 9_000_000 })),
  );
  expect(call).toMatchObject({ ringUs, talkUs });
});

test('2,000 events are assembled in milliseconds, whatever they are', () => {
  const { events } = callScenario('queue-rung-again');
  const many = (change: (fields: Sent, n: number) => Sent): readonly CallEvent[] =>
    Array.from({ length: 2_000 }, (_, n) => {
      const event = events[n % events.length];
      if (event === undefined) throw new Error('no event');
      return { ...event, row: 2_000 - n, fields: change(event.fields, n) };
    });
  const calls = [
    many((fields, n) => ({ ...fields, SubCallID: `1-${n}` })),
    many((fields) => ({ ...fields, SubCallID: '1-a' })),
    many((fields, n) => ({
      ...fields,
      SubCallID: '',
      EventTime: String(1_755_763_200_018_201 + n),
    })),
    many((fields, n) => ({
      ...fields,
      SubCallID: `1-${n}`,
      CalledExtension: `1*${n}`,
      CallerExtension: `1*${n + 1}`,
      Bridged: 'no',
    })),
  ];
  for (const call of calls) {
    const { user } = process.cpuUsage();
    assemble(call);
    // Ten times what it takes on an idle machine; a step for each pair of events would take longer.
    expect(process.cpuUsage().user - user).toBeLessThan(300_000);
  }
});
