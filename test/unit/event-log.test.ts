import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { AppError } from '../../src/errors.ts';
import { openEventLog, type EventLog } from '../../src/event-log/event-log.ts';
import type { Capture } from '../../src/journal/capture.ts';
import { formatHead } from '../../src/journal/head.ts';
import { openSqliteStore, type SqliteStore } from '../../src/storage/sqlite/store.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';
import { until } from '../support/until.ts';

/** A thread takes its time to start on a busy machine. */
jest.setTimeout(60_000);

let directory: string;
let store: SqliteStore;
let errors: AppError[];
let opened: EventLog[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'event-log-'));
  store = await openSqliteStore({ directory, synchronous: 'OFF' });
  errors = [];
  opened = [];
});

afterEach(async () => {
  for (const log of opened) await log.close(0);
  await store.close();
  rmSync(directory, { recursive: true });
});

const file = (): string => join(directory, 'event.log');

async function open(options: Partial<Parameters<typeof openEventLog>[0]> = {}): Promise<EventLog> {
  const log = await openEventLog({
    directory,
    from: '',
    destination: { file: file() },
    format: 'json',
    useColor: false,
    onError: (error) => errors.push(error),
    ...options,
  });
  opened.push(log);
  return log;
}

function capture(target: string, body = ''): Capture {
  const type = body === '' ? [] : ['Content-Type', 'application/x-www-form-urlencoded'];
  return {
    id: randomUUID(),
    receivedAtUs: 1_496_156_870_123_456,
    peer: '127.0.0.1:1',
    origin: 'received',
    answer: { status: 200 },
    head: formatHead(`${body === '' ? 'GET' : 'POST'} ${target} HTTP/1.1`, ['Host', 'x', ...type]),
    body: Buffer.from(body),
  };
}

/** Stores so many events, numbered from there, in batches as the journal would. */
async function append(count: number, first = 0): Promise<string> {
  let head = '';
  for (let done = 0; done < count; done += 200) {
    const size = Math.min(200, count - done);
    const batch = Array.from({ length: size }, (_, i) => capture(`/a?n=${first + done + i}`));
    head = (await store.append(batch)).at(-1) ?? '';
  }
  return head;
}

const numbersIn = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number((JSON.parse(line) as { fields: { n: string } }).fields.n));

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('every event is written once and in order: those stored before it was opened, and those of each wake', async () => {
  await append(700);
  const log = await open();
  for (let round = 0; round < 30; round++) log.wake(await append(10, 700 + round * 10));
  expect(await log.close(10_000)).toEqual({ isComplete: true });
  expect(numbersIn(readFileSync(file(), 'utf8'))).toEqual(upTo(1000));
  expect(log.counts).toEqual({ written: 1000, isBehind: false });
  expect(errors).toEqual([]);
});

test('an event is written soon after its wake, without another one', async () => {
  const log = await open();
  for (let n = 0; n < 20; n++) {
    log.wake(await append(1, n));
    await until(`event ${n} is written`, () => log.counts.written === n + 1);
    await until('it has caught up', () => log.counts.isBehind === false);
  }
  expect(numbersIn(readFileSync(file(), 'utf8'))).toEqual(upTo(20));
});

test('a log opened at a cursor begins after it, and adds to what the file has', async () => {
  writeFileSync(file(), 'before\n');
  const head = await append(5);
  const log = await open({ from: head });
  log.wake(await append(2, 5));
  await log.close(10_000);
  const [before, ...rest] = readFileSync(file(), 'utf8').split('\n');
  expect(before).toBe('before');
  expect(numbersIn(rest.join('\n'))).toEqual([5, 6]);
});

test('the JSON lines are those of pino, with all fields of GET and POST', async () => {
  const [dialOut = {}, , hangup = {}] = sampleB;
  await store.append([
    capture(`/fordel/show.php?myid=175&${encodeFields(dialOut)}`),
    capture('/fordel/show.php?myid=175', encodeFields(hangup)),
  ]);
  await (await open()).close(10_000);
  const lines = readFileSync(file(), 'utf8').trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records).toMatchObject([
    { level: 30, time: '2017-05-30T15:07:50.123456Z', type: 'dial-out', method: 'GET' },
    { level: 30, time: '2017-05-30T15:07:50.123456Z', type: 'hangup', method: 'POST' },
  ]);
  expect(records.map(({ fields }) => fields)).toEqual([
    { myid: '175', ...dialOut },
    { myid: '175', ...hangup },
  ]);
});

test('an event with more fields than pino would show has them all', async () => {
  const query = upTo(500)
    .map((i) => `f${i}=${i}`)
    .join('&');
  await store.append([capture(`/a?${query}`)]);
  await (await open()).close(10_000);
  const { fields } = JSON.parse(readFileSync(file(), 'utf8')) as { fields: object };
  expect(Object.keys(fields)).toHaveLength(500);
});

test('phplog and line are written as their formats have it', async () => {
  await store.append([capture('/fordel/show.php?myid=175&EventType=dial-in&x=%1b%0a')]);
  await (await open({ format: 'phplog' })).close(10_000);
  const phplog = readFileSync(file(), 'utf8').trimEnd().split('\n');
  expect(phplog.map((line) => line.replace(/^\[Tue May 30 \d\d:07:50 2017\] /, ''))).toEqual([
    '------',
    'myid => 175',
    'EventType => dial-in',
    'x => \\x1b\\n',
  ]);
  rmSync(file());
  await (await open({ format: 'line' })).close(10_000);
  expect(readFileSync(file(), 'utf8')).toMatch(
    /^\d\d:07:50\.123 175 dial-in .* 200 x="\\x1b\\n"\n$/,
  );
});

test('only its owner can read the file', async () => {
  await open();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('a log that cannot be opened says so, and opens nothing', async () => {
  const nowhere = join(directory, 'missing', 'event.log');
  await expect(open({ destination: { file: nowhere } })).rejects.toMatchObject({
    code: 'event_log_failed',
    cause: { code: 'ENOENT' },
  });
  expect(existsSync(nowhere)).toBe(false);
  expect(errors).toEqual([]);
});

test('a cursor of no journal ends the log with its code, once', async () => {
  const log = await open({ from: 'of nothing' });
  await until('it ends', () => errors.length > 0);
  expect(errors).toMatchObject([{ code: 'bad_cursor' }]);
  log.wake('');
  expect(await log.close(10_000)).toEqual({ isComplete: false });
  expect(errors).toHaveLength(1);
});

test('a full disk is reported once, and what waits is not given up before the deadline', async () => {
  const log = await open({ destination: { file: '/dev/full' } });
  log.wake(await append(3));
  await until('it is reported', () => errors.length > 0);
  log.wake(await append(3, 3));
  expect(await log.close(50)).toEqual({ isComplete: false });
  expect(errors).toMatchObject([{ code: 'event_log_failed', cause: { code: 'ENOSPC' } }]);
  expect(log.counts).toEqual({ written: 0, isBehind: true });
});

test('closing twice is closing once', async () => {
  await append(1);
  const log = await open();
  const [first, second] = await Promise.all([log.close(10_000), log.close(0)]);
  expect([first, second]).toEqual([{ isComplete: true }, { isComplete: true }]);
  log.wake('');
  expect(errors).toEqual([]);
});
