import { expect, test } from '@jest/globals';
import { RefusalLog } from '../../src/http/refusal-log.ts';
import type { Fact } from '../../src/journal/fact.ts';

const refusal = (reason: string): Fact => ({
  kind: 'refusal',
  atUs: 1,
  reason,
  message: 'Why.',
  status: 400,
  peer: '127.0.0.1:1',
  bytes: Buffer.from('+79161112233'),
});

test('the first refusal of a reason is told at once, a flood once in ten seconds with its count', () => {
  const told: unknown[] = [];
  let nowMs = 0;
  const log = new RefusalLog({ warn: (fields) => told.push(fields) }, () => nowMs);
  log.note(refusal('malformed'));
  log.note(refusal('forbidden_peer'));
  for (let i = 0; i < 1000; i++) log.note(refusal('malformed'));
  expect(told).toHaveLength(2);
  nowMs = 10_000;
  log.note(refusal('malformed'));
  expect(told).toHaveLength(3);
  expect(told[2]).toEqual({
    reason: 'malformed',
    why: 'Why.',
    status: 400,
    peer: '127.0.0.1:1',
    before: 1000,
  });
  expect(JSON.stringify(told)).not.toContain('7916');
});
