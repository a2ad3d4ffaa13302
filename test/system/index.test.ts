import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sendTargets } from '../support/bulk-sender.ts';
import { interleavedTarget } from '../support/call-events.ts';
import { fillJournal } from '../support/filled-journal.ts';
import { readIndex, someTokens } from '../support/index-content.ts';
import {
  bringUpToDate,
  changeDatabase,
  newTargets,
  removeIndexOf,
  startQuietly,
} from '../support/index-program.ts';
import { askTo, indexStatus, listEvents } from '../support/listed-events.ts';
import { temporaryDirectory } from '../support/program.ts';
import { announcedRandom } from '../support/random.ts';
import { newStreamState, openStream } from '../support/stream-reader.ts';
import { until } from '../support/until.ts';

test('after kill -9 anywhere while 100,000 events are indexed, some of them deleted, the index and its calls are as one made from scratch', async () => {
  using directory = temporaryDirectory();
  const random = announcedRandom('index');
  const data = join(directory.path, 'data');
  const oldUs = (Date.now() - 40 * 86_400_000) * 1000;
  await fillJournal(data, 100_000, {
    storedAtUs: (n) => (n < 6_000 ? oldUs : Date.now() * 1000),
    targetOf: interleavedTarget,
  });
  const deletions = ['num:79160001*', 'петров type:answer', 'f.n:5*', 'myid:200 type:hangup'];
  const behind: number[] = [];
  for (let round = 0; round < 10; round++) {
    await using program = await startQuietly(data, ...(round === 5 ? ['--keep', '30d'] : []));
    const status = await indexStatus(program);
    behind.push(status.behind);
    // Late rounds find it complete: then another one is being made.
    if (status.behind < 40_000) await askTo(program, 'POST', '/api/v1/index');
    const q = round % 2 === 1 ? deletions.shift() : undefined;
    const deleted =
      q === undefined
        ? undefined
        : askTo(program, 'DELETE', `/api/v1/events?q=${encodeURIComponent(q)}`);
    const sending = sendTargets(program.receiverUrl, newTargets(200, interleavedTarget), {
      connections: 1,
    });
    if (round % 4 === 3) await deleted;
    await pause(random.below(500));
    expect(await program.stop('SIGKILL')).toBe('SIGKILL');
    await Promise.allSettled([deleted, sending]);
  }
  expect(behind.filter((events) => events > 0).length).toBeGreaterThanOrEqual(2);

  await bringUpToDate(data);
  const tokens = someTokens(data, 200, random);
  const left = readIndex(data, tokens);
  removeIndexOf(data);
  const rebuildMs = await bringUpToDate(data);
  const rebuilt = readIndex(data, tokens);
  process.stderr.write(
    `index: behind at each start: ${behind.join(' ')}; ${rebuilt.events.length} events rebuilt in ${rebuildMs.toFixed(0)} ms\n`,
  );
  expect(rebuilt.events.length).toBeGreaterThan(50_000);
  expect(rebuilt.events.length).toBeLessThan(94_000);
  // Cut ones among them: whole ones of four events would be fewer.
  expect(rebuilt.calls.length).toBeGreaterThan(rebuilt.events.length / 4 + 1_000);
  expect(left).toEqual(rebuilt);
}, 120_000);

test('a rebuild on demand goes on beside queries and a stream, without an error, a gap or a wait', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await fillJournal(data, 20_000);
  await bringUpToDate(data);
  await using program = await startQuietly(data);
  const before = (await listEvents(program, 'type:answer')).length;
  const state = newStreamState();
  using _stream = await openStream(program, { state, q: 'type:answer' });
  expect((await askTo(program, 'POST', '/api/v1/index')).status).toBe(202);
  const delaysMs: number[] = [];
  let answers = 0;
  for (let isBeing = true; isBeing;) {
    isBeing = (await indexStatus(program)).rebuilding !== undefined;
    answers += await sendTargets(program.receiverUrl, newTargets(4), { connections: 1 });
    const askedAt = performance.now();
    const response = await program.ask('/api/v1/facets?q=type:answer after:-1h');
    expect(response.status).toBe(200);
    delaysMs.push(performance.now() - askedAt);
    expect(((await response.json()) as { matches: number }).matches).toBe(answers / 4);
  }
  await until('the stream has all', () => state.events.length >= answers / 4);
  const listed = await listEvents(program, 'type:answer');
  expect(listed).toHaveLength(before + answers / 4);
  expect(state.events.map(({ id }) => id)).toEqual(listed.slice(before).map(({ id }) => id));
  expect(state.gaps).toEqual([]);
  process.stderr.write(
    `index: ${delaysMs.length} queries beside a rebuild, the slowest took ${Math.max(...delaysMs).toFixed(0)} ms\n`,
  );
  expect(delaysMs.length).toBeGreaterThan(5);
  expect(Math.max(...delaysMs)).toBeLessThan(500);
  expect(program.stderr()).toBe('');
}, 60_000);

test('many scattered deletions are followed, also those the journal no longer tells apart', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await fillJournal(data, 3_000);
  await bringUpToDate(data);
  {
    await using program = await startQuietly(data);
    const deleted = await askTo(program, 'DELETE', '/api/v1/events?q=type:answer,dial-in');
    expect(await deleted.json()).toEqual({ deleted: 1_500 });
    await until('they are counted no more', async () => {
      const response = await program.ask('/api/v1/facets');
      return ((await response.json()) as { matches: number }).matches === 1_500;
    });
    expect(await program.stop()).toBe(0);
  }
  changeDatabase(join(data, 'index.db'), "UPDATE meta SET value = '1' WHERE name = 'deletions'");
  changeDatabase(join(data, 'ringlog.db'), 'DELETE FROM deletion WHERE n < 100');
  const left = readIndex(data, ['0all']);
  await bringUpToDate(data);
  // A new one, for the old one knew less: but the same.
  const { events, calls, tallies, slots, rowsOf } = readIndex(data, ['0all']);
  expect(left).toMatchObject({ events, calls, tallies, slots, rowsOf });
}, 60_000);
