import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { encodeFields, sampleB } from '../support/sample-b.ts';
import {
  runProgram,
  spawnProgram,
  startProgram,
  temporaryDirectory,
  type Program,
} from '../support/program.ts';
import { until } from '../support/until.ts';
import { writeAccessLog } from '../support/written-access-log.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(240_000);

function envOf(program: Program): Record<string, string> {
  return { RINGLOG_SERVER: program.inspectorUrl, RINGLOG_TOKEN: program.token };
}

/** What of an exported event another journal gives, too. */
function lasting(ndjson: string): unknown[] {
  return ndjson
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { cursor, storedAt, origin, ...event } = JSON.parse(line) as Record<string, unknown>;
      for (const one of [cursor, storedAt, origin]) expect(one).toBeDefined();
      return event;
    });
}

test('what one Ringlog exports another one imports, and exports the same', async () => {
  using directory = temporaryDirectory();
  await using from = await startProgram({ data: join(directory.path, 'from') });
  await using to = await startProgram({ data: join(directory.path, 'to') });
  const url = `${from.receiverUrl}/fordel/show.php?myid=175`;
  for (const fields of sampleB) await fetch(url, { method: 'POST', body: encodeFields(fields) });
  await fetch(url, { method: 'PUT', body: Uint8Array.from({ length: 256 }, (_, i) => i) });
  await fetch(url, { method: 'POST', body: 'x'.repeat(1 << 20), headers: { 'X-A': '\xff' } });
  const file = join(directory.path, 'all.ndjson');
  expect(await runProgram(['export', '--file', file], envOf(from))).toMatchObject({ status: 0 });
  const counts = `${sampleB.length + 2} stored, 0 known`;
  expect(await runProgram(['import', file], envOf(to))).toEqual({
    status: 0,
    stdout: `${file}: ${sampleB.length + 2} lines: ${counts}, 0 other requests, 0 not read, 0 refused\n`,
    stderr: '',
  });
  const { stdout } = await runProgram(['export'], envOf(to));
  expect(lasting(stdout)).toEqual(lasting(readFileSync(file, 'utf8')));
  // Through the API as it is, too: there is nothing more of them.
  const response = await fetch(`${to.inspectorUrl}/api/v1/import`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${to.token}`,
      'Content-Type': 'application/x-ndjson',
    },
    body: readFileSync(file),
  });
  expect(await response.json()).toMatchObject({ stored: 0, known: sampleB.length + 2 });
});

test("the vendor's error_log is found by its time, and kept by the time it was imported", async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  const file = join(directory.path, 'error_log');
  writeFileSync(
    file,
    `[Tue May 30 15:07:50 2017] ------
[Tue May 30 15:07:50 2017] myid => 175
[Tue May 30 15:07:50 2017] EventType => dial-out
[Tue May 30 15:07:50 2017] CallerIDNum => 000*099
[Tue May 30 15:07:50 2017] CalledNumber => 00010005
`,
  );
  {
    await using program = await startProgram({ data, args: ['--keep', '1m'] });
    const env = { ...envOf(program), TZ: 'Europe/Moscow' };
    expect(await runProgram(['import', file], env)).toMatchObject({ status: 0 });
    expect(await runProgram(['import', file], env)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(': 0 stored, 1 known,'),
    });
  }
  // A start deletes what is older than a minute.
  await using program = await startProgram({ data, args: ['--keep', '1m'] });
  const { events } = (await (
    await program.ask('/api/v1/events?q=origin:import ext:099 before:2017-06-01')
  ).json()) as { events: { receivedAt: string }[] };
  expect(events.map(({ receivedAt }) => receivedAt)).toEqual(['2017-05-30T12:07:50.000000Z']);
  const histogram = '/api/v1/histogram?bucket=1d&q=after:2017-05-01 before:2017-07-01';
  expect(await (await program.ask(histogram)).json()).toMatchObject({
    buckets: [{ at: '2017-05-30T00:00:00.000000Z' }],
  });
});

/** What the first line of the program says, and `npm start`. */
const asInstalled = { NODE_OPTIONS: '--max-semi-space-size=8' };

/** The most memory a process ever had, in MB; 0 if it is gone. */
function peakMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

test('a long access log with broken lines takes little memory, while what comes live is answered', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'access.log');
  const written = writeAccessLog(file, 20e6);
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', join(directory.path, 'events.log')],
    env: asInstalled,
  });
  const args = ['import', file, '--receive-path', '/fordel', '-o', 'json'];
  const importing = spawnProgram(args, { ...envOf(program), ...asInstalled });
  let clientMb = 0;
  let live = 0;
  await until(
    'it is imported',
    async () => {
      if (importing.child.exitCode !== null) return true;
      const { status } = await fetch(`${program.receiverUrl}/fordel/show.php?live=${live}`);
      if (status === 200) live++;
      clientMb = Math.max(clientMb, peakMb(importing.child.pid ?? 0));
      return false;
    },
    120_000,
  );
  expect(await importing.closed).toBe(1);
  const report = JSON.parse(importing.text.stdout) as [{ notes: readonly unknown[] }];
  const { bytes, lines, requests, others, broken } = written;
  expect(report).toMatchObject([
    { bytes, lines, stored: requests, known: 0, unread: broken, skipped: others, refused: 0 },
  ]);
  expect(report[0].notes).toHaveLength(20);
  expect(clientMb).toBeGreaterThan(0);
  expect(clientMb).toBeLessThan(250);
  expect(peakMb(program.pid)).toBeLessThan(400);
  const again = spawnProgram(args, envOf(program));
  expect(await again.closed).toBe(1);
  expect(JSON.parse(again.text.stdout)).toMatchObject([{ stored: 0, known: requests }]);
  const metrics = await (await program.ask('/metrics')).text();
  expect(metrics).toContain(`ringlog_store_events ${requests + live}\n`);
  expect(live).toBeGreaterThan(0);
});
