import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startLoad, type Answer } from '../support/load.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';
import {
  expectAllFound,
  expectOneOrder,
  expectSoundDatabase,
  readBack,
} from '../support/read-back.ts';

const rounds = 25;
const connections = 16;

test('kill -9 under load, 25 times on the same data, loses nothing that was acknowledged', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  const acknowledged: Answer[] = [];
  const startsMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await using program = await startProgram({ data });
    startsMs.push(performance.now() - startedAt);
    const { receiverUrl } = program;
    const load = startLoad({ receiverUrl, label: `r${round}`, connections });
    // Another moment in every round: early, and later amid full batches.
    await load.until(20 + 13 * round);
    expect(await program.stop('SIGKILL')).toBe('SIGKILL');
    await load.ended;
    expect(load.broken()).toBe(connections);
    acknowledged.push(...load.acknowledged);
  }

  await using program = await startProgram({ data });
  const found = await readBack(program);
  expect(acknowledged.length).toBeGreaterThanOrEqual(1000);
  expectAllFound(acknowledged, found);
  expectOneOrder(acknowledged, found);
  expect(Math.max(...startsMs)).toBeLessThanOrEqual(2000);
  expect(await program.stop()).toBe(0);
  expectSoundDatabase(data, found);
}, 120_000);
