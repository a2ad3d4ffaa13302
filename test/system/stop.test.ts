import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { startLoad } from '../support/load.ts';
import { sendUntilStuck, openSocket, plainRequest } from '../support/plain-socket.ts';
import { startProgram, temporaryDirectory, within } from '../support/program.ts';
import { expectAllFound, expectSoundDatabase, readBack } from '../support/read-back.ts';
import { until } from '../support/until.ts';
import { loadBehindLock, lockDatabase } from '../support/lock.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(60_000);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s under load: everything received is answered, nothing acknowledged is lost, exit 0 in time',
  async (signal) => {
    using directory = temporaryDirectory();
    const data = join(directory.path, 'data');
    await using program = await startProgram({ data });
    const { receiverUrl } = program;
    using idle = await openSocket(receiverUrl);
    idle.socket.write(plainRequest('idle'));
    await until('the idle one has its answer', () => idle.text().includes('\r\n\r\nok'));
    using silent = await openSocket(receiverUrl);
    using half = await openSocket(receiverUrl);
    half.socket.write(plainRequest('half').slice(0, -2));
    const load = startLoad({ receiverUrl, label: signal, connections: 16 });
    await load.until(500);
    const stoppedAt = performance.now();
    expect(await program.stop(signal)).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    await Promise.all([load.ended, idle.ended, half.ended, silent.ended]);
    expect(half.text()).not.toContain(' 200 ');

    await using again = await startProgram({ data });
    const found = await readBack(again);
    expectAllFound(load.acknowledged, found);
    // Nothing that was stored went without its answer either.
    expect(found).toHaveLength(load.acknowledged.length + 1);
    expect(await again.stop()).toBe(0);
    expectSoundDatabase(data, found);
  },
);

test('who waits for the disk when the stop comes is still answered', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using program = await startProgram({ data });
  const { receiverUrl } = program;
  using lock = lockDatabase(data);
  const loads = await loadBehindLock(program, 40);
  const stopped = program.stop();
  await until('it takes no new ones', () =>
    openSocket(receiverUrl).then(
      ({ socket }) => (socket.destroy(), false),
      () => true,
    ),
  );
  // Long enough for a server that would give up on them to do so.
  await pause(1000);
  lock.release();
  expect(await stopped).toBe(0);
  await Promise.all(loads.map(({ ended }) => ended));
  const answers = loads.flatMap((load) => load.answers);
  expect(answers).toHaveLength(40 + loads.length - 1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await using again = await startProgram({ data });
  expectAllFound(answers, await readBack(again));
});

test('a sender that never reads its answers does not hold up the end', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  using deaf = await openSocket(program.receiverUrl, { isReading: false });
  await sendUntilStuck(program, deaf, 'deaf');
  const stoppedAt = performance.now();
  expect(await program.stop()).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
});

test('a second signal ends at once what the first could not, without losing what was acknowledged', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await using program = await startProgram({ data });
  const { receiverUrl } = program;
  const before = startLoad({ receiverUrl, label: 'before', connections: 4, requests: 10 });
  await before.ended;
  using lock = lockDatabase(data);
  const loads = await loadBehindLock(program, 4);
  process.kill(program.pid, 'SIGTERM');
  await until('it is stopping', () => program.stderr().includes('"stopping"'));
  process.kill(program.pid, 'SIGTERM');
  expect(await within(program.exited, () => 'it did not end', 2000)).not.toBe(0);
  await Promise.all(loads.map(({ ended }) => ended));
  expect(loads.flatMap(({ acknowledged }) => acknowledged)).toEqual([]);
  lock.release();
  await using again = await startProgram({ data });
  expectAllFound(before.acknowledged, await readBack(again));
});
