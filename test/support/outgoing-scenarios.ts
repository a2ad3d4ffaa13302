import type { ScenarioScript, ScenarioScripts } from './call-scenarios.ts';
import { otherOutsider, outsider, phone101, phone102, phone200 } from './call-script.ts';

const called = otherOutsider;

/** A call to outside that nobody took. */
function unanswered(
  number: number,
  title: string,
  status: string,
  outcome: ScenarioScript['outcome'],
): ScenarioScript {
  return {
    number,
    title,
    outcome,
    direction: 'out',
    ringS: 8,
    play: (call) => {
      const a = call.out(phone101, { to: called });
      return [a.dial(0), a.hangup(8, status)];
    },
  };
}

/** Calls that a phone starts. */
export const outgoingScenarios: ScenarioScripts = {
  'internal-answered': {
    number: 1,
    title: '101 calls 102, who answers',
    outcome: 'answered',
    direction: 'internal',
    answeredBy: '000*102',
    ringS: 5,
    talkS: 20,
    play: (call) => {
      const a = call.out(phone101, { to: phone102 });
      const b = call.in(phone102, { from: phone101 });
      return [
        a.dial(0),
        b.dial(0.1),
        b.answer(5.1),
        a.answer(5.12),
        a.hangup(25.08, 'ANSWER'),
        b.hangup(25.1, 'ANSWER'),
      ];
    },
  },
  'internal-no-answer': {
    number: 4,
    title: '101 calls 102, who does not answer',
    outcome: 'no-answer',
    direction: 'internal',
    ringS: 30,
    play: (call) => {
      const a = call.out(phone101, { to: phone102 });
      const b = call.in(phone102, { from: phone101 });
      return [a.dial(0), b.dial(0.1), b.hangup(30.1, 'NOANSWER'), a.hangup(30.1, 'NOANSWER')];
    },
  },
  'out-answered': {
    number: 2,
    title: '101 calls a number outside, which answers',
    outcome: 'answered',
    direction: 'out',
    answeredBy: called,
    ringS: 11.86,
    talkS: 11.42,
    play: (call) => {
      const a = call.out(phone101, { to: called });
      return [a.dial(0), a.answer(11.86), a.hangup(23.28, 'ANSWER')];
    },
  },
  'out-no-answer': unanswered(4, '101 calls outside, nobody answers', 'NOANSWER', 'no-answer'),
  'out-busy': unanswered(5, '101 calls outside, the number is busy', 'BUSY', 'busy'),
  'out-cancelled': unanswered(6, '101 calls outside and gives up', 'CANCEL', 'cancelled'),
  'out-unavailable': unanswered(7, 'what 101 calls is away', 'CHANUNAVAIL', 'unavailable'),
  'out-failed': unanswered(7, 'the call of 101 fails', 'CONGESTION', 'failed'),
  'out-unknown-status': unanswered(7, 'a word nobody knows ends it', 'GLARE', 'failed'),
  'out-transferred-on': {
    number: 17,
    title: '101 calls outside, then transfers the call to another number outside',
    outcome: 'answered',
    direction: 'out',
    answeredBy: called,
    transferredTo: [outsider],
    ringS: 6,
    talkS: 44,
    play: (call) => {
      const a = call.out(phone101, { to: called });
      const on = call.out(phone101, { to: outsider, also: { Transfered: 'yes' } });
      return [
        a.dial(0),
        a.answer(6),
        a.hangup(30, 'ANSWER'),
        on.dial(31),
        on.answer(40),
        on.hangup(60, 'ANSWER'),
      ];
    },
  },
  'callback-other': {
    number: 19,
    title: 'a callback: 101 is rung on behalf of 200, then the number outside',
    outcome: 'answered',
    direction: 'out',
    answeredBy: called,
    ringS: 7,
    talkS: 30,
    common: { CallBackID: '7d0c0f0a51f44c01a4c5f1aa5cb0a6f2' },
    play: (call) => {
      const toSource = call.out(phone200, { to: phone101 });
      const source = call.in(phone101, { from: phone200 });
      const toNumber = call.out(phone200, { to: called });
      return [
        toSource.dial(0),
        source.dial(0.1),
        source.answer(4),
        toNumber.dial(5),
        toNumber.answer(12),
        toNumber.hangup(42, 'ANSWER', { RecID: '10200-0d3f5e8a9b1c4a7e8d2f6b3c5a7e9d1f' }),
        source.hangup(42.1, 'ANSWER'),
        toSource.hangup(42.1, 'ANSWER'),
      ];
    },
  },
  'callback-self': {
    number: 20,
    title: 'a callback of 200 for itself',
    outcome: 'answered',
    direction: 'out',
    answeredBy: called,
    ringS: 9,
    talkS: 21,
    common: { CallBackID: '2c6b1e9a70d24b5f8e3a4d5c6b7a8f90' },
    play: (call) => {
      const a = call.out(phone200, { to: called });
      return [a.dial(0), a.answer(9), a.hangup(30, 'ANSWER')];
    },
  },
  recorded: {
    number: 22,
    title: 'as out-answered, with a recording',
    outcome: 'answered',
    direction: 'out',
    answeredBy: called,
    ringS: 3,
    talkS: 60,
    play: (call) => {
      const a = call.out(phone101, { to: called });
      const RecID = '10101-0a1b2c3d4e5f60718293a4b5c6d7e8f9';
      return [a.dial(0), a.answer(3), a.hangup(63, 'ANSWER', { RecID })];
    },
  },
  messages: {
    number: 23,
    title: 'a message in, one out and what became of it: no call at all, for they carry no CallID',
    outcome: 'open',
    direction: 'out',
    play: () => {
      const own = { extension_name: '000*101@ringme.ru', extension_id: '10101' };
      const sent = { ...own, src_number: '74959998877', dst_number: '79161112233', text: 'Да' };
      return [
        { ...own, did_number: '74959998877', src_number: '79161112233', text: 'Open today?' },
        sent,
        { ...sent, extension_name: '000*101', status: 'sent' },
      ];
    },
  },
};
