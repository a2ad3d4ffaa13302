import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { layoutLadder } from '../../src/protocol/ladder-layout.ts';
import { asPlayed } from '../../src/protocol/ladder-played.ts';
import type { Ladder } from '../../src/protocol/ladder.ts';
import { callScenario } from '../support/call-scenarios.ts';

function ladderOf(events: readonly CallEvent[]): Ladder {
  return layoutLadder(assemble(events), { events });
}

test('of a call that was played fast nothing is said about how late its events came', () => {
  const { events } = callScenario('queue-rung-again');
  const fixtures = events.map(() => ({ origin: 'fixture' }));
  expect(asPlayed(ladderOf(events), fixtures).isPlayedFast).toBe(false);
  const firstUs = events[0]?.receivedAtUs ?? 0;
  const fast = ladderOf(
    events.map((event) => ({
      ...event,
      receivedAtUs: firstUs + (event.receivedAtUs - firstUs) / 20,
    })),
  );
  const received = asPlayed(fast, [...fixtures.slice(1), { origin: 'received' }]);
  expect(received).toEqual({ ...fast, isPlayedFast: false });
  expect(
    fast.clockDifferenceUs !== undefined || fast.marks.some(({ lagUs = 0 }) => lagUs > 0),
  ).toBe(true);
  const shown = asPlayed(fast, fixtures);
  expect(shown.isPlayedFast).toBe(true);
  expect(shown).not.toHaveProperty('clockDifferenceUs');
  expect(shown.marks.filter((mark) => 'lagUs' in mark)).toEqual([]);
  expect(shown.marks.map(({ eventId }) => eventId)).toEqual(
    fast.marks.map(({ eventId }) => eventId),
  );
});
