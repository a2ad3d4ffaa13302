import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  barAt,
  selectionAfter,
  timesOf,
  type BarSelection,
} from '../../src/web/histogram/bar-selection.ts';
import { barsOf, stackTops, totalsOf } from '../../src/web/histogram/bars.ts';
import { lengthText, timeLabels } from '../../src/web/histogram/time-labels.ts';
import {
  boundsIn,
  bucketOf,
  countable,
  shownSpan,
  summedUs,
  widened,
  widerReach,
} from '../../src/web/histogram/time-span.ts';

const nowUs = Date.UTC(2026, 10, 22, 12) * 1000;
const minuteUs = 60_000_000;
const hourUs = 60 * minuteUs;
const dayUs = 24 * hourUs;
const context = { nowUs };
const last = (us: number) => ({ fromUs: nowUs - us, untilUs: nowUs });

test('there are enough bars to see something and not more than can be told apart', () => {
  fc.assert(
    fc.property(fc.integer({ min: 150, max: 86_400 * 1000 }), (seconds) => {
      const span = last(seconds * 1_000_000);
      const bars = (span.untilUs - span.fromUs) / bucketOf(span).us;
      expect(bars).toBeGreaterThanOrEqual(40);
      expect(bars).toBeLessThanOrEqual(150);
    }),
  );
  expect(bucketOf(last(minuteUs)).text).toBe('1s');
  expect(bucketOf(last(dayUs)).text).toBe('10m');
  expect(bucketOf(last(hourUs), summedUs).text).toBe('5m');
});

test('the server can count any time by bars of the length chosen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: nowUs }), (fromUs) => {
      const span = countable({ fromUs, untilUs: nowUs + dayUs });
      const { us, text } = bucketOf(span);
      expect((span.untilUs - span.fromUs) / us).toBeLessThanOrEqual(2_000);
      expect(text).toMatch(/^\d+[smhd]$/);
      // Sums are kept by five minutes.
      expect(us > summedUs ? us % summedUs : 0).toBe(0);
    }),
  );
});

test('the bounds of a filter are those of all its times', () => {
  expect(boundsIn('ext:1 after:-2h', context)).toEqual({ fromUs: nowUs - 2 * hourUs });
  expect(boundsIn('after:-3h after:-2h -after:-1h', context)).toEqual({
    fromUs: nowUs - 2 * hourUs,
    untilUs: nowUs - hourUs,
  });
  expect(boundsIn('missed', context)).toEqual({});
  expect(boundsIn('after:-2h "not closed', context)).toEqual({});
});

test('without times the chart shows as much of the last day as has something', () => {
  const shown = (oldestUs: number, newestUs = nowUs) =>
    shownSpan({}, 'fitting', { oldestUs, newestUs }, nowUs);
  const lengthOf = (span: { fromUs: number; untilUs: number }) =>
    Math.round((span.untilUs - span.fromUs) / minuteUs);
  expect(lengthOf(shown(nowUs - minuteUs))).toBe(5);
  expect(lengthOf(shown(nowUs - 40 * minuteUs))).toBe(60);
  expect(lengthOf(shown(nowUs - 90 * dayUs))).toBe(24 * 60);
  // Nothing came for a day: where there was something.
  const old = shown(nowUs - 9 * dayUs, nowUs - 2 * dayUs);
  expect(old).toEqual({ fromUs: nowUs - 9 * dayUs, untilUs: nowUs - 2 * dayUs + 1 });
  expect(lengthOf(shownSpan({}, 'fitting', undefined, nowUs))).toBe(24 * 60);
});

test('a filter with one bound is shown to the other end of what there is', () => {
  const journal = { oldestUs: nowUs - 9 * dayUs, newestUs: nowUs };
  const until = nowUs - dayUs;
  expect(shownSpan({ untilUs: until }, 'fitting', journal, nowUs)).toEqual({
    fromUs: journal.oldestUs,
    untilUs: until,
  });
  expect(shownSpan({ fromUs: until }, 'all', journal, nowUs).untilUs).toBe(nowUs + 1);
  expect(shownSpan({ fromUs: nowUs - minuteUs }, 'all', journal, nowUs).untilUs).toBe(nowUs + 1);
  const future = shownSpan({ fromUs: nowUs + dayUs }, 'all', journal, nowUs);
  expect(future).toEqual({ fromUs: nowUs + dayUs, untilUs: nowUs + dayUs + hourUs });
  // Bounds that leave nothing are a time all the same.
  const none = shownSpan({ fromUs: nowUs, untilUs: until }, 'all', journal, nowUs);
  expect(none.untilUs).toBeGreaterThan(none.fromUs);
});

