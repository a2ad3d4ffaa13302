import { expect, test } from '@jest/globals';
import { outcomeTable } from '../../src/protocol/outcome-table.ts';
import { countFindings, findingWords, isRemarkable } from '../../src/web/list/finding-counts.ts';
import { outcomeLook } from '../../src/web/look/outcome-look.ts';
import { toEventRow } from '../../src/web/requests/event-row.ts';
import { countText } from '../../src/web/text/count-text.ts';
import { timesOf } from '../../src/web/text/times.ts';

test('every outcome has a tone, a sign and a meaning; one that only a newer server knows is dim', () => {
  for (const { outcome, meaning } of outcomeTable) {
    const look = outcomeLook(outcome);
    expect(look.sign).not.toBe('');
    expect(look.meaning).toBe(meaning);
  }
  expect(outcomeLook('teleported')).toEqual({ tone: 'dim', sign: '', meaning: '' });
  expect(outcomeLook('constructor').tone).toBe('dim');
});

test('one is counted in the singular, and what needs no look is not told', () => {
  expect([countText(0, 'event'), countText(1, 'event'), countText(1_200, 'event')]).toEqual([
    '0 events',
    '1 event',
    '1,200 events',
  ]);
  const counts = countFindings([{ level: 'error' }, { level: 'warn' }, { level: 'warn' }]);
  expect(findingWords(counts)).toBe('1 error, 2 warnings');
  expect([isRemarkable(counts), isRemarkable(countFindings([{ level: 'info' }]))]).toEqual([
    true,
    false,
  ]);
});

test('a request that is no event is told by its line, one with a field named like a part of an object as it is', () => {
  const event = {
    id: '0198c0de-0000-7000-8000-000000000001',
    cursor: 'j-1',
    receivedAt: '2026-11-22T12:00:00.000000Z',
    storedAt: '2026-11-22T12:00:00.001000Z',
    type: 'unknown',
    myid: '',
    origin: 'received',
    answer: { status: 200 },
    findings: [],
    fields: {},
    request: { method: 'GET', target: '/favicon.ico' },
  } as unknown as Parameters<typeof toEventRow>[0]; // As much of one as a row needs.
  expect(toEventRow(event).sentence).toBe('GET /favicon.ico');
  const odd = { ...event, type: 'hangup', fields: { EventType: 'hangup', toString: 'x' } };
  expect(toEventRow(odd)).toMatchObject({ type: 'hangup', status: '' });
  // There are thousands of rows.
  expect(toEventRow({ ...event, callId: 'x'.repeat(129) }).callId).toBeUndefined();
});

test('a time is written with its day unless that is today', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const { time, full } = timesOf('utc', now);
  expect(time('2026-11-22T00:00:01.250000Z')).toBe('00:00:01.250');
  expect(time('2026-11-21T23:59:59.250000Z')).toBe('2026-11-21 23:59:59.250');
  expect(full('2026-11-22T00:00:01.250123Z')).toMatch(/^2026-11-22 00:00:01\.250123 /);
});
