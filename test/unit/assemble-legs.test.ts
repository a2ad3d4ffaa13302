import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { Call, CallEvent } from '../../src/protocol/call.ts';
import { callScenario } from '../support/call-scenarios.ts';
import {
  CallScript,
  eventsOf,
  ivr,
  otherOutsider,
  outsider,
  phone101,
  phone102,
  queue,
} from '../support/call-script.ts';
import { changed, onHangup, withFields, without, type Sent } from '../support/changed-scenario.ts';

/** What is made of the events that a script sends. */
const played = (play: (call: CallScript) => readonly Sent[]): Call =>
  assemble(eventsOf(900, play(new CallScript(900))));

test('ids and words in another case make the same legs', () => {
  const call = changed('queue-rung-again', (fields, place) => {
    if (place % 2 === 0) return fields;
    const { CallID = '', SubCallID = '', CallFlow = '', Bridged, ...others } = fields;
    return {
      ...others,
      CALLID: CallID.toUpperCase(),
      SubCallID: SubCallID.toUpperCase(),
      callflow: CallFlow.toUpperCase(),
      ...(Bridged === undefined ? undefined : { Bridged: ` ${Bridged.toUpperCase()}` }),
    };
  });
  expect(call).toMatchObject({ outcome: 'answered', via: ['000*098', '000*887'] });
  expect(call.legs).toHaveLength(4);
  expect(call.id).toBe(assemble(callScenario('queue-rung-again').events).id);
});

test('legs without SubCallID are told apart by extension, direction and dial', () => {
  for (const name of ['queue-rung-again', 'queue-out-thread', 'internal-answered', 'forwarded']) {
    const whole = assemble(callScenario(name).events);
    const guessed = changed(name, without('SubCallID'));
    expect(guessed.legs.every(({ isGuessed }) => isGuessed)).toBe(true);
    const shape = ({
      extension,
      kind,
      status,
      ringUs,
      talkUs,
      events,
    }: Call['legs'][number]): object => ({
      extension,
      kind,
      status,
      ringUs,
      talkUs,
      rows: events.map(({ row }) => row),
    });
    expect(guessed.legs.map(shape)).toEqual(whole.legs.map(shape));
    expect(new Set(guessed.legs.map(({ subCallId }) => subCallId)).size).toBe(whole.legs.length);
  }
});

test('a dial sent twice begins no second leg, with or without SubCallID', () => {
  const { events } = callScenario('out-answered');
  const twice = events.flatMap((event) => [event, { ...event, row: event.row + 50 }]);
  const call = assemble(twice);
  expect(call).toMatchObject({ outcome: 'answered', talkUs: 11_420_000 });
  expect(call.legs.map((leg) => leg.events.length)).toEqual([6]);
  const bare = without('SubCallID');
  const guessed = assemble(twice.map((event) => ({ ...event, fields: bare(event.fields, 0) })));
  expect(guessed.legs.map((leg) => leg.events.length)).toEqual([6]);
});

test.each(['IVR', 'queue'])('%s: known by its behaviour, whatever its number', (kind) => {
  const call = played((script) => {
    const menu = script.in(phone101);
    const agent = script.in(ivr, { via: phone101 });
    const again = script.in(ivr, { via: phone101 });
    const second = kind === 'queue' ? [again.dial(20), again.hangup(30, 'CANCEL')] : [];
    return [menu.dial(0), agent.dial(2), agent.hangup(12, 'NOANSWER'), ...second];
  });
  expect(call.via).toEqual(['000*101']);
  const expected = kind === 'queue' ? 'queue' : 'ivr';
  expect(call.legs[0]).toMatchObject({ kind: expected, state: 'inside' });
  expect(call.legs[1]).toMatchObject({ kind: 'phone', state: 'ended', ringUs: 10_000_000 });
});

test('who answers is a phone, even where its hangup says Bridged', () => {
  const call = changed('in-direct-answered', onHangup(withFields({ Bridged: 'no' })));
  expect(call).toMatchObject({ outcome: 'answered', answeredBy: '000*101', via: [] });
});

