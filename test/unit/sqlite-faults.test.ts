import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { expect, jest, test } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import type { Cursor } from '../../src/journal/event.ts';
import { openSqliteStore, SqliteStore } from '../../src/storage/sqlite/store.ts';
import { ThreadChannel, workerUrl } from '../../src/threads/thread-channel.ts';
import { Writer } from '../../src/storage/sqlite/writer.ts';
import { someCapture, someCaptures } from '../support/captures.ts';
import { describeWith, mountTemporary } from '../support/fault.ts';
import { temporaryDirectory } from '../support/program.ts';
import { hasFailed } from '../support/store-harness.ts';

/** Each of them starts threads, some of them programs; on a busy machine that takes its time. */
jest.setTimeout(30_000);

const openQuickly = (directory: string, busyTimeoutMs = 10_000): Promise<SqliteStore> =>
  openSqliteStore({ directory, busyTimeoutMs, synchronous: 'OFF' });

/** Another program that holds the database locked for writing. */
function lockDatabase(directory: string): { unlock: () => void } {
  const db = new SqliteDatabase(join(directory, 'ringlog.db'));
  db.exec('BEGIN IMMEDIATE');
  return {
    unlock: () => {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

test('when the write-ahead log cannot be merged at the end, that is an error of the store, and nothing stays locked', async () => {
  using temporary = temporaryDirectory();
  await (await openQuickly(temporary.path)).close();
  const options = { directory: temporary.path, busyTimeoutMs: 0, synchronous: 'OFF' } as const;
  const writer = await Writer.open(options);
  const pragma = jest.spyOn(SqliteDatabase.prototype, 'pragma').mockImplementation(() => {
    throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' });
  });
  await expect(writer.close()).rejects.toMatchObject({ code: 'store_failed' });
  pragma.mockRestore();
  await (await openQuickly(temporary.path)).close();
});

test('a second one on the same directory is refused, and the first does not notice', async () => {
  using temporary = temporaryDirectory();
  await using store = await openQuickly(temporary.path);
  for (let times = 0; times < 2; times++)
    await expect(openQuickly(temporary.path)).rejects.toMatchObject({ code: 'data_in_use' });
  expect(await store.append(someCaptures(1))).toHaveLength(1);
});

/** Arguments of Node: a program that opens the store in its first argument and then does what the code says. */
const program = (code: string): string[] => [
  '--eval',
  `import(${JSON.stringify(new URL('../../src/storage/sqlite/store.ts', import.meta.url).href)})
     .then(async ({ openSqliteStore }) => {
       const store = await openSqliteStore({ directory: process.argv[1] });
       const capture = (size) => ({ id: crypto.randomUUID(), receivedAtUs: 1, peer: '',
         origin: 'received', answer: { status: 200 }, head: 'x'.repeat(size), body: Buffer.of() });
       ${code}
     });`,
];

test('after a kill the directory is free at once, and what was acknowledged is there', async () => {
  using temporary = temporaryDirectory();
  const code = 'console.log((await store.append([capture(9)]))[0]);';
  const child = spawn(process.execPath, [...program(code), temporary.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new AbortController();
  child.once('exit', () => {
    ended.abort();
  });
  const [line] = (await once(child.stdout, 'data', { signal: ended.signal })) as [Buffer];
  await expect(openQuickly(temporary.path)).rejects.toMatchObject({ code: 'data_in_use' });
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  await using store = await openQuickly(temporary.path);
  expect(await store.head()).toBe(line.toString().trim());
  expect(await store.since('', 9)).toHaveLength(1);
});

test('a write waits for a lock that another program holds for a while; a read does not', async () => {
  using temporary = temporaryDirectory();
  await using store = await openQuickly(temporary.path);
  await store.append(someCaptures(1));
  const other = lockDatabase(temporary.path);
  let hasEnded = false;
  const appended = store.append(someCaptures(1)).finally(() => {
    hasEnded = true;
  });
  const noted = store.note([{ kind: 'refusal', atUs: 1, reason: 'test', message: '' }]);
  // Much longer than SQLite itself waits.
  for (const until = performance.now() + 200; performance.now() < until;)
    expect(await store.since('', 9)).toHaveLength(1);
  expect(hasEnded).toBe(false);
  other.unlock();
  expect(await appended).toHaveLength(1);
  await noted;
});

test('a write that waits too long is refused; later ones are taken again', async () => {
  using temporary = temporaryDirectory();
  await using store = await openQuickly(temporary.path, 60);
  const other = lockDatabase(temporary.path);
  for (const write of [() => store.append(someCaptures(1)), () => store.prune(1, 1)])
    await expect(write()).rejects.toMatchObject({ code: 'store_busy' });
  expect(await hasFailed(store)).toBe(false);
  expect(await store.head()).toBe('');
  other.unlock();
  expect(await store.append(someCaptures(1))).toHaveLength(1);
});

test('does not start while another program holds the database locked', async () => {
  using temporary = temporaryDirectory();
  await (await openQuickly(temporary.path)).close();
  const other = lockDatabase(temporary.path);
  await expect(openQuickly(temporary.path, 60)).rejects.toMatchObject({
    code: 'data_in_use',
    message: expect.stringContaining('Another program holds'),
  });
  other.unlock();
  await (await openQuickly(temporary.path)).close();
});

describeWith(['mount'], () => {
  test('a full disk refuses events, loses none, and takes them again', async () => {
    using disk = mountTemporary('1m');
    await using store = await openQuickly(join(disk.path, 'data'));
    const stored: Cursor[] = [];
    const appendMany = async (): Promise<unknown> => {
      try {
        for (let i = 0; i < 500; i++)
          stored.push(...(await store.append([someCapture({ body: new Uint8Array(3000) })])));
        return undefined;
      } catch (error) {
        return error;
      }
    };
    const readBack = async (): Promise<Cursor[]> =>
      (await store.since('', 1000)).map(({ cursor }) => cursor);

    expect(await appendMany()).toMatchObject({ code: 'store_full' });
    await expect(store.append(someCaptures(100))).rejects.toMatchObject({ code: 'store_full' });
    expect(stored.length).toBeGreaterThan(10);
    expect(await readBack()).toEqual(stored);
    expect((await store.health()).freeBytes).toBeLessThan(100_000);

    disk.grow('16m');
    expect(await appendMany()).toBeUndefined();
    expect(await readBack()).toEqual(stored);
  });

  test('a start on a full disk says so, and works once there is room', async () => {
    using disk = mountTemporary('1m');
    const { bavail, bsize } = statfsSync(disk.path);
    writeFileSync(join(disk.path, 'other'), new Uint8Array(bavail * bsize - 5 * bsize));
    const directory = join(disk.path, 'data');
    await expect(openQuickly(directory)).rejects.toMatchObject({
      code: 'data_unusable',
      message: expect.stringContaining('full'),
    });
    disk.grow('2m');
    await using store = await openQuickly(directory);
    expect(await store.append(someCaptures(1))).toHaveLength(1);
  });
});

test('after an I/O error nothing is written any more, even if it would work again', async () => {
  using temporary = temporaryDirectory();
  const code = `
    const codes = [];
    const attempt = (work) => work.then(() => codes.push('ok'), ({ code }) => codes.push(code));
    await attempt(store.append([capture(9)]));
    await attempt(store.append([capture(2_000_000)]));
    await attempt(store.append([capture(9)]));
    await attempt(store.note([]));
    await attempt(store.since('', 9));
    codes.push((await store.failed).code);
    await store.close();
    console.log(JSON.stringify(codes));`;
  // A file may not grow over 512 KiB: the kernel answers EFBIG, which is no full disk.
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -f 1024; exec "$0" "$@"',
    process.execPath,
    ...program(code),
    temporary.path,
  ]);
  const failed = 'store_failed';
  expect(JSON.parse(stdout)).toEqual(['ok', failed, failed, failed, 'ok', failed]);
});

const storeEnd = { name: 'It', closed: 'store_closed', failed: 'store_failed' } as const;

test.each([
  ['ends', 'process.exit(3)'],
  ['throws', 'throw new Error("by accident")'],
])('a thread that %s fails all that waits for it and all that comes', async (_, death) => {
  const worker = new Worker(
    `require('node:worker_threads').parentPort.on('message', ({ name }) => {
       if (name === 'die') ${death};
     });`,
    { eval: true },
  );
  const thread = new ThreadChannel<{ wait: () => void; die: () => void }>(worker, storeEnd);
  const waiting = [thread.call('wait', []), thread.call('wait', []), thread.call('die', [])];
  for (const { status, ...rest } of await Promise.allSettled(waiting)) {
    expect(status).toBe('rejected');
    expect(rest).toMatchObject({ reason: { code: 'store_failed' } });
  }
  await expect(thread.call('wait', [])).rejects.toMatchObject({ code: 'store_failed' });
  expect(await thread.failed).toMatchObject({ code: 'store_failed' });
  await thread.close();
});

test('a thread that dies while it is being closed fails too', async () => {
  const dying = `require('node:worker_threads').parentPort.on('message', () => process.exit(3));`;
  const thread = new ThreadChannel(new Worker(dying, { eval: true }), storeEnd);
  await expect(thread.close()).rejects.toMatchObject({ code: 'store_failed' });
  expect(await thread.failed).toMatchObject({ code: 'store_failed' });
});

test.each(['writer', 'reader'] as const)(
  'the store says that it failed when its %s dies, also while nothing is asked of it',
  async (name) => {
    const start = (file: string): Worker =>
      new Worker(new URL(`../../src/storage/sqlite/${file}.ts`, import.meta.url));
    const workers = { writer: start('writer-thread'), reader: start('reader-thread') };
    const [writer, reader] = [workers.writer, workers.reader];
    const store = new SqliteStore(
      new ThreadChannel(writer, storeEnd),
      new ThreadChannel(reader, storeEnd),
      () => 0,
    );
    expect(await hasFailed(store)).toBe(false);
    await workers[name].terminate();
    expect(await store.failed).toMatchObject({ code: 'store_failed' });
    await store.close();
  },
);

test('the store says that it failed when a query comes upon damage', async () => {
  using temporary = temporaryDirectory();
  {
    await using store = await openQuickly(temporary.path);
    const captures = Array.from({ length: 50 }, () => someCapture({ body: new Uint8Array(3000) }));
    await store.append(captures);
  }
  await using store = await openQuickly(temporary.path);
  const path = join(temporary.path, 'ringlog.db');
  // Past the layout and the roots of the tables: only pages of events, which nobody has read yet.
  writeFileSync(path, readFileSync(path).fill(0x55, 10 * 4096));
  expect(await hasFailed(store)).toBe(false);
  await expect(store.since('', 50)).rejects.toMatchObject({ code: 'store_failed' });
  expect(await store.failed).toMatchObject({ code: 'store_failed' });
});

test('finds the file of a thread in the sources and in what is built from them', () => {
  const file = (from: string): string => workerUrl('writer-thread', from).href;
  expect(file('file:///a/src/store.ts')).toBe('file:///a/src/writer-thread.ts');
  expect(file('file:///a/dist/store.js')).toBe('file:///a/dist/writer-thread.js');
});
