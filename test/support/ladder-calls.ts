import type { CallEvent } from '../../src/protocol/call.ts';
import { callScenario } from './call-scenarios.ts';
import { CallScript, eventsOf, ivr, queue } from './call-script.ts';

/** A call through an IVR to a queue that rings so many phones at once, of which the third answers: with 5 it has 15 events. */
export function bigQueueCall(phones: number): readonly CallEvent[] {
  const call = new CallScript(50);
  const menu = call.in(ivr);
  const waiting = call.in(queue, { via: ivr });
  const agents = Array.from({ length: phones }, (_, n) =>
    call.in(
      { name: `000*${201 + n}`, id: String(10_201 + n), shownAs: `Agent ${n + 1}` },
      { via: queue },
    ),
  );
  const winner = agents[2];
  if (winner === undefined) throw new Error('too few phones');
  return eventsOf(50, [
    menu.dial(0),
    waiting.dial(5),
    ...agents.map((agent, n) => agent.dial(6 + n / 50)),
    winner.answer(12),
    ...agents
      .filter((agent) => agent !== winner)
      .map((agent, n) => agent.hangup(12.1 + n / 50, 'CANCEL')),
    winner.hangup(80, 'ANSWER'),
    waiting.hangup(80.1, 'ANSWER', { Bridged: 'yes' }),
    menu.hangup(80.12, 'ANSWER', { Bridged: 'yes' }),
  ]);
}

/** A scenario of which one event arrives so much later, and is stored last. */
export function delayed(name: string, place: number, byUs: number): readonly CallEvent[] {
  return callScenario(name).events.map((event, at) =>
    at === place
      ? { ...event, receivedAtUs: event.receivedAtUs + byUs, row: event.row + 90 }
      : event,
  );
}