test('a phone that passes its call to another stays a phone', () => {
  const call = played((script) => {
    const a = script.in(phone101);
    const b = script.in(phone102, { via: phone101 });
    return [a.dial(0), a.hangup(15, 'NOANSWER'), b.dial(15), b.answer(18), b.hangup(40, 'ANSWER')];
  });
  expect(call).toMatchObject({ via: [], answeredBy: '000*102', talkUs: 22_000_000 });
});

test('an IVR that reports nothing itself is known from the phones it rings', () => {
  const { events } = callScenario('ivr-answered');
  const call = assemble(events.slice(1, 4));
  expect(call).toMatchObject({ outcome: 'answered', direction: 'in', via: ['000*098'] });
});

test('the last queue decides against the IVR, either way', () => {
  const said = (queueSays: string, ivrSays: string): Call =>
    played((script) => {
      const menu = script.in(ivr);
      const waiting = script.in(queue, { via: ivr });
      return [
        waiting.hangup(30, 'ANSWER', { Bridged: queueSays }),
        menu.hangup(30.2, 'ANSWER', { Bridged: ivrSays }),
      ];
    });
  expect(said('yes', 'no').outcome).toBe('answered');
  expect(said('no', 'yes').outcome).toBe('ivr-only');
});

test("a queue's call to an agent counts where the agent reports nothing, and is over with the queue", () => {
  const call = played((script) => {
    const waiting = script.in(queue);
    const calling = script.out(queue, { to: phone101, dialsIn: true });
    return [
      waiting.dial(0),
      calling.dial(2),
      calling.answer(6),
      waiting.hangup(36, 'ANSWER', { Bridged: 'yes' }),
    ];
  });
  expect(call).toMatchObject({ outcome: 'answered', answeredBy: '000*101', ringUs: 4_000_000 });
  expect(call.legs[1]).toMatchObject({ kind: 'queue', flow: 'out', state: 'talking' });
});

test('a hangup alone tells of an answer by ANSWER and talk', () => {
  const alone = (more: Sent): Call =>
    assemble(
      callScenario('in-direct-answered')
        .events.slice(2)
        .map((event) => ({ ...event, fields: { ...event.fields, ...more } })),
    );
  expect(alone({})).toMatchObject({ outcome: 'answered', talkUs: 83_000_000 });
  expect(alone({}).ringUs).toBeUndefined();
  expect(alone({ Duration: '0' }).outcome).toBe('missed');
  expect(alone({ Duration: '' }).outcome).toBe('missed');
  expect(alone({ CallStatus: 'CANCEL' }).outcome).toBe('missed');
});

test('a caller whose number changes between events is the one outside', () => {
  const call = changed('in-direct-answered', (fields, place) =>
    place === 1 ? fields : { ...fields, CallerIDNum: '101', CalledDID: '' },
  );
  expect(call).toMatchObject({ direction: 'in', caller: outsider });
});

test('who is behind an internal transfer came from outside', () => {
  const { events } = callScenario('internal-transfer');
  const target = assemble(events.filter(({ fields }) => fields['RemoteNumber'] !== undefined));
  expect(target).toMatchObject({ direction: 'in', caller: outsider, answeredBy: '000*102' });
  expect(target.legs[0]).toMatchObject({ remoteNumber: outsider });
});

test('of a forwarded call all of which is seen is the leg outside: still forwarded', () => {
  const call = played((script) => {
    const also = { Transfered: 'Yes', CallerIDNum: outsider };
    const on = script.out(phone101, { to: otherOutsider, also });
    return [on.dial(0), on.answer(5), on.hangup(25, 'ANSWER')];
  });
  expect(call).toMatchObject({ outcome: 'forwarded', direction: 'in', answeredBy: otherOutsider });
});

