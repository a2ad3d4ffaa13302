import type { ScenarioScript, ScenarioScripts } from './call-scenarios.ts';
import { ivr, phone101, phone102, queue, secondQueue } from './call-script.ts';

/** A queue whose own leg to the agent is sent too. */
function outThread(title: string, dialsIn: boolean): ScenarioScript {
  return {
    number: 12,
    title,
    outcome: 'answered',
    direction: 'in',
    via: ['000*887'],
    answeredBy: '000*101',
    ringS: 6,
    talkS: 50,
    play: (call) => {
      const waiting = call.in(queue);
      const calling = call.out(queue, { to: phone101, dialsIn });
      const agent = call.in(phone101, { via: queue });
      return [
        waiting.dial(0),
        calling.dial(2),
        agent.dial(2.02),
        agent.answer(8.02),
        calling.answer(8.04),
        agent.hangup(58.02, 'ANSWER'),
        calling.hangup(58.04, 'ANSWER'),
        waiting.hangup(58.1, 'ANSWER', { Bridged: 'yes' }),
      ];
    },
  };
}

/** Calls from outside through a queue. */
export const queueScenarios: ScenarioScripts = {
  'queue-abandoned': {
    number: 11,
    title: 'the caller gives up in the queue while 101 and 102 ring',
    outcome: 'missed',
    direction: 'in',
    via: ['000*098', '000*887'],
    ringS: 20,
    play: (call) => {
      const menu = call.in(ivr);
      const waiting = call.in(queue, { via: ivr });
      const a = call.in(phone101, { via: queue });
      const b = call.in(phone102, { via: queue });
      return [
        menu.dial(0),
        waiting.dial(5),
        a.dial(6),
        b.dial(6.02),
        a.hangup(26, 'CANCEL'),
        b.hangup(26, 'CANCEL'),
        waiting.hangup(26, 'CANCEL', { Bridged: 'no' }),
        menu.hangup(26, 'CANCEL', { Bridged: 'no' }),
      ];
    },
  },
  'queue-out-thread': outThread('a queue that reports its own calls to agents', false),
  'queue-out-thread-dial-in': outThread('the same, its dials being named dial-in', true),
  'queue-rung-again': {
    number: 13,
    title: 'the queue rings 101 twice; the second time 101 answers',
    outcome: 'answered',
    direction: 'in',
    via: ['000*098', '000*887'],
    answeredBy: '000*101',
    ringS: 24,
    talkS: 70,
    play: (call) => {
      const menu = call.in(ivr);
      const waiting = call.in(queue, { via: ivr });
      const first = call.in(phone101, { via: queue });
      const second = call.in(phone101, { via: queue });
      return [
        menu.dial(0),
        waiting.dial(5),
        first.dial(6),
        first.hangup(21, 'NOANSWER'),
        second.dial(26),
        second.answer(30),
        second.hangup(100, 'ANSWER'),
        waiting.hangup(100.1, 'ANSWER', { Bridged: 'yes' }),
        menu.hangup(100.12, 'ANSWER', { Bridged: 'yes' }),
      ];
    },
  },
  'queue-ends-after-ivr': {
    number: 15,
    title: 'the queue hangs up after the IVR, and knows better: answered',
    outcome: 'answered',
    direction: 'in',
    via: ['000*098', '000*887'],
    play: (call) => {
      const menu = call.in(ivr);
      const waiting = call.in(queue, { via: ivr });
      return [
        menu.dial(0),
        waiting.dial(5),
        menu.hangup(60, 'ANSWER', { Bridged: 'no' }),
        waiting.hangup(60.3, 'ANSWER', { Bridged: 'yes' }),
      ];
    },
  },
  'queue-after-queue': {
    number: 15,
    title: 'two queues after each other: the last one decides that the call was missed',
    outcome: 'missed',
    direction: 'in',
    via: ['000*098', '000*887', '000*888'],
    ringS: 50,
    play: (call) => {
      const menu = call.in(ivr);
      const first = call.in(queue, { via: ivr });
      const second = call.in(secondQueue, { via: queue });
      const a = call.in(phone101, { via: queue });
      const b = call.in(phone102, { via: secondQueue });
      return [
        menu.dial(0),
        first.dial(5),
        a.dial(10),
        a.hangup(30, 'NOANSWER'),
        first.hangup(35, 'NOANSWER', { Bridged: 'yes' }),
        second.dial(35.02),
        b.dial(40),
        b.hangup(60, 'CANCEL'),
        second.hangup(60, 'CANCEL', { Bridged: 'no' }),
        menu.hangup(60, 'CANCEL', { Bridged: 'no' }),
      ];
    },
  },
  'hangups-only': {
    number: 15,
    title: 'IVR, queue and phone report hangups only',
    outcome: 'answered',
    direction: 'in',
    via: ['000*098', '000*887'],
    answeredBy: '000*101',
    talkS: 30,
    play: (call) => {
      const menu = call.in(ivr);
      const waiting = call.in(queue, { via: ivr });
      const a = call.in(phone101, { via: queue });
      a.answer(20);
      return [
        a.hangup(50, 'ANSWER'),
        waiting.hangup(50.1, 'ANSWER', { Bridged: 'yes' }),
        menu.hangup(50.12, 'ANSWER', { Bridged: 'yes' }),
      ];
    },
  },
};
