import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { layoutLadder, type LadderOptions } from '../../src/protocol/ladder-layout.ts';
import { ladderText, type LadderTextOptions } from '../../src/protocol/ladder-text.ts';
import { ladderClocks, maxLadderColumns, maxLadderRows } from '../../src/protocol/ladder.ts';
import { callScenario, callScenarios } from '../support/call-scenarios.ts';
import { bigQueueCall, delayed } from '../support/ladder-calls.ts';

/** Ladders as people see them, a file each. `RINGLOG_UPDATE=1` writes them anew: read them before they are committed. */
const folder = 'test/ladders';
const isUpdate = process.env['RINGLOG_UPDATE'] === '1';

const snapshots: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(callScenarios.map(({ name, events }) => [name, textOf(events)])),
  'queue-of-15-events': textOf(bigQueueCall(5)),
  'queue-of-20-phones': textOf(bigQueueCall(20)),
  'answer-late': textOf(delayed('queue-out-thread', 3, 700_000)),
  'answer-late-as-received': textOf(delayed('queue-out-thread', 3, 700_000), {
    clock: 'received',
  }),
  'not-over-yet': textOf(callScenario('queue-out-thread').events.slice(0, 5)),
  'in-ascii': textOf(callScenario('forwarded').events, {}, { ascii: true }),
  'sixty-wide': textOf(callScenario('queue-rung-again').events, {}, { width: 60 }),
};

test.each(Object.entries(snapshots))('%s looks as it did', (name, lines) => {
  const file = `${folder}/${name}.txt`;
  const text = `${lines.join('\n')}\n`;
  if (isUpdate) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : `no ${file}`).toBe(text);
});

test('every ladder on file is one of a test', () => {
  const files = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''));
  expect(files.sort()).toEqual(Object.keys(snapshots).sort());
});

test.each(callScenarios)('$name: every event has its row, by every clock', ({ events }) => {
  for (const clock of ladderClocks) {
    const ladder = layoutLadder(assemble(events), { clock, events });
    expect(ladder.marks.map(({ eventId }) => eventId).sort()).toEqual(
      events.map(({ id }) => id).sort(),
    );
    expect(ladder.moreEvents).toBe(0);
    for (const width of [60, 80, 100, 133])
      for (const line of ladderText(ladder, { width }))
        expect(Array.from(line).length).toBeLessThanOrEqual(width);
    expect(ladderText(ladder, { ascii: true }).join('')).toMatch(/^[ -~]*$/);
  }
});

test('the caller stands left, then the way to the phones, then numbers outside', () => {
  const titles = (name: string): readonly string[] =>
    layoutLadder(assemble(callScenario(name).events)).columns.map(
      ({ title, kind }) => `${kind} ${title}`,
    );
  expect(titles('queue-abandoned')).toEqual([
    'outside +78123351127',
    'ivr 098',
    'queue 887',
    'phone 101',
    'phone 102',
  ]);
  expect(titles('forwarded')).toEqual([
    'outside +78123351127',
    'phone 101',
    'outside +79161112233',
  ]);
  expect(titles('internal-answered')).toEqual(['phone 101', 'phone 102']);
});

test('bars tell who rings, talks and waits, and for how long', () => {
  const ladder = layoutLadder(assemble(callScenario('ivr-answered').events));
  expect(ladder.bars.map(({ column, spans }) => ({ column, spans }))).toEqual([
    { column: 1, spans: [{ state: 'inside', fromPlace: 0, toPlace: 4 }] },
    {
      column: 2,
      spans: [
        { state: 'ringing', fromPlace: 1, toPlace: 2 },
        { state: 'talking', fromPlace: 2, toPlace: 3 },
      ],
    },
  ]);
  expect(ladder.marks[3]).toMatchObject({
    type: 'hangup',
    column: 2,
    otherColumn: 1,
    line: 'end',
    talkUs: 60_000_000,
    badges: ['RecID'],
    pbxUs: 72_000_000,
  });
});

