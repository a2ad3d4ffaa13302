import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from '@jest/globals';
import { sendTargets } from '../support/bulk-sender.ts';
import { eventTarget } from '../support/call-events.ts';
import { describeWith, mountTemporary } from '../support/fault.ts';
import { fillJournal } from '../support/filled-journal.ts';
import { readIndex, someTokens } from '../support/index-content.ts';
import { askTo, indexStatus, listEvents } from '../support/listed-events.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { announcedRandom } from '../support/random.ts';
import { newStreamState, openStream } from '../support/stream-reader.ts';
import { until } from '../support/until.ts';

const quiet = ['--event-log', 'off', '--log-level', 'warn'];

function start(data: string, ...args: string[]): Promise<Program> {
  return startProgram({ data, args: [...quiet, ...args] });
}

/** Events that nobody has sent yet. */
let sent = 10_000_000;

function* newTargets(count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield eventTarget(sent++);
}

function removeIndexOf(data: string): void {
  for (const name of ['index.db', 'index-next.db'])
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, name + suffix), { force: true });
}

/** Resolves when everything is in the index. */
async function untilIndexed(program: Program, ms = 60_000): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    const { behind, rebuilding } = await indexStatus(program);
    return behind === 0 && !rebuilding;
  };
  await until('everything is indexed', isDone, ms);
}

/** Starts, lets the index come up to date, and ends. */
async function bringUpToDate(data: string): Promise<number> {
  await using program = await start(data);
  const startedAt = performance.now();
  await untilIndexed(program);
  const ms = performance.now() - startedAt;
  expect(await program.stop()).toBe(0);
  return ms;
}

test('after kill -9 anywhere while 100,000 events are indexed, some of them deleted, the index is as one made from scratch', async () => {
  using directory = temporaryDirectory();
  const random = announcedRandom('index');
  const data = join(directory.path, 'data');
  const oldUs = (Date.now() - 40 * 86_400_000) * 1000;
  await fillJournal(data, 100_000, {
    storedAtUs: (n) => (n < 6_000 ? oldUs : Date.now() * 1000),
  });
  const deletions = ['num:79160001*', 'петров type:answer', 'f.n:5*', 'myid:200 type:hangup'];
  const behind: number[] = [];
  for (let round = 0; round < 10; round++) {
    await using program = await start(data, ...(round === 5 ? ['--keep', '30d'] : []));
    const status = await indexStatus(program);
    behind.push(status.behind);
    // Late rounds find it complete: then another one is being made.
    if (status.behind < 40_000) expect((await askTo(program, 'POST', '/api/v1/index')).status).toBe(202);
    const q = round % 2 === 1 ? deletions.shift() : undefined;
    const deleted =
      q === undefined
        ? undefined
        : askTo(program, 'DELETE', `/api/v1/events?q=${encodeURIComponent(q)}`);
    const sending = sendTargets(program.receiverUrl, newTargets(200), { connections: 1 });
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
  expect(left).toEqual(rebuilt);
}, 120_000);

const filters = ['', 'type:answer', 'петров -has:RecID', 'num:791600001*', 'myid:200 after:-4000d'];

/** What users get to see. */
async function answersOf(program: Program): Promise<unknown> {
  const answers: unknown[] = [];
  for (const q of filters) {
    answers.push((await listEvents(program, q)).map(({ id }) => id));
    const timed = encodeURIComponent(`${q} before:2040-01-01 after:2020-01-01`);
    for (const path of [`facets?q=${timed}`, `histogram?q=${timed}&bucket=7d`]) {
      const response = await program.ask(`/api/v1/${path}`);
      expect(response.status).toBe(200);
      const answer = (await response.json()) as Record<string, unknown>;
      // Both move with the time.
      delete answer['indexedTo'];
      delete answer['until'];
      answers.push(answer);
    }
  }
  return answers;
}

/** Overwrites a third of the pages, or all of a part. */
function spoil(file: string, from: number, until: number, isHit: () => boolean): void {
  const bytes = readFileSync(file);
  for (let at = from; at < Math.min(until, bytes.length); at += 4096)
    if (isHit()) randomBytes(Math.min(4096, until - at, bytes.length - at)).copy(bytes, at);
  writeFileSync(file, bytes);
}

function change(file: string, sql: string): void {
  const db = new SqliteDatabase(file);
  db.exec(sql);
  db.close();
}

test('an index that is gone, foreign, of another version or damaged is made anew by itself', async () => {
  using directory = temporaryDirectory();
  const random = announcedRandom('index damage');
  const data = join(directory.path, 'data');
  const other = join(directory.path, 'other');
  const file = join(data, 'index.db');
  await fillJournal(data, 1_500);
  await fillJournal(other, 500);
  await bringUpToDate(data);
  await bringUpToDate(other);
  let expected: unknown;
  {
    await using program = await start(data);
    expected = await answersOf(program);
    expect(await program.stop()).toBe(0);
  }
  const third = (): boolean => random.below(3) === 0;
  const damages: readonly (readonly [string, () => void])[] = [
    ['it is gone', () => rmSync(file)],
    ['its end is gone', () => truncateSync(file, 100_000)],
    ['its first page is random', () => spoil(file, 0, 4096, () => true)],
    ['a third is random', () => spoil(file, 4096, Infinity, third)],
    ['it belongs to another journal', () => copyFileSync(join(other, 'index.db'), file)],
    ['another version', () => change(file, "UPDATE meta SET value = '0' WHERE name = 'version'")],
    ['no position', () => change(file, "UPDATE meta SET value = '?' WHERE name = 'position'")],
    ['ahead', () => change(file, "UPDATE meta SET value = '9000' WHERE name = 'position'")],
    ['no words', () => change(file, 'DROP TABLE token')],
    ['a part of it twice', () => change(file, "UPDATE meta SET value = '99' WHERE name = 'position'")],
  ];
  for (const [name, damage] of damages) {
    damage();
    await using program = await start(data);
    let found: unknown;
    await until(`all is found although ${name}`, async () => {
      found = await answersOf(program).catch(() => 'a question failed');
      return JSON.stringify(found) === JSON.stringify(expected);
    }).catch(() => undefined);
    expect({ name, found }).toEqual({ name, found: expected });
    await sendTargets(program.receiverUrl, [eventTarget(4)].values());
    await until(`a new event is found although ${name}`, async () => {
      const [event] = await listEvents(program, 'method:GET after:-1h');
      return event !== undefined;
    });
    expect((await askTo(program, 'DELETE', '/api/v1/events?q=after:-1h')).status).toBe(200);
    expect(await program.stop()).toBe(0);
  }
}, 120_000);

test('an index that is damaged while it is in use is made anew, and nothing received is lost', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await fillJournal(data, 5_000);
  await using program = await start(data);
  await untilIndexed(program);
  const expected = await listEvents(program);
  const state = newStreamState();
  using _stream = await openStream(program, { state });
  // Merged into the file, so that the damage is not hidden by a newer page.
  change(join(data, 'index.db'), 'PRAGMA wal_checkpoint(TRUNCATE)');
  spoil(join(data, 'index.db'), 4096, Infinity, () => true);
  await sendTargets(program.receiverUrl, newTargets(500));
  await until('all is found again', async () => {
    const found = await listEvents(program, 'method:get').catch(() => []);
    return found.length === expected.length + 500;
  });
  await until('and on the stream', () => state.events.length >= 500);
  const listed = await listEvents(program, 'type:answer,dial-in,dial-out,hangup');
  expect(state.events.map(({ id }) => id)).toEqual(listed.slice(-500).map(({ id }) => id));
  await untilIndexed(program);
}, 60_000);

