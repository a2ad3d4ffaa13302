import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { percentileMs, startLoad } from '../support/load.ts';
import { lockDatabase } from '../support/lock.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';
import { expectAllFound, readBack } from '../support/read-back.ts';

test('a lock of 3 s only delays the answers, and meanwhile the receiver is as quick as ever to say that it lives', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using program = await startProgram({ data });
  const { receiverUrl } = program;
  using lock = lockDatabase(data);
  const load = startLoad({ receiverUrl, label: 'lock', connections: 8, requests: 20 });
  const looksMs: number[] = [];
  const endsAt = performance.now() + 3000;
  while (performance.now() < endsAt) {
    const sentAt = performance.now();
    expect((await fetch(`${receiverUrl}/healthz`)).status).toBe(200);
    looksMs.push(performance.now() - sentAt);
    await pause(10);
  }
  expect(load.answers).toEqual([]);
  lock.release();
  await load.ended;
  expect(load.acknowledged).toHaveLength(160);
  expect(percentileMs(load.answers, 1)).toBeGreaterThan(2900);
  looksMs.sort((a, b) => a - b);
  expect(looksMs.length).toBeGreaterThan(50);
  expect(looksMs[Math.floor(looksMs.length * 0.99)]).toBeLessThanOrEqual(50);
  expectAllFound(load.acknowledged, await readBack(program));
}, 30_000);

test('a lock of more than 10 s is answered 503, and all is well again when it ends', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using program = await startProgram({ data });
  const { receiverUrl } = program;
  using lock = lockDatabase(data);
  const load = startLoad({ receiverUrl, label: 'lock', connections: 4, requests: 1 });
  await load.ended;
  expect(load.answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
  for (const { retryAfter } of load.answers) expect(Number(retryAfter)).toBeGreaterThan(0);
  expect(percentileMs(load.answers, 0)).toBeGreaterThan(9_000);
  expect(percentileMs(load.answers, 1)).toBeLessThan(13_000);
  const { checks } = (await (await program.ask('/readyz')).json()) as {
    checks: Record<string, string>;
  };
  expect(checks['store']).toBe('store_busy');

  lock.release();
  const after = startLoad({ receiverUrl, label: 'after', connections: 4, requests: 5 });
  await after.ended;
  expect(after.acknowledged).toHaveLength(20);
  expect((await program.ask('/readyz')).status).toBe(200);
  expectAllFound(after.acknowledged, await readBack(program));
}, 30_000);
