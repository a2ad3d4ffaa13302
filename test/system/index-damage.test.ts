import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sendTargets } from '../support/bulk-sender.ts';
import { eventTarget } from '../support/call-events.ts';
import { describeWith, mountTemporary } from '../support/fault.ts';
import { fillJournal } from '../support/filled-journal.ts';
import {
  bringUpToDate,
  changeDatabase,
  newTargets,
  startQuietly,
  untilIndexed,
} from '../support/index-program.ts';
import { askTo, indexStatus, listEvents } from '../support/listed-events.ts';
import { temporaryDirectory, type Program } from '../support/program.ts';
import { announcedRandom } from '../support/random.ts';
import { newStreamState, openStream } from '../support/stream-reader.ts';
import { until } from '../support/until.ts';

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
    await using program = await startQuietly(data);
    expected = await answersOf(program);
    expect(await program.stop()).toBe(0);
  }
  const third = (): boolean => random.below(3) === 0;
  const setMeta = (name: string, value: string): void => {
    changeDatabase(file, `UPDATE meta SET value = '${value}' WHERE name = '${name}'`);
  };
  const damages: Readonly<Record<string, () => void>> = {
    'it is gone': () => {
      rmSync(file);
    },
    'its end is gone': () => {
      truncateSync(file, 100_000);
    },
    'its first page is random': () => {
      spoil(file, 0, 4096, () => true);
    },
    'a third is random': () => {
      spoil(file, 4096, Infinity, third);
    },
    'it belongs to another journal': () => {
      copyFileSync(join(other, 'index.db'), file);
    },
    'it is of another version': () => {
      setMeta('version', '0');
    },
    'it has no position': () => {
      setMeta('position', '?');
    },
    'it is ahead': () => {
      setMeta('position', '9000');
    },
    'it has no words': () => {
      changeDatabase(file, 'DROP TABLE token');
    },
    'it would take a part twice': () => {
      setMeta('position', '99');
    },
  };
  for (const [name, damage] of Object.entries(damages)) {
    damage();
    await using program = await startQuietly(data);
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
  await using program = await startQuietly(data);
  await untilIndexed(program);
  const expected = await listEvents(program);
  const state = newStreamState();
  using _stream = await openStream(program, { state });
  // Merged into the file, so that the damage is not hidden by a newer page.
  changeDatabase(join(data, 'index.db'), 'PRAGMA wal_checkpoint(TRUNCATE)');
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

describeWith(['root', 'mount'], () => {
  test('while the disk of the index is full events are received and shown, and found when there is room', async () => {
    using directory = temporaryDirectory();
    using disk = mountTemporary('1m');
    const data = join(directory.path, 'data');
    await fillJournal(data, 100);
    // SQLite keeps a database where a link leads, with its logs; the journal stays where there is room.
    await bringUpToDate(data);
    const [file, linked] = [join(data, 'index.db'), join(disk.path, 'index.db')];
    copyFileSync(file, linked);
    rmSync(file);
    symlinkSync(linked, file);
    await using program = await startQuietly(data);
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