test('a rebuild on demand goes on beside queries and a stream, without an error, a gap or a wait', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await fillJournal(data, 20_000);
  await bringUpToDate(data);
  await using program = await start(data);
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
    await using program = await start(data);
    const deleted = await askTo(program, 'DELETE', '/api/v1/events?q=type:answer,dial-in');
    expect(await deleted.json()).toEqual({ deleted: 1_500 });
    await until('they are counted no more', async () => {
      const response = await program.ask('/api/v1/facets');
      return ((await response.json()) as { matches: number }).matches === 1_500;
    });
    expect(await program.stop()).toBe(0);
  }
  change(join(data, 'index.db'), "UPDATE meta SET value = '1' WHERE name = 'deletions'");
  change(join(data, 'ringlog.db'), 'DELETE FROM deletion WHERE n < 100');
  const left = readIndex(data, ['0all']);
  await bringUpToDate(data);
  const { meta: _meta, ...rest } = readIndex(data, ['0all']);
  expect(left).toMatchObject(rest);
}, 60_000);

describeWith(['root', 'mount'], () => {
  test('while the disk of the index is full events are received and shown, and found when there is room', async () => {
    using directory = temporaryDirectory();
    using disk = mountTemporary('1m');
    const data = join(directory.path, 'data');
    await fillJournal(data, 100);
    // SQLite keeps a database where a link leads, with its logs; the journal stays where there is room.
    symlinkSync(join(disk.path, 'index.db'), join(data, 'index.db'));
    await using program = await start(data);
    await sendTargets(program.receiverUrl, newTargets(8_000));
    await until('it says so', () => program.stderr().includes('SQLITE_FULL'));
    const { behind } = await indexStatus(program);
    expect(behind).toBeGreaterThan(0);
    const state = newStreamState();
    using _stream = await openStream(program, { state });
    expect(await sendTargets(program.receiverUrl, newTargets(50))).toBe(50);
    const list = await program.ask('/api/v1/events?q=type:answer&limit=10');
    expect(list.status).toBe(200);
    expect(await list.json()).toMatchObject({ events: { length: 10 } });
    expect((await program.ask('/api/v1/events/last')).status).toBe(200);

    disk.grow('200m');
    await untilIndexed(program);
    expect(await listEvents(program, 'method:GET')).toHaveLength(8_150);
    await until('the stream has them', () => state.events.length >= 50);
    const listed = await listEvents(program);
    const last = state.events.map(({ id }) => id);
    expect(last).toEqual(listed.slice(-last.length).map(({ id }) => id));
    expect(await program.stop()).toBe(0);
  }, 60_000);
});
