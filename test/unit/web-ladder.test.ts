import { expect, test } from '@jest/globals';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { layoutLadder } from '../../src/protocol/ladder-layout.ts';
import { ladderClocks, type LadderClock } from '../../src/protocol/ladder.ts';
import { drawingOf, type Drawing } from '../../src/web/ladder/geometry.ts';
import { between, shortWordsOf, wordsOf } from '../../src/web/ladder/words.ts';
import { callScenario, callScenarios } from '../support/call-scenarios.ts';
import { bigQueueCall, delayed } from '../support/ladder-calls.ts';

function drawn(events: readonly CallEvent[], clock: LadderClock = 'pbx', room = 560): Drawing {
  return drawingOf(layoutLadder(assemble(events), { clock, events }), room);
}

const widthOf = ({ timesWidth, width, wordsWidth }: Drawing): number =>
  timesWidth + width + wordsWidth;

test.each(callScenarios.map(({ name, events }) => [name, events] as const))(
  '%s is drawn without a heading on another or a row out of order',
  (_, events) => {
    for (const clock of ladderClocks)
      for (const room of [440, 560, 900]) {
        const drawing = drawn(events, clock, room);
        const ys = drawing.rows.map(({ y }) => y);
        for (const [at, y] of ys.slice(1).entries())
          expect(y - (ys[at] ?? 0)).toBeGreaterThanOrEqual(26);
        for (const x of drawing.rows.flatMap((row) => [row.x ?? [], row.otherX ?? []].flat()))
          expectWithin(x, drawing.tailsAt);
        expectApart(drawing);
        for (const { x, top, bottom } of drawing.spans) {
          expectWithin(x, drawing.tailsAt);
          expect(bottom).toBeGreaterThanOrEqual(top);
          expect(bottom).toBeLessThanOrEqual(drawing.height);
        }
      }
  },
);

function expectWithin(x: number, width: number): void {
  expect(x).toBeGreaterThan(0);
  expect(x).toBeLessThan(width);
}

/** That no two headings of a level touch. */
function expectApart({ headings }: Drawing): void {
  for (const level of Map.groupBy(headings, (heading) => heading.level).values())
    for (const [at, { x, width }] of level.entries()) {
      const left = level[at - 1];
      if (left) expect(x - width / 2).toBeGreaterThan(left.x + left.width / 2 - 3);
    }
}

test('a call with six columns fits into 560 px, one with more is as wide as it must be', () => {
  const six = drawn(bigQueueCall(3));
  expect(six.headings).toHaveLength(6);
  expect(widthOf(six)).toBe(560);
  const many = drawn(bigQueueCall(13));
  expect(many.headings).toHaveLength(16);
  expect(widthOf(many)).toBeGreaterThan(560);
  expectApart(many);
});

test('rows stand evenly, but for room where time passed', () => {
  const { rows } = drawn(bigQueueCall(5));
  const steps = rows
    .slice(1)
    .map(({ y, pauseUs }, at) => [y - (rows[at]?.y ?? 0), pauseUs !== undefined]);
  for (const [step, isPause] of steps) expect(step).toBe(isPause === true ? 42 : 26);
  expect(rows.filter(({ pauseUs }) => pauseUs !== undefined).map(({ time }) => time)).toEqual([
    '+5.000 s',
    '+6.000 s',
    '+12.000 s',
    '+80.000 s',
  ]);
});

test('what came out of order has a tail that crosses another, by either clock', () => {
  const events = delayed('queue-out-thread', 3, 700_000);
  for (const clock of ['pbx', 'sequence'] as const) {
    const { tails } = drawn(events, clock);
    const late = tails.filter(({ isReordered }) => isReordered);
    expect(late).toHaveLength(1);
    const crossed = tails.filter(({ fromY, toY }) =>
      late.some((one) => (fromY - one.fromY) * (toY - one.toY) < 0),
    );
    expect(crossed.length).toBeGreaterThan(0);
  }
  expect(drawn(events, 'received').tails).toEqual([]);
});

test('no tails are drawn of events that came at once', () => {
  const events = callScenario('in-direct-answered').events.map((event) => ({
    ...event,
    receivedAtUs: Number(event.fields['EventTime']),
  }));
  expect(drawn(events).tails).toEqual([]);
});

test('what is missing is drawn and told', () => {
  const ladder = layoutLadder(assemble(callScenario('hangups-only').events), {});
  const [ghost] = ladder.ghosts;
  if (ghost === undefined) throw new Error('nothing is missing');
  expect(wordsOf(ghost, undefined)).toBe('No answer of 101 was received, though it talked 30 s.');
  const open = layoutLadder(assemble(callScenario('queue-out-thread').events.slice(0, 5)), {});
  expect(open.ghosts.map((row) => wordsOf(row, undefined))).toContain(
    'No hangup of 887 was received so far.',
  );
  expect(drawingOf(open, 560).rows).toHaveLength(8);
});

test('a mark is told with its badges, how late it came and what was answered', () => {
  const events = delayed('queue-out-thread', 3, 700_000);
  const { marks } = layoutLadder(assemble(events), { events });
  const late = marks.find(({ isReordered }) => isReordered);
  const first = marks[0];
  if (!late || !first) throw new Error('no marks');
  const event = { sentence: '101 answered\u202e', answer: { status: 200 } } as Parameters<
    typeof wordsOf
  >[1];
  expect(wordsOf(late, event)).toBe(
    '101 answered\\u{202e}; received 738 ms after it happened, out of order, our answer 200.',
  );
  expect(shortWordsOf(first, event)).toBe('101 answered\\u{202e}');
  expect(between(late, first)).toBe(
    'From dial-in to answer: 8.020 s by the PBX’s clock, 8.720 s by receipt.',
  );
});

test('a call of 15 events is laid out long before anybody would notice', () => {
  const events = bigQueueCall(5);
  drawn(events);
  const started = performance.now();
  drawn(events);
  expect(performance.now() - started).toBeLessThan(50);
});

test('a flood of events is drawn as far as there is room', () => {
  const [first] = bigQueueCall(3);
  if (!first) throw new Error('no event');
  const events = Array.from({ length: 2_000 }, (_, row) => ({
    ...first,
    id: String(row),
    row,
    fields: { ...first.fields, SubCallID: `1-${row}`, CalledExtension: `000*${row}@x` },
  }));
  const drawing = drawn(events);
  expect(drawing.rows.length).toBeLessThanOrEqual(200);
  expect(drawing.headings.length).toBeLessThanOrEqual(16);
  expectApart(drawing);
});
