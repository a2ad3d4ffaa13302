/** Random journals of calls, and random filters that often find some of them. */
import fc from 'fast-check';
import type { Capture } from '../../src/journal/capture.ts';
import type { Filter } from '../../src/query/filter.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { printTime } from '../../src/query/time-value.ts';
import { callScenarios } from './call-scenarios.ts';
import { anyCallTerm } from './filtered-calls.ts';
import { encodeAll, filterText } from './filtered-events.ts';
import { anyBorderTimeUs, anyCapture, borderUs, formCapture } from './indexed-events.ts';
import { encodeFields } from './sample-b.ts';

/** Some begin alike, some are nothing a PBX would send. */
const callIds = [
  'b5187f38a9cc43f2ba068bce983a513e',
  'b5187f38a9cc43f2ba068bce983a5140',
  'b5187f00000000000000000000000001',
  '0ce1bb27d4f84a3c9d3b6a0e1f2a3b4c',
  '1',
  'last',
  '%_%_%_%_',
  'b5187f*',
  `${'x'.repeat(300)}a`,
  `${'x'.repeat(300)}b`,
  'a\u0000b1234567',
  'a\uFFFDb1234567',
  'a\u{10FFFF}b1234567',
  '😀😀😀😀😀😀😀',
  'ΟΔΟΣ-ΟΔΟΣ-1',
];

const change = fc.constantFrom<Readonly<Record<string, string>>>(
  ...[{ CallerIDNum: ' 78123351127' }, { CallStatus: 'Calling?' }, { Transfered: 'yes' }],
  ...[{ SubCallID: '' }, { CallID: '' }, { Bridged: 'no' }, { CallerIDName: 'Пётр \uFFFD' }],
);

/** One event, sent otherwise than it should be. */
const changedEvent = fc.record({ at: fc.nat({ max: 12 }), change });

/** A documented call under some CallID: events may be lost, sent twice or otherwise, in any order and with any clock. */
const playedCall = fc
  .record({
    scenario: fc.constantFrom(...callScenarios),
    callId: fc.constantFrom(...callIds),
    startUs: anyBorderTimeUs,
    isOrdered: fc.boolean(),
    weights: fc.array(fc.nat({ max: 1_000 }), { minLength: 24, maxLength: 24 }),
    lost: fc.array(fc.nat({ max: 12 }), { maxLength: 2 }),
    twice: fc.array(fc.nat({ max: 12 }), { maxLength: 1 }),
    shouted: fc.nat({ max: 12 }),
    changed: fc.array(changedEvent, { maxLength: 2 }),
    myids: fc.array(fc.constantFrom('175', '200', ''), { minLength: 3, maxLength: 3 }),
  })
  .map(({ scenario, callId, startUs, ...how }) => {
    const [first] = scenario.events;
    const own = first?.fields['CallID'] ?? '';
    return scenario.events.flatMap(({ fields, receivedAtUs }, at) => {
      if (how.lost.includes(at)) return [];
      const id = at === how.shouted ? callId.toUpperCase() : callId;
      const sent: Record<string, string> = {};
      for (const [name, value] of Object.entries(fields)) sent[name] = value.replaceAll(own, id);
      for (const one of how.changed) if (one.at === at) Object.assign(sent, one.change);
      const weight = how.weights[at] ?? 0;
      const afterUs = how.isOrdered ? receivedAtUs - (first?.receivedAtUs ?? 0) : weight * 1e6;
      const target = `/fordel/show.php?myid=${how.myids[at % 3] ?? ''}&${encodeFields(sent)}`;
      const capture = formCapture({ target, receivedAtUs: startUs + afterUs });
      return Array.from({ length: how.twice.includes(at) ? 2 : 1 }, () => ({ capture, weight }));
    });
  });

/** Requests with a CallID, and little else that a call would have. */
const strayEvent = fc
  .record({ callId: fc.constantFrom(...callIds), type: fc.constantFrom('hangup', 'answer', 'x') })
  .map(({ callId, type }) => {
    const target = `/?EventType=${type}&CallID=${encodeAll(callId)}&word=anna`;
    return { capture: formCapture({ target, receivedAtUs: borderUs }), weight: 0 };
  });

const otherEvent = anyCapture.map((capture) => ({ capture, weight: 500 }));

/** Events of some calls one among the other, and of none. */
export const anyJournal: fc.Arbitrary<readonly Capture[]> = fc
  .tuple(
    fc.array(playedCall, { minLength: 1, maxLength: 9 }),
    fc.array(fc.oneof(strayEvent, otherEvent), { maxLength: 5 }),
    fc.boolean(),
  )
  .map(([calls, others, isInterleaved]) => {
    const all = [...calls.flat(), ...others];
    if (isInterleaved) all.sort((a, b) => a.weight - b.weight);
    return all.map(({ capture }) => capture);
  });

const timeTerm = fc
  .tuple(fc.constantFrom('after:', 'before:'), anyBorderTimeUs.map(printTime))
  .map((parts) => parts.join(''));

const idTerm = fc
  .tuple(fc.constantFrom(...callIds.slice(0, 6)), fc.integer({ min: 1, max: 32 }))
  .map(([id, length]) => `call:${id.slice(0, length)}`);

const findingTerm = fc.constantFrom(
  ...['finding:RL022', 'finding:error', 'finding:warn', 'finding:RL031,RL022', 'finding:RL006'],
);
const outcomeTerm = fc.constantFrom('outcome:zombie', 'outcome:open', 'outcome:missed,zombie');

export const anyCallFilter: fc.Arbitrary<Filter> = filterText(
  fc.oneof(
    { weight: 6, arbitrary: anyCallTerm },
    { weight: 1, arbitrary: timeTerm },
    { weight: 2, arbitrary: fc.oneof(idTerm, findingTerm, outcomeTerm) },
  ),
)
  .map(parsed)
  .filter((filter) => filter !== undefined);

function parsed(text: string): Filter | undefined {
  try {
    return parseFilter(text, { nowUs: borderUs });
  } catch {
    return undefined;
  }
}
