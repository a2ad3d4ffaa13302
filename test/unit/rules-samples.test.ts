import { expect, test } from '@jest/globals';
import { decodeEvent } from '../../src/protocol/decode.ts';
import type { Finding } from '../../src/protocol/rule.ts';
import { ruleTable } from '../../src/protocol/rule-table.ts';
import { callScenarios } from '../support/call-scenarios.ts';
import { findingsIn, findingsLater, readSample, sampleNames } from '../support/rule-samples.ts';
import { encodeFields } from '../support/sample-b.ts';

/** Rules about what did not come: of most samples, which are parts of calls, they would have something to say. */
const onSilence = new Set(['RL022', 'RL032', 'RL033']);

const idsOf = (findings: readonly Finding[]): readonly string[] => [
  ...new Set(findings.map(({ rule }) => rule)),
];

test.each(ruleTable)(
  '$id finds fault with its failing sample, and no other rule does',
  ({ id }) => {
    const events = readSample(`${id}-fail`);
    const found = onSilence.has(id) ? findingsLater(events) : findingsIn(events);
    expect(idsOf(found)).toEqual([id]);
  },
);

test.each(ruleTable)('$id finds no fault with its passing sample', ({ id }) => {
  expect(idsOf(findingsLater(readSample(`${id}-pass`)))).not.toContain(id);
});

test('every sample belongs to a rule or is a real one', () => {
  const known = ruleTable.flatMap(({ id }) => [`${id}-fail`, `${id}-pass`]);
  expect(sampleNames().toSorted()).toEqual([...known, 'agent', 'sample-b'].toSorted());
});

test.each(['sample-b', 'agent'])('real requests raise no warning: %s', (name) => {
  const events = readSample(name);
  expect(events.map(({ type }) => type)).not.toContain('unknown');
  expect(findingsLater(events).filter(({ level }) => level !== 'info')).toEqual([]);
  const again = events.map((event) => ({ ...event, receivedAtUs: event.receivedAtUs + 9e12 }));
  expect(findingsLater(again).filter(({ level }) => level !== 'info')).toEqual([]);
});

test.each(callScenarios)('a $name raises no warning', ({ events }) => {
  const requests = events.map((event) => {
    const target = `/fordel/show.php?myid=175&${encodeFields(event.fields)}`;
    return { ...event, ...decodeEvent({ target, body: '' }), method: 'GET', bodyBytes: 0 };
  });
  const warnings = findingsLater(requests).filter(({ level }) => level !== 'info');
  expect(warnings).toEqual([]);
});
