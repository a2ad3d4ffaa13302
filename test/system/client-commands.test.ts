import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import {
  runProgram,
  spawnProgram,
  startProgram,
  temporaryDirectory,
  type Program,
} from '../support/program.ts';
import { until } from '../support/until.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(60_000);

function envOf(program: Program): Record<string, string> {
  return { RINGLOG_SERVER: program.inspectorUrl, RINGLOG_TOKEN: program.token };
}

async function send(program: Program, fields: Readonly<Record<string, string>>): Promise<void> {
  const query = new URLSearchParams({ myid: '175', ...fields }).toString();
  const response = await fetch(`${program.receiverUrl}/fordel/show.php?${query}`);
  expect(response.status).toBe(200);
  await response.text();
}

const leg = {
  CallID: '76c8491e76c8491e76c8491e76c8491e',
  CallerIDNum: '+78123351127',
  CalledNumber: '3515*101',
};

/** Of events, a line of JSON each. */
function typesIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { type: string }).type);
}

test('the documented wait: take the cursor, trigger, wait for what it brings', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const env = envOf(program);
  const before = await runProgram(['cursor'], env);
  expect(before).toEqual({ status: 0, stdout: '\n', stderr: '' });
  const waiting = runProgram(
    ['wait', 'type:hangup', '--after', before.stdout.trim(), '--timeout', '20s', '-o', 'ndjson'],
    env,
  );
  await send(program, { EventType: 'dial-in', CallStatus: 'CALLING', ...leg });
  await send(program, { EventType: 'hangup', CallStatus: 'ANSWER', ...leg });
  const waited = await waiting;
  expect(waited).toMatchObject({ status: 0, stderr: '' });
  expect(typesIn(waited.stdout)).toEqual(['hangup']);

  const { stdout: cursor } = await runProgram(['cursor'], env);
  const vain = await runProgram(
    ['wait', 'type:answer', '--after', cursor.trim(), '--timeout', '100ms'],
    env,
  );
  expect(vain).toMatchObject({ status: 4, stdout: '' });
  expect(vain.stderr).toMatch(/^ringlog: 0 of 1 .*\(no_match\)\n/);
  const near = await runProgram(['wait', 'type:answer num:3351127', '--timeout', '100ms'], env);
  expect(near.stderr).toMatch(/Nearest:\n {2}.*hangup.*\n {4}missed: type:answer\n/);
});

test('ls, show and export give what was stored, by filter', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const env = envOf(program);
  await send(program, { EventType: 'dial-in', CallStatus: 'CALLING', ...leg });
  await send(program, { EventType: 'hangup', CallStatus: 'BUSY', ...leg, Tag: '=1+1\u001b[31m' });
  await send(program, { EventType: 'hangup', CallStatus: 'ANSWER', CallerIDNum: '102' });

  const newest = await runProgram(['ls', '-o', 'ndjson'], env);
  expect(typesIn(newest.stdout)).toEqual(['hangup', 'hangup', 'dial-in']);
  const matching = await runProgram(['ls', 'type:hangup', 'num:3351127'], env);
  expect(matching).toMatchObject({ status: 0, stderr: '' });
  expect(matching.stdout).toMatch(/^[^\n]* hangup [^\n]*BUSY[^\n]*\n$/);
  expect(matching.stdout).not.toContain('\u001b');
  const first = JSON.parse(newest.stdout.trimEnd().split('\n')[2] ?? '') as { cursor: string };
  const later = await runProgram(['ls', '--after', first.cursor, '-o', 'ndjson'], env);
  expect(typesIn(later.stdout)).toEqual(['hangup', 'hangup']);

  const wrong = await runProgram(['ls', 'typ:hangup'], env);
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/\(bad_filter\)\n {2}typ:hangup\n {2}\^~~\n$/);

  const shown = await runProgram(['show', 'event', 'last', '-o', 'json'], env);
  expect(JSON.parse(shown.stdout)).toMatchObject({ fields: { CallerIDNum: '102' } });
  const missing = await runProgram(['show', 'event', '0190a5c4-0000-7000-8000-000000000001'], env);
  expect(missing).toMatchObject({ status: 1, stdout: '' });

  const file = join(directory.path, 'events.csv');
  expect(await runProgram(['export', 'type:hangup', '--file', file], env)).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
  const lines = readFileSync(file, 'utf8').split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^id,cursor,receivedAt,myid,type,/);
  expect(lines[1]).toContain(",'=1+1");
  expect(lines[1]).toContain(',+78123351127,');
  expect(await runProgram(['export', '--file', file], env)).toMatchObject({ status: 73 });
  const phplog = await runProgram(['export', '-o', 'phplog'], env);
  expect(phplog.stdout.match(/\] ------\n/g)).toHaveLength(3);
});

