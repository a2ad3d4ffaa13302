import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { Call } from '../../src/protocol/call.ts';
import { wayOf } from '../../src/protocol/call-way.ts';
import { describeCall } from '../../src/protocol/describe-call.ts';
import { CallScript, eventsOf, outsider, phone101, phone102 } from '../support/call-script.ts';
import type { Sent } from '../support/changed-scenario.ts';

/** A call from outside that 101 answers at 4 s; 102 is rung at 20 s and answers at 24 s. */
function transferred(
  { leftAt, otherLeftAt, also }: { leftAt?: number; otherLeftAt?: number; also?: Sent } = {},
  more: (script: CallScript) => readonly Sent[] = () => [],
): Call {
  const script = new CallScript(901);
  const a = script.in(phone101);
  const b = script.in(phone102, { from: phone101, also: also ?? { RemoteNumber: outsider } });
  return assemble(
    eventsOf(901, [
      ...[a.dial(0), a.answer(4), b.dial(20), b.answer(24)],
      ...(leftAt === undefined ? [] : [a.hangup(leftAt, 'ANSWER')]),
      ...(otherLeftAt === undefined ? [] : [b.hangup(otherLeftAt, 'ANSWER')]),
      ...more(script),
    ]),
  );
}

test('whom a call is transferred to is told, wherever the call is told of', () => {
  const call = transferred({ leftAt: 25, otherLeftAt: 50 });
  expect(call).toMatchObject({ answeredBy: '000*101', transferredTo: ['000*102'] });
  expect(wayOf(call)).toEqual([outsider, '101', '102']);
  expect(describeCall(call, { outcome: 'answered', isFinal: true })).toBe(
    `${outsider} called 101: answered after 4 s, transferred to 102, talked 46 s`,
  );
  expect(describeCall(transferred({ leftAt: 25 }), { outcome: 'open', isFinal: false })).toBe(
    `${outsider} called 101: talking with 102`,
  );
});

test('who is only asked did not get the call', () => {
  expect(transferred({ leftAt: 60, otherLeftAt: 40 }).transferredTo).toEqual([]);
  expect(transferred({ otherLeftAt: 40 }).transferredTo).toEqual([]);
  expect(describeCall(transferred(), { outcome: 'open', isFinal: false })).toBe(
    `${outsider} called 101: talking with 101`,
  );
});

test('where nothing the PBX sends tells of a transfer, none is told', () => {
  const times = { leftAt: 25, otherLeftAt: 50 };
  const also = { CallerIDNum: outsider };
  expect(transferred({ ...times, also: { ...also, CallerExtension: '' } }).transferredTo).toEqual(
    [],
  );
});

test('a call may be transferred again, and back', () => {
  const call = transferred({ leftAt: 25, otherLeftAt: 41 }, (script) => {
    const back = script.in(phone101, { from: phone102, also: { RemoteNumber: outsider } });
    return [back.dial(35), back.answer(40), back.hangup(70, 'ANSWER')];
  });
  expect(call.transferredTo).toEqual(['000*102', '000*101']);
  const said = (count: number): string =>
    describeCall(
      { ...call, transferredTo: Array.from({ length: count }, (_, n) => `000*${n}`) },
      { outcome: 'answered', isFinal: true },
    );
  expect(said(2)).toContain(', transferred to 0, then 1, talked ');
  expect(said(9)).toContain(', transferred to 0, then 1, then 2, then 6 more, talked ');
});

test('who called out may hand the other one over to a phone in the PBX', () => {
  const script = new CallScript(902);
  const a = script.out(phone101, { to: outsider });
  const b = script.in(phone102, { dialledIn: false, also: { RemoteNumber: outsider } });
  const call = assemble(
    eventsOf(902, [
      ...[a.dial(0), a.answer(3), b.dial(9), b.answer(12)],
      ...[a.hangup(13, 'ANSWER'), b.hangup(30, 'ANSWER')],
    ]),
  );
  expect(describeCall(call, { outcome: 'answered', isFinal: true })).toMatch(
    /^101 called .+: answered after 3 s, transferred to 102, talked 10 s$/,
  );
});

test('a voice message is told of with what became of the call', () => {
  const script = new CallScript(903);
  const a = script.in(phone101);
  const message = { ...a.dial(25), EventType: 'voicemail', Duration: '9000000' };
  const events = eventsOf(903, [a.dial(0), a.hangup(20, 'NOANSWER'), message]);
  const call = assemble(events);
  expect(describeCall(call, { outcome: 'missed', isFinal: false })).toBe(
    `${outsider} called 101: missed, nobody answered within 20 s; a voice message was left (may still change)`,
  );
});
