import type { ScenarioScript, ScenarioScripts } from './call-scenarios.ts';
import { ivr, otherOutsider, outsider, phone101, phone102, phone103 } from './call-script.ts';

/** A call from outside straight to a phone, which nobody took. */
function missed(number: number, title: string, status: string): ScenarioScript {
  return {
    number,
    title,
    outcome: 'missed',
    direction: 'in',
    ringS: 12,
    play: (call) => {
      const a = call.in(phone101);
      return [a.dial(0), a.hangup(12, status)];
    },
  };
}

/** Calls from outside to phones, also through an IVR. */
export const incomingScenarios: ScenarioScripts = {
  'in-direct-answered': {
    number: 3,
    title: 'a call from outside straight to 101, who answers',
    outcome: 'answered',
    direction: 'in',
    answeredBy: '000*101',
    ringS: 10.12,
    talkS: 83,
    play: (call) => {
      const a = call.in(phone101);
      return [a.dial(0), a.answer(10.12), a.hangup(93.12, 'ANSWER')];
    },
  },
  'in-direct-no-answer': missed(4, 'a call from outside that 101 does not answer', 'NOANSWER'),
  'in-direct-busy': missed(5, 'a call from outside while 101 is busy', 'BUSY'),
  'in-direct-cancelled': missed(6, 'the caller from outside gives up', 'CANCEL'),
  'in-direct-unavailable': missed(7, 'a call from outside while 101 is away', 'CHANUNAVAIL'),
  'ivr-abandoned': {
    number: 8,
    title: 'the caller hangs up in the IVR',
    outcome: 'ivr-only',
    direction: 'in',
    via: ['000*098'],
    play: (call) => {
      const menu = call.in(ivr);
      return [menu.dial(0), menu.hangup(14, 'CANCEL', { Bridged: 'no' })];
    },
  },
  'ivr-answered': {
    number: 9,
    title: 'through the IVR to 101, who answers',
    outcome: 'answered',
    direction: 'in',
    via: ['000*098'],
    answeredBy: '000*101',
    ringS: 8,
    talkS: 60,
    play: (call) => {
      const menu = call.in(ivr);
      const a = call.in(phone101, { via: ivr });
      return [
        menu.dial(0),
        a.dial(4),
        a.answer(12),
        a.hangup(72, 'ANSWER', { RecID: '10101-5c4b3a29181706f5e4d3c2b1a0998877' }),
        menu.hangup(72.1, 'ANSWER', { Bridged: 'yes' }),
      ];
    },
  },
  'ivr-missed': {
    number: 10,
    title: 'through the IVR to 101, then 102; neither answers',
    outcome: 'missed',
    direction: 'in',
    via: ['000*098'],
    ringS: 31,
    play: (call) => {
      const menu = call.in(ivr);
      const a = call.in(phone101, { via: ivr });
      const b = call.in(phone102, { via: ivr });
      return [
        menu.dial(0),
        a.dial(4),
        a.hangup(19, 'NOANSWER'),
        b.dial(20),
        b.hangup(34.9, 'CANCEL'),
        menu.hangup(35, 'CANCEL', { Bridged: 'no' }),
      ];
    },
  },
  'parallel-ringing': {
    number: 14,
    title: '101, 102 and 103 ring together, 102 answers',
    outcome: 'answered',
    direction: 'in',
    via: ['000*098'],
    answeredBy: '000*102',
    ringS: 6,
    talkS: 30,
    play: (call) => {
      const menu = call.in(ivr);
      const [a, b, c] = [phone101, phone102, phone103].map((one) => call.in(one, { via: ivr }));
      if (a === undefined || b === undefined || c === undefined) return [];
      return [
        menu.dial(0),
        a.dial(3),
        b.dial(3.02),
        c.dial(3.04),
        b.answer(9),
        a.hangup(9.06, 'CANCEL'),
        c.hangup(9.08, 'CANCEL'),
        b.hangup(39, 'ANSWER'),
        menu.hangup(39.1, 'ANSWER', { Bridged: 'yes' }),
      ];
    },
  },
  forwarded: {
    number: 16,
    title: '101 has its calls forwarded to a number outside, which answers',
    outcome: 'forwarded',
    direction: 'in',
    answeredBy: otherOutsider,
    ringS: 9,
    talkS: 40,
    play: (call) => {
      const a = call.in(phone101);
      const on = call.out(phone101, { to: otherOutsider, also: { Transfered: 'yes' } });
      return [
        a.dial(0),
        on.dial(0.2),
        on.answer(9),
        on.hangup(49, 'ANSWER'),
        a.hangup(49.1, 'NOANSWER'),
      ];
    },
  },
  'internal-transfer': {
    number: 18,
    title: '101 answers a call from outside and transfers it to 102',
    outcome: 'answered',
    direction: 'in',
    answeredBy: '000*101',
    transferredTo: ['000*102'],
    ringS: 4,
    talkS: 46,
    play: (call) => {
      const a = call.in(phone101);
      const b = call.in(phone102, { from: phone101, also: { RemoteNumber: outsider } });
      return [
        a.dial(0),
        a.answer(4),
        b.dial(20),
        b.answer(24),
        a.hangup(25, 'ANSWER'),
        b.hangup(50, 'ANSWER'),
      ];
    },
  },
  'web-call-missed': {
    number: 21,
    title: 'a web call on behalf of 101 reaches the IVR, and nobody takes it',
    outcome: 'missed',
    direction: 'in',
    via: ['000*098'],
    play: (call) => {
      const a = call.out(phone101, { to: outsider });
      const menu = call.in(ivr, { dialledIn: false });
      return [
        a.dial(0),
        a.answer(5),
        menu.dial(5.1),
        a.hangup(30, 'ANSWER'),
        menu.hangup(30.1, 'NOANSWER', { Bridged: 'no' }),
      ];
    },
  },
  voicemail: {
    number: 24,
    title: '101 does not answer, the caller leaves a voice message',
    outcome: 'missed',
    direction: 'in',
    via: ['000*098'],
    ringS: 34,
    play: (call) => {
      const menu = call.in(ivr);
      const a = call.in(phone101, { via: ivr });
      const voiceMessage = { EventType: 'voicemail', Duration: '9000000' };
      return [
        menu.dial(0),
        a.dial(5),
        a.hangup(25, 'NOANSWER'),
        menu.hangup(39, 'CANCEL', { Bridged: 'no' }),
        { ...a.dial(40), ...voiceMessage },
      ];
    },
  },
};