test('tail shows what is there and what comes, also over a restart of the server, and ends on Ctrl-C', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  let program = await startProgram({ data });
  const inspect = new URL(program.inspectorUrl).host;
  await send(program, { EventType: 'dial-in', ...leg });
  const tail = spawnProgram(['tail', '-o', 'ndjson'], envOf(program));
  try {
    await until('the stored one is there', () => typesIn(tail.text.stdout).length === 1);
    await send(program, { EventType: 'answer', ...leg });
    await until('the new one is there', () => typesIn(tail.text.stdout).length === 2);
    expect(await program.stop()).toBe(0);
    program = await startProgram({ data, args: ['--inspect', inspect] });
    await send(program, { EventType: 'hangup', ...leg });
    await until('what came later is there', () => typesIn(tail.text.stdout).length === 3);
    expect(typesIn(tail.text.stdout)).toEqual(['dial-in', 'answer', 'hangup']);
    expect(tail.text.stderr).toMatch(
      /^ringlog: connection lost \(.+\); trying again\nringlog: connected again\n$/,
    );
    tail.child.kill('SIGINT');
    expect(await tail.closed).toBe(130);
  } finally {
    tail.child.kill('SIGKILL');
    await program.stop();
  }
});

test('a reader that goes away, as head does, ends a command quietly', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const tail = spawnProgram(['tail', '-n', '0'], envOf(program));
  try {
    await until('it follows', async () => {
      await send(program, { EventType: 'answer', ...leg });
      return tail.text.stdout !== '';
    });
    tail.child.stdout.destroy();
    // It learns of it when it writes.
    let status: number | string | undefined;
    void tail.closed.then((value) => {
      status = value;
    });
    await until('it ended', async () => {
      await send(program, { EventType: 'answer', ...leg });
      return status !== undefined;
    });
    expect([status, tail.text.stderr]).toEqual([0, '']);
  } finally {
    tail.child.kill('SIGKILL');
  }
});

test('reindex makes the index again and says how far it goes', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const env = envOf(program);
  await send(program, { EventType: 'hangup', ...leg });
  const { stdout: cursor } = await runProgram(['cursor'], env);
  expect(await runProgram(['reindex'], env)).toEqual({
    status: 0,
    stdout: `indexed to ${cursor}`,
    stderr: '',
  });
  expect(await runProgram(['reindex', '--no-wait'], env)).toMatchObject({ stdout: 'started\n' });
  expect(typesIn((await runProgram(['ls', '-o', 'ndjson'], env)).stdout)).toEqual(['hangup']);
});

test('a wrong token is refused with 5, no server with 3', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const wrong = { ...envOf(program), RINGLOG_TOKEN: 'wrong-token-wrong-token-wrong-token-wrong' };
  expect(await runProgram(['ls'], wrong)).toMatchObject({ status: 5, stdout: '' });
  await program.stop();
  expect(await runProgram(['ls'], envOf(program))).toMatchObject({ status: 3, stdout: '' });
});