test('zooming out shows more each time, up to all there is, and nothing to come', () => {
  const journal = { oldestUs: nowUs - 9 * dayUs, newestUs: nowUs };
  expect(widerReach(last(hourUs), journal)).toEqual({ lastUs: 2 * hourUs });
  expect(widerReach(last(7 * dayUs), journal)).toBe('all');
  expect(widerReach(last(90 * dayUs))).toBe('all');
  const wide = widened(last(hourUs), nowUs);
  expect(wide).toEqual({ fromUs: nowUs - 3 * hourUs, untilUs: nowUs });
  const old = { fromUs: nowUs - 10 * hourUs, untilUs: nowUs - 8 * hourUs };
  expect(widened(old, nowUs)).toEqual({ fromUs: nowUs - 12 * hourUs, untilUs: nowUs - 6 * hourUs });
});

const buckets = [
  { at: '2026-11-22T10:00:00.000000Z', counts: { answered: 5, missed: 1 } },
  { at: '2026-11-22T12:00:00.000000Z', counts: { new: 1, answered: 1 } },
];
const span = { fromUs: nowUs - 2.5 * hourUs, untilUs: nowUs + hourUs };

test('stretches without events are bars too, and no event is lost', () => {
  const bars = barsOf(buckets, span, hourUs);
  expect(bars.map(({ total }) => total)).toEqual([0, 6, 0, 2]);
  expect(bars[0]?.atUs).toBe(nowUs - 3 * hourUs);
  expect(totalsOf(bars, ['missed', 'answered'])).toEqual([
    { name: 'missed', count: 1 },
    { name: 'answered', count: 6 },
    { name: 'new', count: 1 },
  ]);
});

test('parts of a bar stand on each other, and the smallest can still be seen', () => {
  const bars = barsOf(buckets, span, hourUs);
  expect(stackTops(bars, ['answered', 'missed', 'new'], 0)).toEqual([
    [0, 5, 0, 1],
    [0, 6, 0, 1],
    [0, 6, 0, 2],
  ]);
  expect(stackTops(bars, ['missed', 'answered'], 0.5)[0]).toEqual([0, 3, 0, 0]);
});

test('bars are chosen by keys alone', () => {
  const press = (keys: string, from?: BarSelection): ReturnType<typeof selectionAfter> =>
    keys.split(' ').reduce<ReturnType<typeof selectionAfter>>((selection, key) => {
      if (typeof selection === 'string') return selection;
      return selectionAfter(selection, key.replace('+', ''), key.startsWith('+'), 10);
    }, from);
  expect(press('ArrowLeft')).toEqual({ anchor: 9, cursor: 9 });
  expect(press('ArrowLeft ArrowLeft +ArrowLeft +ArrowLeft')).toEqual({ anchor: 8, cursor: 6 });
  expect(press('Home +End')).toEqual({ anchor: 0, cursor: 9 });
  expect(press('Home ArrowLeft')).toEqual({ anchor: 0, cursor: 0 });
  expect(press('Home +PageDown Enter')).toBe('apply');
  expect(press('Home Escape')).toBe('cancel');
  // Without a selection these keys are not the chart's.
  expect(press('Enter')).toBeUndefined();
  expect(press('Escape')).toBeUndefined();
  expect(press('j')).toBeUndefined();
});

test('the chosen bars are a time from the first to the end of the last', () => {
  const bars = barsOf(buckets, span, hourUs);
  const times = { after: '2026-11-22T10:00:00Z', before: '2026-11-22T12:00:00Z' };
  expect(timesOf({ anchor: 1, cursor: 2 }, bars, hourUs)).toEqual(times);
  expect(timesOf({ anchor: 2, cursor: 1 }, bars, hourUs)).toEqual(times);
  expect(timesOf({ anchor: 0, cursor: 0 }, [], hourUs)).toBeUndefined();
  expect([barAt(-1, 10), barAt(0.15, 10), barAt(1, 10)]).toEqual([0, 1, 9]);
});

test('times on the axis are as short as they can be, in UTC if that was chosen', () => {
  const { tick, stretch } = timeLabels('utc');
  const noonMs = nowUs / 1000;
  expect(tick(noonMs, 3_600_000)).toBe('12:00');
  expect(tick(noonMs, 30_000)).toBe('12:00:00');
  expect(tick(noonMs - 12 * 3_600_000, 3_600_000)).toBe('22 Nov');
  expect(stretch(noonMs, noonMs + 60_000)).toBe('22 Nov 12:00 to 12:01');
  expect(stretch(noonMs, noonMs + 86_400_000)).toBe('22 Nov 12:00 to 23 Nov 12:00');
  expect(stretch(noonMs - 12 * 3_600_000, noonMs + 12 * 3_600_000)).toBe('22 Nov');
  expect([lengthText(15 * minuteUs), lengthText(dayUs + 1), lengthText(7 * dayUs)]).toEqual([
    '15 min',
    '24 h',
    '7 d',
  ]);
});