test('a forwarded call that nobody takes is missed', () => {
  const call = changed('forwarded', (fields) =>
    fields['EventType'] === 'hangup' ? { ...fields, CallStatus: 'NOANSWER' } : fields,
  );
  expect(call.outcome).toBe('forwarded'); // It was answered all the same.
  const { events } = callScenario('forwarded');
  const unanswered = events
    .filter(({ type }) => type !== 'answer')
    .map((event) => ({
      ...event,
      fields: { ...event.fields, CallStatus: 'NOANSWER', Duration: '0' },
    }));
  expect(assemble(unanswered).outcome).toBe('missed');
});

test('an internal call to a queue is answered by an agent, not by the queue', () => {
  const call = (Bridged: string): Call =>
    played((script) => {
      const own = script.out(phone101, { to: queue });
      const waiting = script.in(queue, { from: phone101 });
      const agent = script.in(phone102, { from: phone101, via: queue });
      return [
        own.dial(0),
        waiting.dial(0.1),
        own.answer(0.2),
        agent.dial(3),
        agent.hangup(20, 'CANCEL'),
        own.hangup(20, 'ANSWER'),
        waiting.hangup(20, 'CANCEL', { Bridged }),
      ];
    });
  expect(call('no')).toMatchObject({
    outcome: 'no-answer',
    direction: 'internal',
    via: ['000*887'],
  });
  expect(call('no').answeredBy).toBeUndefined();
  expect(call('yes').outcome).toBe('answered');
});

test('messages and agents that name the call belong to it, and make no leg', () => {
  const { events } = callScenario('in-direct-answered');
  const [dial] = events;
  if (dial === undefined) throw new Error('no dial');
  const others = (['message-in', 'agent-login', 'voicemail', 'unknown'] as const).map(
    (type, n): CallEvent => ({ ...dial, id: `other-${n}`, row: 10_000 + n, type, myid: '200' }),
  );
  const call = assemble([...others, ...events]);
  expect(call.legs.map((leg) => leg.events.length)).toEqual([3]);
  expect(call).toMatchObject({ eventCount: 7, outcome: 'answered', myids: ['175', '200'] });
});

test('a phone that transfers an outsider, or stands behind a callback, is not taken for an IVR', () => {
  const rung = (more: Sent): Call =>
    played((script) => {
      const also = { CallerIDNum: outsider, ...more };
      const b = script.in(phone102, { from: phone101, also });
      return [b.dial(0), b.answer(3), b.hangup(9, 'ANSWER')];
    });
  expect(rung({})).toMatchObject({ via: ['000*101'] });
  expect(rung({ RemoteNumber: outsider })).toMatchObject({ via: [], direction: 'in' });
  expect(rung({ CallBackID: 'c1' })).toMatchObject({ via: [], direction: 'internal' });
});

test('a call that went out stays one when it is transferred inside', () => {
  const call = played((script) => {
    const a = script.out(phone101, { to: outsider });
    const b = script.in(phone102, { dialledIn: false, also: { RemoteNumber: outsider } });
    return [
      ...[a.dial(0), a.answer(3), b.dial(9), b.answer(12)],
      ...[a.hangup(13, 'ANSWER'), b.hangup(30, 'ANSWER')],
    ];
  });
  expect(call).toMatchObject({ direction: 'out', caller: '000*101', called: outsider });
});

test('of an IVR and a queue of which only hangups tell, the IVR was there first', () => {
  const call = played((script) => {
    const menu = script.in(ivr);
    const waiting = script.in(queue);
    const agent = script.in(phone102, { via: queue });
    return [
      ...[agent.dial(9), agent.answer(12), agent.hangup(30, 'ANSWER')],
      waiting.hangup(30, 'ANSWER', { Bridged: 'yes' }),
      menu.hangup(31, 'ANSWER', { Bridged: 'yes' }),
    ];
  });
  expect(call.via).toEqual(['000*098', '000*887']);
  expect(call.legs.map(({ kind }) => kind)).toEqual(['phone', 'queue', 'ivr']);
});
