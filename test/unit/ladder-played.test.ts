import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { layoutLadder } from '../../src/protocol/ladder-layout.ts';
import { isPlayedFast, withoutLags } from '../../src/protocol/ladder-played.ts';
import type { Ladder } from '../../src/protocol/ladder.ts';
import { callScenario } from '../support/call-scenarios.ts';

function ladderOf(events: readonly CallEvent[]): Ladder {
  return layoutLadder(assemble(events), { events });
}

test('of a call that was played fast nothing is said about how late its events came', () => {
  const { events } = callScenario('queue-rung-again');
  expect(isPlayedFast(ladderOf(events))).toBe(false);
  const firstUs = events[0]?.receivedAtUs ?? 0;
  const fast = ladderOf(
    events.map((event) => ({
      ...event,
      receivedAtUs: firstUs + (event.receivedAtUs - firstUs) / 20,
    })),
  );
  expect(isPlayedFast(fast)).toBe(true);
  expect(
    fast.clockDifferenceUs !== undefined || fast.marks.some(({ lagUs = 0 }) => lagUs > 0),
  ).toBe(true);
  const shown = withoutLags(fast);
  expect(shown).not.toHaveProperty('clockDifferenceUs');
  expect(shown.marks.filter((mark) => 'lagUs' in mark)).toEqual([]);
  expect(shown.marks.map(({ eventId }) => eventId)).toEqual(
    fast.marks.map(({ eventId }) => eventId),
  );
});
