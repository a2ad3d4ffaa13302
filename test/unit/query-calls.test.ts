import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallFacts } from '../../src/query/call-facts.ts';
import {
  isEventTerm,
  needsCalls,
  type EventTerm,
  type Filter,
  type Term,
} from '../../src/query/filter.ts';
import { asksEvents, matchesCall } from '../../src/query/match-call.ts';
import { callTermsHold, matches } from '../../src/query/match.ts';
import { narrowCalls } from '../../src/query/narrow-calls.ts';
import { narrow } from '../../src/query/narrow.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { printFilter } from '../../src/query/print.ts';
import type { Subject } from '../../src/query/subject.ts';
import { tokensOf } from '../../src/query/tokens.ts';
import { anyCall, anyCallTerm, type FilteredCall } from '../support/filtered-calls.ts';
import { filterText, selects, subjectOf } from '../support/filtered-events.ts';

const startedAtUs = Date.UTC(2026, 10, 22, 12) * 1000;
const parse = (text: string): Filter => parseFilter(text, { nowUs: startedAtUs + 3600e6 });

/** Two phones rang, one answered, and its number came without the plus. */
const events = [
  subjectOf({
    target: '/?EventType=dial-in&CallStatus=CALLING&CalledExtension=000*101@x&CallerIDName=Anna',
    receivedAtUs: startedAtUs,
  }),
  subjectOf({
    target: '/?EventType=dial-in&CallStatus=CALLING&CalledExtension=000*102@x',
    receivedAtUs: startedAtUs + 1e6,
  }),
  subjectOf({
    target: '/?EventType=answer&CallStatus=ANSWER&CalledExtension=000*101@x&CallerIDNum=+7812',
    receivedAtUs: startedAtUs + 9e6,
  }),
];

const facts: CallFacts = {
  outcome: 'answered',
  direction: 'in',
  startedAtUs,
  ringUs: 9e6,
  talkUs: 0,
  findings: [
    { rule: 'RL020', level: 'info' },
    { rule: 'RL003', level: 'warn' },
  ],
};

test.each([
  ['', true],
  ['outcome:answered,missed direction:in', true],
  ['outcome:open', false],
  ['-outcome:open', true],
  ['duration:0s..1s', true],
  ['duration:>0s', false],
  ['rang:>=9s', true],
  ['rang:>9s', false],
  ['finding:RL003', true],
  ['finding:RL020,error', true],
  ['finding:error', false],
  ['-finding:info', false],
  ['after:2026-11-22T12:00Z', true],
  ['before:2026-11-22T12:00:01Z', true],
  ['after:2026-11-22T12:00:01Z', false], // Its later events do not count.
  ['type:answer', true],
  ['type:answer ext:101', true],
  ['type:answer ext:102', false], // There are both, but on no one event.
  ['ext:102 type:dial-in outcome:answered', true],
  ['ext:102 type:dial-in outcome:missed', false],
  ['type:answer anna', false],
  ['-type:hangup', true],
  ['-type:answer', false], // One of its events is such.
  ['type:dial-in -type:answer', false],
  ['ext:101 -ext:103', true],
  ['ext:101 -ext:102', false],
])('%s finds the call: %j', (text, isFound) => {
  expect(matchesCall(parse(text), facts, events)).toBe(isFound);
});

test('what is not known of a call fits nothing', () => {
  const unknown = { outcome: 'open', direction: 'in', startedAtUs, findings: [] } as const;
  for (const key of ['duration', 'rang']) {
    expect(matchesCall(parse(`${key}:>=0s`), unknown, [])).toBe(false);
    expect(matchesCall(parse(`-${key}:>=0s`), unknown, [])).toBe(true);
  }
});

test('a call without events has none that fits', () => {
  expect(matchesCall(parse('type:answer'), facts, [])).toBe(false);
  expect(matchesCall(parse('-type:answer'), facts, [])).toBe(true);
});

test('events are read only if they are asked for, and no further than needed', () => {
  let looked = 0;
  const counted = function* (): Generator<(typeof events)[number]> {
    for (const event of events) {
      looked++;
      yield event;
    }
  };
  for (const [text, count] of [
    ['outcome:answered after:2026-11-22 -finding:error rang:>1s', 0],
    ['outcome:missed type:dial-in', 0],
    ['type:dial-in', 1],
    ['ext:102', 2],
    ['-type:dial-in', 1],
    ['type:dial-in -type:hangup', 3],
  ] as const) {
    looked = 0;
    const filter = parse(text);
    matchesCall(filter, facts, counted());
    expect([text, looked]).toEqual([text, count]);
    expect(asksEvents(filter) || looked === 0).toBe(true);
  }
  expect(asksEvents(parse('outcome:answered finding:RL003 after:-1h'))).toBe(false);
  expect(asksEvents(parse('outcome:answered -anna'))).toBe(true);
});

/** Undefined for a text that is no filter. */
function parsed(text: string): Filter | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

const anyFilter = filterText(anyCallTerm)
  .map(parsed)
  .filter((filter) => filter !== undefined);

