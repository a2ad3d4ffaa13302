import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { AppError } from '../../src/errors.ts';
import { openEventLog, type EventLog } from '../../src/event-log/event-log.ts';
import { openSqliteStore, type SqliteStore } from '../../src/storage/sqlite/store.ts';
import { until } from '../support/until.ts';

/** A thread or a process takes its time to start on a busy machine. */
jest.setTimeout(60_000);

let directory: string;
let store: SqliteStore;
let errors: AppError[];
let closers: (() => Promise<unknown>)[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'event-log-pipe-'));
  store = await openSqliteStore({ directory, synchronous: 'OFF' });
  errors = [];
  closers = [];
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  await store.close();
  rmSync(directory, { recursive: true });
});

/** A real pipe with a blocking end to write to, as a shell hands it to a program, and an end that is read only when asked. */
function openPipe(): { writeFd: number; read: () => string; closeReader: () => void } {
  const path = join(directory, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY);
  let isOpen = true;
  const closeReader = (): void => {
    if (isOpen) closeSync(readFd);
    isOpen = false;
  };
  closers.push(() => {
    closeReader();
    closeSync(writeFd);
    return Promise.resolve();
  });
  const buffer = Buffer.alloc(1 << 20);
  return {
    writeFd,
    closeReader,
    read: () => {
      try {
        return buffer.toString('utf8', 0, readSync(readFd, buffer));
      } catch {
        return ''; // EAGAIN: there is nothing now
      }
    },
  };
}

async function openOn(fd: number): Promise<EventLog> {
  const log = await openEventLog({
    directory,
    from: '',
    destination: { fd },
    format: 'json',
    useColor: false,
    onError: (error) => errors.push(error),
  });
  closers.push(() => log.close(0));
  return log;
}

const batchOf = (
  count: number,
  first: number,
  fillerBytes = 500,
): Parameters<SqliteStore['append']>[0] =>
  Array.from({ length: count }, (_, i) => ({
    id: randomUUID(),
    receivedAtUs: 1,
    peer: '127.0.0.1:1',
    origin: 'received' as const,
    answer: { status: 200 },
    head: `GET /a?n=${first + i}&filler=${'x'.repeat(fillerBytes)} HTTP/1.1\r\n`,
    body: new Uint8Array(),
  }));

const numbersIn = (text: string): number[] =>
  [...text.matchAll(/^\{.*"n":"(\d+)".*\}$/gm)].map(([, n]) => Number(n));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('a stalled reader holds up nothing, and when it goes on it gets every event once and in order', async () => {
  const pipe = openPipe();
  const log = await openOn(pipe.writeFd);
  for (let n = 0; n < 3000; n += 200) log.wake((await store.append(batchOf(200, n))).at(-1) ?? '');
  // A pipe holds 64 KiB, these are 2 MB; that all of them are stored shows that storing did not wait for the log.
  expect(await store.since('', 1)).toHaveLength(1);
  expect(log.counts).toMatchObject({ isBehind: true });
  expect(log.counts.written).toBeLessThan(300);

  let text = '';
  await until('the reader has everything', () => {
    text += pipe.read();
    return text.split('\n').length > 3000;
  });
  expect(numbersIn(text)).toEqual(upTo(3000));
  expect(await log.close(10_000)).toEqual({ isComplete: true });
  expect(pipe.read()).toBe('');
  expect(errors).toEqual([]);
});

test('a stalled reader does not hold up the end', async () => {
  const pipe = openPipe();
  const log = await openOn(pipe.writeFd);
  log.wake((await store.append(batchOf(200, 0))).at(-1) ?? '');
  const startedAt = performance.now();
  expect(await log.close(100)).toEqual({ isComplete: false });
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(errors).toEqual([]);
});

test('when the reader goes away the log ends, says so once, and storing goes on', async () => {
  const pipe = openPipe();
  const log = await openOn(pipe.writeFd);
  pipe.closeReader();
  for (let n = 0; n < 5; n++) log.wake((await store.append(batchOf(1, n))).at(-1) ?? '');
  await until('it is told', () => errors.length > 0);
  log.wake((await store.append(batchOf(1, 5))).at(-1) ?? '');
  expect(await log.close(1000)).toEqual({ isComplete: false });
  expect(errors).toMatchObject([{ code: 'event_log_failed', cause: { code: 'EPIPE' } }]);
});

test('what others share with this process keeps blocking', async () => {
  const pipe = openPipe();
  await openOn(pipe.writeFd);
  const flags = /^flags:\s*(\d+)/m.exec(
    readFileSync(`/proc/self/fdinfo/${pipe.writeFd}`, 'utf8'),
  )?.[1];
  expect(Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK).toBe(0);
});

/** A process that writes the event log of this journal to one of its descriptors: a socket, as Node gives them to a child. */
function spawnFollower(fd: number): { child: ChildProcess; output: NodeJS.ReadableStream } {
  const program = `
    import { openEventLog } from ${JSON.stringify(new URL('../../src/event-log/event-log.ts', import.meta.url))};
    const log = await openEventLog({
      directory: ${JSON.stringify(directory)}, from: '', destination: { fd: ${fd} }, format: 'json', useColor: false,
      onError: (error) => process.send({ code: error.code, cause: error.cause.code }),
    });
    process.on('message', async ({ end, closeMs }) => {
      if (end) process.exit(7);
      process.send(await log.close(closeMs));
    });
    process.send('open');`;
  const main = join(directory, 'follower.mjs');
  writeFileSync(main, program);
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  closers.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return { child, output: child.stdio[fd] as NodeJS.ReadableStream }; // 'pipe' above
}

/** Standard output is made non-blocking by Node itself when a thread starts; another descriptor is not. */
const descriptors = [1, 4];

test.each(descriptors)(
  'a socket as descriptor %d gets everything, however slowly it is read',
  async (fd) => {
    for (let n = 0; n < 3000; n += 200) await store.append(batchOf(200, n));
    const { child, output } = spawnFollower(fd);
    await once(child, 'message');
    child.send({ closeMs: 20_000 });
    let text = '';
    output.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    expect(await once(child, 'message')).toContainEqual({ isComplete: true });
    await until('all of it has arrived', () => text.split('\n').length > 3000);
    expect(numbersIn(text)).toEqual(upTo(3000));
  },
);

test.each(descriptors)(
  'a process whose descriptor %d is stalled ends at once when it wants to',
  async (fd) => {
    // More than any buffer on the way holds: what of it can be read shows that its write has begun and cannot end.
    await store.append(batchOf(200, 0, 30_000));
    const { child, output } = spawnFollower(fd);
    await once(output, 'readable');
    const startedAt = performance.now();
    child.send({ end: true });
    expect(await once(child, 'exit')).toEqual([7, null]);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  },
);
