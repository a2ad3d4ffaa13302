/** Random calls as filters see them, and random filters that often find one. */
import fc from 'fast-check';
import { assemble } from '../../src/protocol/assemble.ts';
import { directions, outcomeAt, outcomes, type CallEvent } from '../../src/protocol/call.ts';
import { findingsOfCall } from '../../src/protocol/rules.ts';
import type { CallFacts } from '../../src/query/call-facts.ts';
import type { Subject } from '../../src/query/subject.ts';
import { callScenarios } from './call-scenarios.ts';
import { anySubject, callTerm, eventTerm, subjectOf } from './filtered-events.ts';
import { encodeFields } from './sample-b.ts';

export interface FilteredCall {
  readonly facts: CallFacts;
  readonly events: readonly Subject[];
}

/** Fields that are sent otherwise than they should be. */
const changes = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  {},
  { CallerIDNum: ' 78123351127' },
  { CallStatus: 'Calling?' },
  { CallerIDName: 'Пётр \uFFFD' },
  { Transfered: 'yes' },
  { Bridged: 'no' },
);

/** How long after its beginning a call is looked at, in seconds. */
const laterS = fc.constantFrom(0, 100, 4000, 50_000);

/** A documented call of which events may be lost, or sent otherwise. */
const playedCall: fc.Arbitrary<FilteredCall> = fc
  .record({
    scenario: fc.constantFrom(...callScenarios),
    lost: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
    change: changes,
    changed: fc.nat({ max: 20 }),
    laterS,
  })
  .map(({ scenario, lost, change, changed, laterS }) => {
    const events = scenario.events
      .map((event, place) =>
        place === changed ? { ...event, fields: { ...event.fields, ...change } } : event,
      )
      .filter((_event, place) => !lost.includes(place));
    return callOf(events, laterS);
  });

function callOf(events: readonly CallEvent[], laterS: number): FilteredCall {
  const call = assemble(events);
  const nowUs = call.startedAtUs + laterS * 1e6;
  const subjects = events.map(({ fields, receivedAtUs }) =>
    subjectOf({ target: `/fordel/show.php?myid=175&${encodeFields(fields)}`, receivedAtUs }),
  );
  const ofEvents = subjects.flatMap(({ findings }) => findings);
  const { outcome } = outcomeAt(call, nowUs);
  return {
    facts: { ...call, outcome, findings: [...findingsOfCall(call, nowUs), ...ofEvents] },
    events: subjects,
  };
}

const anyDurationUs = fc.constantFrom(undefined, 0, 90, 91, 1e7, 2e7, 3e7, 30_000_001, 6e7, 9e7);

/** Events and facts that need not go together. */
const inventedCall: fc.Arbitrary<FilteredCall> = fc.record({
  facts: fc.record({
    outcome: fc.constantFrom(...outcomes),
    direction: fc.constantFrom(...directions),
    startedAtUs: fc.integer({ min: 0, max: 10 }),
    talkUs: anyDurationUs,
    ringUs: anyDurationUs,
    findings: fc.array(
      fc.record({
        rule: fc.constantFrom('RL001', 'RL003', 'RL020'),
        level: fc.constantFrom('error', 'warn', 'info'),
      }),
      { maxLength: 2 },
    ),
  }),
  events: fc.array(anySubject, { maxLength: 4 }),
});

export const anyCall = fc.oneof(playedCall, inventedCall);

/** What a documented call may be asked for. */
const playedTerm = fc.constantFrom(
  ...['type:dial-in', 'type:dial-out', 'type:answer,hangup', 'status:CALLING', 'status:answer'],
  ...['ext:101', 'ext:102,000*887', 'ext:000*098@ringme.ru', 'num:78123351127', 'num:7495*'],
  ...['has:Duration', 'has:CalledDID', 'f.CallFlow:in', 'f.callflow:out', 'bridged:yes,no'],
  ...[
    'transfered:yes',
    'path:/fordel/*',
    'myid:175',
    'anna',
    '"anna ser"',
    'петров',
    'front,maria',
  ],
  ...['after:2025-08-21T09:00', 'before:2025-08-21T20:00', 'after:2025-08-21T08:00:00.1Z'],
  ...['finding:RL003', 'finding:RL010,error', 'finding:warn', 'finding:info,warn'],
  ...['outcome:answered', 'outcome:answered,missed,forwarded', 'direction:in', 'direction:out'],
  ...['rang:>0s', 'duration:>5s', 'duration:<1h'],
);

/** A term of a filter for calls. */
export const anyCallTerm = fc.oneof(
  { weight: 3, arbitrary: playedTerm },
  { weight: 1, arbitrary: eventTerm },
  { weight: 1, arbitrary: callTerm },
);
