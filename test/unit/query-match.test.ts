import { expect, test } from '@jest/globals';
import type { CallFacts } from '../../src/query/call-facts.ts';
import { isCallTerm, isEventTerm, needsCalls } from '../../src/query/filter.ts';
import { filterKeys, freeTextHelp } from '../../src/query/keys.ts';
import { matches, termResults } from '../../src/query/match.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { Subject } from '../../src/query/subject.ts';
import { encodeAll, subjectOf } from '../support/filtered-events.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';

const nowUs = Date.UTC(2026, 10, 22, 12) * 1000;

/** The three events of the sample, one an hour, by GET, POST and GET: the numbers of those that a filter finds. */
const events = sampleB.map((fields, index) =>
  subjectOf({
    receivedAtUs: nowUs - (3 - index) * 3600e6,
    origin: index === 2 ? 'import' : 'received',
    method: index === 1 ? 'POST' : 'GET',
    target: `/fordel/show.php?myid=175${index === 1 ? '' : `&${encodeFields(fields)}`}`,
    body: index === 1 ? encodeFields(fields) : '',
  }),
);

const find = (text: string, among = events): number[] => {
  const filter = parseFilter(text, { nowUs });
  return among.flatMap((event, index) => (matches(filter, event) ? [index] : []));
};

const all = [0, 1, 2];

test.each([
  ['', all],
  ['type:hangup', [2]],
  ['type:Hangup,ANSWER', [1, 2]],
  ['-type:hangup', [0, 1]],
  ['type:dial-out,hangup -type:hangup', [0]],
  ['myid:175', all],
  ['myid:17', []],
  ['origin:received', [0, 1]],
  ['origin:fixture,import', [2]],
  ['method:post', [1]],
  ['path:/fordel/show.php', all],
  ['path:/FORDEL/*', all],
  ['path:/fordel', []],
  ['path:/fordel/show.php?myid=175', []],
  ['call:b5187f38a9cc43f2ba068bce983a513e', all],
  ['call:B5187F', all],
  ['call:b5187', []],
  ['call:5187f38', []],
  ['leg:85219-b5187f38', all],
  ['leg:b5187f38', []],
  ['status:calling', [0]],
  ['status:BUSY,ANSWER', [1, 2]],
  ['ext:102', all],
  ['ext:2566*102', all],
  ['ext:2566*102@SIPproxy.telphin.ru', all],
  ['ext:102@ringme.ru', []],
  ['ext:02,101', []],
  ['num:+79161112233', all],
  ['num:"+7 (916) 111-22-33"', all],
  ['num:1112233', all],
  ['num:112233', []],
  ['num:7916*', all],
  ['num:916*', []],
  ['num:102', all],
  ['num:2566*102', all],
  ['num:2566', []],
  ['has:RecID', [2]],
  ['has:recid,Nothing', [2]],
  ['-has:Duration', [0, 1]],
  ['f.CallerIDName:"иван петров"', all],
  ['f.CallerIDName:Иван', []],
  ['f.CallerIDName:Иван*', all],
  ['f.callstatus:CALL*', [0]],
  ['f.Duration:11420018', [2]],
  ['bridged:yes', []],
  ['-bridged:yes', all],
  ['transfered:no', []],
  ['after:-2h', [1, 2]],
  ['before:-2h', [0]],
  ['after:2026-11-22T10:00 before:2026-11-22T11:00:00Z', [1]],
  ['-after:2026-11-22T13:00+03:00', [0]],
  ['петров', all],
  ['Петр ИВАН', all],
  ['петрова', []],
  ['"иван петров"', all],
  ['"иван пет"', all],
  ['"ива петров"', []],
  ['"петров иван"', []],
  ['"show php"', []],
  ['telphin', all],
  ['elphin', []],
  ['CallerIDNum', all],
  ['sipproxy.telphin', all],
  ['hangup,calling', [0, 2]],
  ['-recid -calling', [1]],
  ['type:hangup has:RecID ext:102 num:79161112233 петров after:-90m', [2]],
])('%s finds %j of the three events', (text, expected) => {
  expect(find(text)).toEqual(expected);
});

