import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { startLoad } from '../support/load.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { expectAllFound, readBack } from '../support/read-back.ts';
import { until } from '../support/until.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(60_000);

/** Memory that the process holds, in MiB. */
function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** How standard output is read: as a child's by Node, which is a socket, and as in `ringlog serve | reader`. */
const readers: readonly [string, readonly string[]][] = [
  ['socket', []],
  ['pipe', ['bash', '-c', '"$@" | cat; exit "${PIPESTATUS[0]}"', 'bash']],
];

async function sendAll(program: Program, label: string, events: number): Promise<void> {
  const connections = 40;
  const requests = events / connections;
  const load = startLoad({ ...program, label, connections, requests });
  await load.until(events);
  await load.ended;
  expect(load.acknowledged).toHaveLength(events);
}

test('a stalled reader of the event log costs no memory, and gets every event once and in order when it reads on', async () => {
  using directory = temporaryDirectory();
  const before = readers[1]?.[1] ?? [];
  await using program = await startProgram({ data: join(directory.path, 'data'), before });
  // What the process takes for any traffic, the log being read.
  await sendAll(program, 'warm', 4_000);
  await program.untilLines(4_000);
  const beforeMiB = residentMiB(program.pid);
  program.child.stdout?.pause();
  await sendAll(program, 'stalled', 20_000);
  expect(residentMiB(program.pid) - beforeMiB).toBeLessThanOrEqual(64);
  // A pipe and a buffer at its other end hold some lines; the bulk waits in the journal.
  expect(program.lines.length).toBeLessThan(6_000);

  program.child.stdout?.resume();
  const lines = await program.untilLines(24_000);
  const found = await readBack(program);
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
    found.map(({ id }) => id),
  );
});

test.each(readers)(
  'a stalled reader of the event log does not hold up the end: %s',
  async (_kind, before) => {
    using directory = temporaryDirectory();
    await using program = await startProgram({ data: join(directory.path, 'data'), before });
    program.child.stdout?.pause();
    await sendAll(program, 'stalled', 2_000);
    const stoppedAt = performance.now();
    process.kill(program.pid, 'SIGTERM');
    await until('the process is gone', () => !existsSync(`/proc/${program.pid}`));
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    program.child.stdout?.destroy();
    expect(await program.exited).toBe(0);
  },
);

test.each(readers)(
  'when the reader of the event log is gone, events are still taken: %s',
  async (_kind, before) => {
    using directory = temporaryDirectory();
    await using program = await startProgram({ data: join(directory.path, 'data'), before });
    program.child.stdout?.destroy();
    await sendAll(program, 'gone', 400);
    await until('it says so', () => program.stderr().includes('event log'));
    await sendAll(program, 'later', 400);
    const found = await readBack(program);
    expect(found).toHaveLength(800);
    expectAllFound([], found);
    expect(await program.stop()).toBe(0);
  },
);
