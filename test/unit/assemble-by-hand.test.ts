import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';

test('a call sent by hand, with little more than its CallID, is one leg', () => {
  const fields = { CallID: 'by-hand', CallerIDNum: '000*099', CalledNumber: '00010005' };
  const sent = (['dial-out', 'answer', 'hangup'] as const).map((type, row) => ({
    id: String(row),
    row,
    receivedAtUs: 1_700_000_000_000_000 + row * 1e6,
    type,
    myid: '175',
    fields: { EventType: type, ...fields },
  }));
  for (const events of [sent, sent.toReversed(), sent.filter(({ type }) => type !== 'answer')]) {
    const call = assemble(events);
    expect(call).toMatchObject({ direction: 'out', caller: '000*099', called: '00010005' });
    expect(call.legs).toHaveLength(1);
    expect(call.outcome).not.toBe('open');
  }
});