test('every key has an example, which parses, and the sample tries it', () => {
  for (const { key, example, meaning } of [...filterKeys, { key: '', ...freeTextHelp }]) {
    expect(parseFilter(example, { nowUs }).terms.length).toBeGreaterThan(0);
    expect(example).toContain(key.replace('NAME', ''));
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
});

test.each([
  ['ПЁТР', 'петр'],
  ['йод', 'Иод'],
  ['cafe', 'CAFÉ'],
  ['strasse', 'STRASSE'],
  ['wide', 'ｗｉｄｅ'],
  ['οδος', 'ΟΔΟΣΑ'],
  ['istanbul', 'İstanbul'],
])('the word %s finds %s', (wanted, sent) => {
  expect(find(wanted, [subjectOf({ body: `text=${encodeAll(sent)}` })])).toEqual([0]);
});

test('bridged and transfered tell yes, no and absent apart', () => {
  const sent = ['Bridged=yes', 'Bridged=NO', 'Transfered=yes'].map((body) => subjectOf({ body }));
  expect(find('bridged:yes', sent)).toEqual([0]);
  expect(find('bridged:no', sent)).toEqual([1]);
  expect(find('bridged:yes,no', sent)).toEqual([0, 1]);
  expect(find('transfered:yes', sent)).toEqual([2]);
});

test('an empty field is absent, and names compare in any case', () => {
  const sent = ['a=&A=2', 'a=', 'b=1'].map((body) => subjectOf({ body }));
  expect(find('has:a', sent)).toEqual([0]);
  expect(find('f.A:2', sent)).toEqual([0]);
});

test('words are found in every repetition of a field, in names, and not across two values', () => {
  const sent = [subjectOf({ target: '/?x=first+one&x=second', body: 'x=third' })];
  for (const text of ['first', 'second', 'third', '"first one"'])
    expect(find(text, sent)).toEqual([0]);
  expect(find('"one second"', sent)).toEqual([]);
  expect(find('f.x:first*', sent)).toEqual([]);
});

test('a path is decoded', () => {
  const sent = [subjectOf({ target: '/%D0%B8+%ff%2' }), subjectOf({ target: 'http://h/a?b' })];
  expect(find('path:/и+\ufffd%2', sent)).toEqual([0]);
  expect(find('path:/a', sent)).toEqual([1]);
});

test('a * or comma in quotes is itself', () => {
  const sent = ['/a*', '/ab', '/a,b'].map((target) => subjectOf({ target }));
  expect(find('path:"/a*"', sent)).toEqual([0]);
  expect(find('path:"/a*"*', sent)).toEqual([0]);
  expect(find('path:/a*', sent)).toEqual([0, 1, 2]);
  expect(find('path:"/a,b"', sent)).toEqual([2]);
});

test('says which of its terms hold', () => {
  const filter = parseFilter('type:hangup -has:RecID 102', { nowUs });
  expect(events.map((event) => termResults(filter, event))).toEqual([
    [false, true, true],
    [false, true, true],
    [true, false, true],
  ]);
});

test.each([
  ['CallerIDNum=+7916', 'finding:rl003', true],
  ['CallerIDNum=+7916', 'finding:error,warn', true],
  ['CallerIDNum=%2B7916', 'finding:RL003', false],
  ['CallerIDNum=%2B7916', '-finding:warn', true],
  ['CallerIDNum=%2B7916', 'finding:info,RL003', true], // Of no type.
  ['a=1&a=2', 'finding:RL004', true],
])('of the body %s %s says what the rules say of it: %j', (body, text, isFound) => {
  expect(find(text, [subjectOf({ body, method: 'POST' })])).toEqual(isFound ? [0] : []);
});

test('the rules look at the body as it was sent', () => {
  const sent = [
    { method: 'GET', body: 'a=1' },
    { method: 'POST', body: 'a=1' },
    { method: 'GET', body: '' },
  ];
  expect(find('finding:RL040', sent.map(subjectOf))).toEqual([0]);
  const odd = { receivedAtUs: 0, origin: 'received', method: 'POST', target: '/' } as const;
  const decoded = { type: 'unknown', myid: '', fields: {}, query: [] } as const;
  for (const [contentType, isFound] of [
    ['text/plain', true],
    [undefined, true],
    ['Application/x-www-form-urlencoded', false],
  ] as const)
    expect(
      find('finding:RL040', [new Subject({ ...odd, decoded, contentType, bodyBytes: 9 })]),
    ).toEqual(isFound ? [0] : []);
});

test('a finding names the event, and is the same each time it is asked for', () => {
  const decoded = { type: 'unknown', myid: '', fields: {}, query: [] } as const;
  const source = { receivedAtUs: 0, origin: 'received', method: 'GET', target: '/' } as const;
  const event = new Subject({ ...source, decoded, bodyBytes: 0, id: 'e1' });
  expect(event.findings).toMatchObject([{ rule: 'RL001', level: 'info', eventId: 'e1' }]);
  expect(event.findings).toBe(event.findings);
});

const missed: CallFacts = {
  outcome: 'missed',
  direction: 'in',
  startedAtUs: 0,
  ringUs: 20e6,
  findings: [{ rule: 'RL020', level: 'error' }],
};

test.each([
  ['outcome:missed', true, false],
  ['outcome:answered,missed', true, false],
  ['outcome:answered', false, false],
  ['-outcome:missed', false, true],
  ['direction:in', true, false],
  ['-direction:in,out', false, true],
  ['duration:>=0s', false, false], // Nobody talked.
  ['-duration:>=0s', true, true],
  ['rang:20s..30s', true, false],
  ['rang:10s..20s', true, false],
  ['rang:<20s,>20s', false, false],
  ['rang:<=20s', true, false],
  ['rang:>=20s,1h..2h', true, false],
  ['type:hangup outcome:missed', true, false],
  ['type:answer outcome:missed', false, false],
  ['finding:error', false, false], // The call has one, the event has none.
  ['after:-90m outcome:missed', true, false], // When the event came, not when the call began.
])('%s finds an event of a missed call: %j, one of no call: %j', (text, ofMissed, ofNone) => {
  const filter = parseFilter(text, { nowUs });
  const hangup = events[2];
  expect(hangup && [matches(filter, hangup, missed), matches(filter, hangup)]).toEqual([
    ofMissed,
    ofNone,
  ]);
  const results = hangup && termResults(filter, hangup, missed);
  expect(results?.every((isHeld) => isHeld)).toBe(ofMissed);
});

test.each(['outcome:missed', 'direction:in', 'duration:>30s', '-rang:<1s'])(
  '%s is known to need calls',
  (text) => {
    const filter = parseFilter(`type:hangup ${text}`, { nowUs });
    expect(needsCalls(filter)).toBe(filter.terms[1]);
  },
);

test('only terms that are documented as about calls need them', () => {
  for (const { key, level, example } of filterKeys) {
    const filter = parseFilter(example, { nowUs });
    const known = filter.terms.map((term) =>
      isCallTerm(term) ? 'call' : isEventTerm(term) ? 'event' : 'both',
    );
    expect([key, new Set(known)]).toEqual([key, new Set([level])]);
    expect(needsCalls(filter) !== undefined).toBe(level === 'call');
  }
});