test('a forwarded leg is dashed and stands beside the one that is forwarded', () => {
  const { bars, marks } = layoutLadder(assemble(callScenario('forwarded').events));
  expect(bars.map(({ lane, isDashed }) => ({ lane, isDashed }))).toEqual([
    { lane: 0, isDashed: false },
    { lane: 1, isDashed: true },
  ]);
  expect(marks.map(({ badges }) => badges.includes('Transfered'))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

test('an answer that must have been is a ghost where the talk began', () => {
  const { events } = callScenario('in-direct-answered');
  const call = assemble(events.toSpliced(1, 1));
  const { ghosts, bars } = layoutLadder(call);
  expect(ghosts).toMatchObject([
    { missing: 'answer', place: 1, pbxUs: 10_120_000, talkUs: 83_000_000 },
  ]);
  expect(bars[0]?.spans.map(({ state }) => state)).toEqual(['ringing', 'talking']);
  expect(layoutLadder(call, { clock: 'sequence' }).ghosts[0]?.place).toBe(1);
});

test('a leg that has not ended has a ghost of a hangup, after everything else', () => {
  const ladder = layoutLadder(assemble(callScenario('in-direct-answered').events.slice(0, 2)));
  expect(ladder.ghosts).toMatchObject([{ missing: 'hangup', place: 2, line: 'end', leg: 0 }]);
  expect(ladder.bars[0]?.spans.at(-1)).toEqual({ state: 'talking', fromPlace: 1 });
  expect(ladderText(ladder).join('\n')).toContain('not seen so far');
});

test('a zombie is told as one by those who know the time', () => {
  const call = assemble(callScenario('in-direct-answered').events.slice(0, 1));
  expect(layoutLadder(call, { nowUs: 2e15 }).title).not.toBe(layoutLadder(call).title);
});

test('a late event says so, and that later ones overtook it', () => {
  const events = delayed('queue-out-thread', 3, 700_000);
  const { marks } = layoutLadder(assemble(events));
  expect(marks[3]).toMatchObject({ lagUs: 738_000, isReordered: true });
  expect(marks.filter(({ isReordered }) => isReordered)).toHaveLength(1);
  const received = layoutLadder(assemble(events), { clock: 'received' });
  expect(received.marks[4]?.eventId).toBe(marks[3]?.eventId);
  const stored = layoutLadder(assemble(events), { clock: 'sequence' });
  expect(stored.marks[7]?.eventId).toBe(marks[3]?.eventId);
});

test.each([-3_600_000_000, 7_200_000_000])(
  'clocks that differ by %d µs make no lag',
  (differenceUs) => {
    const events = callScenario('ivr-answered').events.map((event) => ({
      ...event,
      receivedAtUs: event.receivedAtUs + differenceUs,
    }));
    const ladder = layoutLadder(assemble(events));
    expect(ladder.clockDifferenceUs).toBe(differenceUs + 38_000);
    for (const { lagUs } of ladder.marks) expect(lagUs).toBeLessThan(200_000);
  },
);

test('an event without EventTime stands where its receipt puts it', () => {
  const events = callScenario('in-direct-answered').events.map((event, place) =>
    place === 1 ? { ...event, fields: { ...event.fields, EventTime: '' } } : event,
  );
  const { marks } = layoutLadder(assemble(events));
  expect(marks.map(({ isReckoned }) => isReckoned)).toEqual([false, true, false]);
  expect(marks[1]?.lagUs).toBeUndefined();
});

test('captured control characters come out as pictures', () => {
  const events = callScenario('in-direct-answered').events.map((event) => ({
    ...event,
    fields: { ...event.fields, CallerIDNum: '+7\u001b[31m\u202e812335', CallStatus: '\u0007\n' },
  }));
  const text = ladderText(layoutLadder(assemble(events))).join('');
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(text).toContain('␛[31m');
});

test('a flood of events has no more than 200 rows, the rest is counted', () => {
  const events = bigQueueCall(150);
  const ladder = layoutLadder(assemble(events));
  expect(ladder.marks.length + ladder.ghosts.length).toBe(maxLadderRows);
  expect(ladder.columns).toHaveLength(maxLadderColumns);
  expect(ladder.moreEvents).toBe(events.length - maxLadderRows);
  const lines = ladderText(ladder);
  expect(lines).toContain(`… ${ladder.moreEvents} more events`);
  expect(lines.length).toBeLessThan(maxLadderRows + 20);
});

function textOf(
  events: readonly CallEvent[],
  options: LadderOptions = {},
  shape: LadderTextOptions = {},
): readonly string[] {
  return ladderText(layoutLadder(assemble(events), { events, ...options }), shape);
}
