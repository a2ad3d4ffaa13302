import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { CallEvent } from '../../src/protocol/call.ts';
import { callScenario } from '../support/call-scenarios.ts';
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

async function send(program: Program, { fields }: CallEvent): Promise<void> {
  const query = new URLSearchParams({ myid: '175', ...fields }).toString();
  const response = await fetch(`${program.receiverUrl}/fordel/show.php?${query}`);
  expect(response.status).toBe(200);
  await response.text();
}

test('a call through a queue: tail --calls sees it come and end, ls --calls lists it, show call explains it', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const env = { RINGLOG_SERVER: program.inspectorUrl, RINGLOG_TOKEN: program.token };
  const { events } = callScenario('queue-rung-again');
  const id = events[0]?.fields['CallID'] ?? '';
  const none = await runProgram(['show', 'call', 'last'], env);
  expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining('No call is stored') });

  const tail = spawnProgram(['tail', '--calls', 'ext:101'], env);
  try {
    for (const event of events.slice(0, -1)) await send(program, event);
    await until('the call is seen', () => / open .*call=/.test(tail.text.stdout));
    for (const event of events.slice(-1)) await send(program, event);
    await until('its end is seen', () => / answered .*call=/.test(tail.text.stdout));
    tail.child.kill('SIGINT');
    expect(await tail.closed).toBe(130);
    expect(tail.text.stderr).toBe('');
  } finally {
    tail.child.kill('SIGKILL');
  }
  const last = tail.text.stdout.trimEnd().split('\n').at(-1);
  const listed = await runProgram(['ls', '--calls', 'outcome:answered', 'rang:>1s'], env);
  expect(listed).toMatchObject({ status: 0, stderr: '' });
  // What the rules say of it may be more when it is final.
  expect(listed.stdout.split(' myid=')[0]).toBe(last?.split(' myid=')[0]);
  expect(listed.stdout).toMatch(
    new RegExp(`answered {4}↙ \\+78123351127 → 098 → 887 → 101 .* call=${id.slice(0, 8)} myid=175`),
  );
  const json = await runProgram(['ls', '--calls', '-o', 'ndjson'], env);
  expect(JSON.parse(json.stdout)).toMatchObject({
    id,
    outcome: 'answered',
    via: ['000*098', '000*887'],
  });
  expect(await runProgram(['ls', '--calls', 'outcome:missed'], env)).toMatchObject({ stdout: '' });

  const sentence = /^\+78123351127 called 101 through 098 \(IVR\) and 887 \(queue\): answered/;
  const drawn = await runProgram(['show', 'call', 'last', '--ladder'], env);
  expect(drawn).toMatchObject({ status: 0, stderr: '' });
  expect(drawn.stdout).toMatch(sentence);
  for (const part of ['098 IVR', '887 queue', 'dial-in', 'answer', 'Bridged=yes', '┃ talks'])
    expect(drawn.stdout).toContain(part);
  const told = await runProgram(['show', 'call', id.slice(0, 8).toUpperCase()], env);
  expect(told.stdout).toMatch(sentence);
  expect(told.stdout).toMatch(
    /^Events\n +\+0\.000 s {2}dial-in +\+78123351127 reached 098 \(IVR\)$/m,
  );
  const whole = await runProgram(['show', 'call', id, '-o', 'json'], env);
  expect(JSON.parse(whole.stdout)).toMatchObject({ id, eventCount: events.length });

  const findings = await runProgram(
    ['findings', 'finding:RL006', `call:${id}`, '--limit', '1'],
    env,
  );
  expect(findings.stdout).toMatch(
    /^\w{3} [ \d]\d [\d:]{8} \w+=\S+: info RL006 EventTime [^\n]*\n$/,
  );
});
