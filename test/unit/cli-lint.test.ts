import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ruleTable } from '../../src/protocol/rule-table.ts';
import { runCli } from '../support/cli-run.ts';

const sample = (name: string): string => join('data', 'samples', `${name}.ndjson`);

test('lint says what is wrong, where, and by which rule; what only deserves a look is no failure', async () => {
  const { status, stdout, stderr } = await runCli(['lint', sample('RL012-fail')]);
  expect(stdout).toBe(
    `${sample('RL012-fail')}:3: warn RL012 Duration is 20 µs (20 µs), but from answer to hangup it is 20000000 µs (20 s).\n`,
  );
  expect([status, stderr]).toEqual([0, '3 events: 0 errors, 1 warning, 0 notes\n']);
});

test('what a real PBX sent is found to be in order', async () => {
  expect(await runCli(['lint', sample('sample-b')])).toEqual({
    status: 0,
    stdout: '',
    stderr: '3 events: 0 errors, 0 warnings, 0 notes\n',
  });
});

const accessLog = [
  '192.0.2.1 - - [22/Nov/2026:20:15:07 +0000] "GET /fordel/show.php?EventType=hangup&CallID=abc&Transferred=yes&X=%1B%5B31m HTTP/1.1" 200 2 "-" "x"',
  'not a \u001b[31mline',
  '',
].join('\n');

test('an access log comes by standard input; a line that cannot be read is told and fails', async () => {
  const { status, stdout, stderr } = await runCli(['lint', '-'], {
    stdin: [Buffer.from(accessLog)],
  });
  const [first, second, ...more] = stdout.split('\n');
  expect(first).toMatch(/^stdin:1: warn RL002 "Transferred" is probably meant to be Transfered\.$/);
  expect(second).toMatch(/^stdin:2: error unread .* not a \\x1b\[31mline$/);
  expect([more, status, stderr]).toEqual([
    [''],
    1,
    '1 event: 0 errors, 1 warning, 0 notes, 1 line not read\n',
  ]);
});

test('a body that an access log does not hold is counted, and no fault', async () => {
  const post = accessLog.split('\n')[0]?.replace('GET /fordel/show.php?', 'POST /?myid=175&No');
  const { status, stdout, stderr } = await runCli(['lint', '-'], {
    stdin: [Buffer.from(`${post}\n`)],
  });
  expect(stdout).not.toContain('RL001');
  expect(status).toBe(0);
  expect(stderr).toMatch(/^1 event: .* notes, 1 without body in the file\n$/);
});

test('for other programs it prints JSON, or JUnit with nothing that XML cannot hold', async () => {
  const stdin = [Buffer.from(accessLog)];
  const json = await runCli(['lint', '-', '--output', 'json'], { stdin });
  expect(JSON.parse(json.stdout)).toMatchObject([
    { line: 1, rule: 'RL002', level: 'warn' },
    { line: 2, rule: 'unread', level: 'error' },
  ]);
  const junit = await runCli(['lint', '-', '--output', 'junit'], { stdin });
  expect(junit.stdout).toContain('<testcase name="stdin:1 RL002"><failure message="&quot;Transf');
  expect(junit.stdout.trimEnd()).toMatch(/<\/testsuite>$/);
  expect(junit.stdout).not.toContain('\u001b');
  const empty = await runCli(['lint', '-', '--output', 'json'], { stdin: [] });
  expect([empty.status, JSON.parse(empty.stdout)]).toEqual([0, []]);
});

test('what is no capture at all, or is not there, is told in a sentence', async () => {
  expect(await runCli(['lint', 'package.json'])).toMatchObject({
    status: 73,
    stderr: expect.stringMatching(/^ringlog: package\.json is none of what can be read: /),
  });
  expect(await runCli(['lint', 'nowhere.log'])).toMatchObject({
    status: 73,
    stderr: 'ringlog: nowhere.log cannot be read (ENOENT). (file_unusable)\n',
  });
});

test('rules lists every rule, explains one, and knows no others', async () => {
  const all = await runCli(['rules']);
  expect(
    all.stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 5)),
  ).toEqual(ruleTable.map(({ id }) => id));
  const { stdout } = await runCli(['rules', 'rl012']);
  for (const part of [/^RL012: Duration/, /level +warn/, /why +In real calls/, /source +real req/])
    expect(stdout).toMatch(part);
  const json = await runCli(['rules', '--output', 'json']);
  expect(JSON.parse(json.stdout)).toHaveLength(ruleTable.length);
  expect(await runCli(['rules', 'RL999'])).toMatchObject({ status: 1 });
});

test('a call that is silent for hours before the log ends has no end in it', async () => {
  const line = (hour: string, fields: string): string =>
    `192.0.2.1 - - [22/Nov/2026:${hour}:00:00 +0000] "GET /fordel/show.php?${fields} HTTP/1.1" 200 2 "-" "x"\n`;
  const ring = line('10', 'EventType=dial-in&CallID=abc&SubCallID=1-abc&CallFlow=in');
  const lint = (log: string): ReturnType<typeof runCli> =>
    runCli(['lint', '-'], { stdin: [Buffer.from(log)] });
  expect((await lint(ring)).stdout).not.toContain('RL022');
  const later = await lint(ring + line('15', 'EventType=agent-login&agent_id=1'));
  expect(later.stdout).toMatch(/^stdin:1: error RL022 /m);
  expect(later.status).toBe(1);
});
