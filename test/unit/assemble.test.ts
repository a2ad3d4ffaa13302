import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assemble } from '../../src/protocol/assemble.ts';
import { maxCallEvents, outcomeAt, type Call, type CallEvent } from '../../src/protocol/call.ts';
import { eventTypes } from '../../src/protocol/classify.ts';
import { callScenario, callScenarios, type CallScenario } from '../support/call-scenarios.ts';
import { shuffled } from '../support/shuffle.ts';

test('all 24 documented scenarios are here', () => {
  const numbers = new Set(callScenarios.map(({ number }) => number));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1));
});

test.each(callScenarios)('$name: the documented outcome, in any order', (scenario) => {
  const { events } = scenario;
  const call = assemble(events);
  expect(pick(call)).toEqual(pick(scenario));
  for (let seed = 0; seed < 100; seed += 1)
    expect(assemble(shuffled(events, seed))).toStrictEqual(call);
});

test.each(callScenarios)(
  '$name: a lost event changes nothing but what it alone told',
  (scenario) => {
    for (const [place, lost] of scenario.events.entries()) {
      const call = assemble(scenario.events.toSpliced(place, 1));
      const allowed: Call['outcome'][] = [scenario.outcome];
      // Nothing tells then that the leg has ended.
      if (lost.type === 'hangup') allowed.push('open');
      expect(allowed).toContain(call.outcome);
      expect(call.direction).toBe(scenario.direction);
    }
  },
);

test.each(callScenarios)('$name: while it goes on it is open or has an end', ({ events }) => {
  for (const place of events.keys()) {
    const call = assemble(events.slice(0, place));
    const isOpen = call.legs.length === 0 || call.legs.some(({ state }) => state !== 'ended');
    expect(call.outcome === 'open').toBe(isOpen);
    expect(call.zombieAtUs === undefined).toBe(!isOpen);
    expect(call.finalAtUs === undefined).toBe(isOpen);
  }
});

test('names who called whom', () => {
  expect(assemble(callScenario('ivr-answered').events)).toMatchObject({
    caller: '+78123351127',
    called: '000*098',
    did: '74959998877',
    recIds: ['10101-5c4b3a29181706f5e4d3c2b1a0998877'],
    myids: ['175'],
  });
  expect(assemble(callScenario('internal-answered').events)).toMatchObject({
    caller: '000*101',
    callerName: 'Anna Serova',
    called: '000*102',
  });
});

test('a call is final five seconds after its last hangup came', () => {
  const { events } = callScenario('queue-rung-again');
  const call = assemble(events);
  const last = events.at(-1)?.receivedAtUs ?? 0;
  expect(call).toMatchObject({ endedAtUs: last, finalAtUs: last + 5_000_000 });
  expect(call.zombieAtUs).toBeUndefined();
  expect(outcomeAt(call, last + 4_999_999).isFinal).toBe(false);
  expect(outcomeAt(call, last + 5_000_000)).toEqual({ outcome: 'answered', isFinal: true });
});

test('a call that rings is a zombie after ten minutes, one that talks after four hours', () => {
  const { events } = callScenario('in-direct-answered');
  const [dial, answer] = events;
  const ringing = assemble(events.slice(0, 1));
  const talking = assemble(events.slice(0, 2));
  expect(ringing.zombieAtUs).toBe((dial?.receivedAtUs ?? 0) + 600_000_000);
  expect(talking.zombieAtUs).toBe((answer?.receivedAtUs ?? 0) + 4 * 3_600_000_000);
  expect(talking.answeredBy).toBe('000*101');
  expect(talking.talkUs).toBeUndefined();
});

test('what is beyond the limit is counted only, and the first by row are held', () => {
  const [dial] = callScenario('out-answered').events;
  if (dial === undefined) throw new Error('no dial');
  const many = Array.from({ length: maxCallEvents + 5 }, (_, n) => ({
    ...dial,
    row: n,
    receivedAtUs: dial.receivedAtUs - n,
  }));
  const call = assemble(shuffled(many, 7));
  expect(call.eventCount).toBe(maxCallEvents + 5);
  expect(call.legs.flatMap(({ events }) => events)).toHaveLength(maxCallEvents);
  expect(Math.max(...call.legs.flatMap(({ events }) => events.map(({ row }) => row)))).toBe(
    maxCallEvents - 1,
  );
  expect(assemble(many.slice(0, 3), 77).eventCount).toBe(77);
});

test('a call of no events is open', () => {
  expect(assemble([])).toMatchObject({ id: '', outcome: 'open', legs: [], eventCount: 0 });
});

const word = (...words: string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, fc.string({ maxLength: 12 }));

const someFields = fc.dictionary(fc.string({ maxLength: 18 }), fc.string({ maxLength: 30 }), {
  maxKeys: 3,
});
const callFields = fc.record(
  {
    CallID: word('c1', 'C1'),
    SubCallID: word('1-a', '1-A', '2-b', '3-c', ''),
    EventTime: word('1755763200018201', '1755763205018201', '1755763209018201', '17', ''),
    CallFlow: word('in', 'out', 'OUT', ''),
    callflow: word('IN', 'out'),
    CallStatus: word('CALLING', 'ANSWER', 'NOANSWER', 'BUSY', 'GLARE'),
    CallerIDNum: word('+78123351127', '000*101', '101', ''),
    CallerExtension: word('000*101@a', '000*098@a', '000*887', ''),
    CalledExtension: word('000*101', '000*102@a', '000*098', '000*887'),
    CalledNumber: word('+79161112233', '000*102', '102'),
    CalledDID: word('74959998877', ''),
    RemoteNumber: word('+78123351127', ''),
    CallBackID: word('', 'cb'),
    Transfered: word('yes', 'no', ''),
    Bridged: word('yes', 'no', 'maybe'),
    Duration: word('0', '-1', '11420018', 'x', '99999999999999999999'),
    RecID: word('1-r', ''),
  },
  { requiredKeys: [] },
);
const anyEvents: fc.Arbitrary<readonly CallEvent[]> = fc
  .array(
    fc.record({
      receivedAtUs: fc.integer({ min: 1_755_763_200_000_000, max: 1_755_763_200_000_020 }),
      type: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('dial-in', 'dial-out', 'answer', 'hangup') },
        fc.constantFrom(...eventTypes),
      ),
      myid: fc.constantFrom('', '175', '200'),
      fields: fc.tuple(someFields, callFields).map(([any, known]) => ({ ...any, ...known })),
    }),
    { maxLength: 14 },
  )
  .map((events) => events.map((event, row) => ({ id: `e${row}`, row, ...event })));

test('any events in any order give the same call, and none is lost', () => {
  fc.assert(
    fc.property(anyEvents, fc.nat(), (events, seed) => {
      const call = assemble(events);
      expect(assemble(shuffled(events, seed))).toStrictEqual(call);
      const steps = events.filter(({ type }) => /^(?:dial-|answer|hangup)/.test(type));
      expect(call.legs.flatMap((leg) => leg.events)).toHaveLength(steps.length);
      expect(call.zombieAtUs === undefined).toBe(call.outcome !== 'open');
      expect(call.ringUs ?? 0).toBeGreaterThanOrEqual(0);
      expect(call.talkUs ?? 0).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});

function pick(call: Call | CallScenario): object {
  const { outcome, direction, via, answeredBy, transferredTo, ringUs, talkUs } = call;
  return { outcome, direction, via, answeredBy, transferredTo, ringUs, talkUs };
}