/** What the language says of a call, word for word and without care for work. */
function isMeant({ terms }: Filter, { facts, events }: FilteredCall): boolean {
  const ofEvents = terms.filter(isEventTerm);
  const positive = ofEvents.filter((term) => !term.isNegated);
  const negated = ofEvents.filter((term) => term.isNegated);
  const others = terms.filter((term) => !isEventTerm(term));
  return (
    others.every((term) => isSaidOf(term, facts) !== term.isNegated) &&
    (positive.length === 0 || events.some((event) => matches({ terms: positive }, event))) &&
    events.every((event) => negated.every((term) => matches({ terms: [term] }, event)))
  );
}

function isSaidOf(term: Exclude<Term, EventTerm>, call: CallFacts): boolean {
  switch (term.key) {
    case 'outcome':
      return term.values.map(({ text }) => text).includes(call.outcome);
    case 'direction':
      return term.values.map(({ text }) => text).includes(call.direction);
    case 'duration':
      return term.values.some((range) => isIn(range, call.talkUs ?? NaN));
    case 'rang':
      return term.values.some((range) => isIn(range, call.ringUs ?? NaN));
    case 'finding':
      return term.values.some(({ text }) =>
        call.findings.some(({ rule, level }) => [rule, level].includes(text)),
      );
    case 'after':
      return !(call.startedAtUs < term.atUs);
    case 'before':
      return call.startedAtUs < term.atUs;
  }
}

function isIn(
  range: { readonly operator: string; readonly us: number; readonly untilUs?: number },
  us: number,
): boolean {
  const isAbove = us > range.us;
  const isEqual = us === range.us;
  return (
    {
      '>': isAbove,
      '>=': isAbove || isEqual,
      '<': us < range.us,
      '<=': us < range.us || isEqual,
      '..': (isAbove || isEqual) && us <= (range.untilUs ?? NaN),
    }[range.operator] === true
  );
}

test('calls match as the language says, and an index never loses one', () => {
  const seen = { matches: 0, others: 0, narrowed: 0, decided: 0 };
  fc.assert(
    fc.property(anyFilter, fc.array(anyCall, { maxLength: 4 }), (filter, calls) => {
      const { tokens, fromUs = 0, untilUs = Infinity, terms, isExact } = narrowCalls(filter);
      const aboutEvents = { terms: filter.terms.filter(isEventTerm) };
      for (const call of calls) {
        const { facts, events } = call;
        const isMatch = matchesCall(filter, facts, events);
        expect([printFilter(filter), isMatch]).toEqual([
          printFilter(filter),
          isMeant(filter, call),
        ]);
        seen[isMatch ? 'matches' : 'others']++;
        const isSelected =
          facts.startedAtUs >= fromUs &&
          facts.startedAtUs < untilUs &&
          matchesCall({ terms }, facts, []) &&
          (tokens === undefined || events.some((event) => selects(tokens, tokensOf(event).tokens)));
        expect({ isLost: isMatch && !isSelected }).toEqual({ isLost: false });
        if (isMatch && tokens !== undefined) seen.narrowed++;
        const isDecided =
          isExact && tokens !== undefined && events.some((event) => isSure(tokens, event));
        const isRight = matchesCall(aboutEvents, facts, events);
        expect([printFilter(filter), isDecided && !isRight]).toEqual([printFilter(filter), false]);
        if (isDecided) seen.decided++;
      }
    }),
    { numRuns: 1500 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

/** Whether its tokens, of which none may be missing, say yes. */
function isSure(query: Parameters<typeof selects>[0], event: Subject): boolean {
  const { tokens, isCut } = tokensOf(event);
  return !isCut && selects(query, tokens);
}

test('an event fits a term about calls if its call does, and the negated one if it is of none', () => {
  fc.assert(
    fc.property(anyFilter, anyCall, (filter, { facts, events }) => {
      const aboutCalls = filter.terms.filter((term) => needsCalls({ terms: [term] }) !== undefined);
      const others = { terms: filter.terms.filter((term) => !aboutCalls.includes(term)) };
      const isCallMeant = matchesCall({ terms: aboutCalls }, facts, []);
      const isNoneMeant = aboutCalls.every(({ isNegated }) => isNegated);
      expect(callTermsHold(filter, facts)).toBe(isCallMeant);
      expect(callTermsHold(filter, undefined)).toBe(isNoneMeant);
      for (const event of events) {
        expect(matches(filter, event, facts)).toBe(matches(others, event) && isCallMeant);
        expect(matches(filter, event)).toBe(matches(others, event) && isNoneMeant);
        expect(aboutCalls.length > 0 && narrow(filter).isExact).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['', { terms: '' }],
  ['-type:hangup -anna', { terms: '' }],
  [
    'outcome:missed -duration:>1s finding:RL003',
    { terms: 'outcome:missed -duration:>1s finding:RL003' },
  ],
  ['after:2026-11-22 -after:2026-11-23 type:hangup', { terms: '', token: 'thangup' }],
  ['type:hangup -ext:101 direction:in', { terms: 'direction:in', token: 'thangup' }],
])('of %j an index of calls is asked what it can know', (text, { terms, ...expected }) => {
  const narrowing = narrowCalls(parse(text));
  expect(printFilter({ terms: narrowing.terms })).toBe(terms);
  expect(narrowing.tokens).toEqual('token' in expected ? expected : undefined);
  const isTimed = text.startsWith('after:');
  expect(narrowing.fromUs).toBe(isTimed ? Date.UTC(2026, 10, 22) * 1000 : undefined);
  expect(narrowing.untilUs).toBe(isTimed ? Date.UTC(2026, 10, 23) * 1000 : undefined);
});
