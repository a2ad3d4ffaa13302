import { expect, test } from '@jest/globals';
import { outcomes } from '../../src/protocol/call.ts';
import { outcomeTable } from '../../src/protocol/outcome-table.ts';
import { callScenarios } from '../support/call-scenarios.ts';

test('every outcome a call can have is explained once, in the order of the program', () => {
  expect(outcomeTable.map(({ outcome }) => outcome)).toEqual(outcomes);
});

test('a call of each known kind ends in a way the table allows for its direction', () => {
  for (const { name, outcome, direction } of callScenarios) {
    const row = outcomeTable.find((one) => one.outcome === outcome);
    expect([name, row?.on.includes(direction)]).toEqual([name, true]);
  }
});
