import { expect, test } from '@jest/globals';
import { apiCallDetail } from '../support/api-calls.ts';
import { envOf, runCli } from '../support/cli-run.ts';
import { startFakeInspector } from '../support/fake-inspector.ts';

const call = apiCallDetail('queue-out-thread');
const answers = { [`GET /api/v1/calls/last`]: () => call };

test('show call tells a call in words: what happened first, then its legs and each event', async () => {
  await using server = await startFakeInspector(answers);
  const { status, stdout, stderr } = await runCli(['show', 'call', 'last'], {
    env: envOf(server.url),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.split('\n')[0]).toBe(
    '+78123351127 called 101 through 887 (queue): answered after 6 s, talked 50 s',
  );
  for (const part of [
    /^ {2}outcome +answered$/m,
    new RegExp(`^ {2}call +${call.id}$`, 'm'),
    new RegExp(`^ {2}began +${call.startedAt}$`, 'm'),
    /^ {2}talked +50 s$/m,
    /^Legs\n {2}who +flow +state +rang +talked +leg\n/m,
    /^ {2}887 \(queue\) +in +ANSWER .* a phone answered$/m,
    /^ {2}101 +in +ANSWER +6 s +50 s +10101-/m,
    /^Events\n +\+0\.000 s {2}dial-in +\+78123351127 reached 887 \(queue\)$/m,
    /^ +\+\d+\.\d{3} s {2}answer +101 answered 6 s after it rang$/m,
  ])
    expect(stdout).toMatch(part);
  expect(stdout.match(/^ +\+\d+\.\d{3} s /gm)).toHaveLength(call.events.length);
  expect(stdout).not.toContain('│');
  expect(server.seen.map(({ path }) => path)).toEqual(['/api/v1/calls/last']);
});

test('as a ladder: with --ladder, and on a terminal unless told otherwise', async () => {
  await using server = await startFakeInspector(answers);
  const env = envOf(server.url);
  const show = async (isTerminal: boolean, ...flags: readonly string[]): Promise<string> =>
    (await runCli(['show', 'call', 'last', ...flags], { env, isTerminal })).stdout;
  const drawn = await show(false, '--ladder');
  expect(drawn.split('\n')[0]).toBe(call.sentence);
  for (const part of ['887 queue', 'dial-in', 'talks', '┃']) expect(drawn).toContain(part);
  expect(drawn).toMatch(/^ {2}outcome +answered$/m);
  expect(drawn).not.toMatch(/^(?:Legs|Events)$/m);
  expect(Math.max(...drawn.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  expect(await show(true)).toContain('┃');
  expect(await show(true, '--no-ladder')).toBe(await show(false));
});

test('json is the call as the API gives it', async () => {
  await using server = await startFakeInspector(answers);
  const { stdout } = await runCli(['show', 'call', 'last', '--ladder', '-o', 'json'], {
    env: envOf(server.url),
  });
  expect(JSON.parse(stdout)).toEqual(call);
});

test('what the rules say of a call is there in both forms', async () => {
  const finding = {
    rule: 'RL012',
    level: 'error',
    scope: 'call',
    message: 'It has \u001b no end.',
  };
  await using server = await startFakeInspector({
    'GET /api/v1/calls/last': () => ({ ...call, findings: [finding] }),
  });
  for (const flag of ['--ladder', '--no-ladder']) {
    const { stdout } = await runCli(['show', 'call', 'last', flag], { env: envOf(server.url) });
    expect(stdout).toMatch(/^ {2}RL012 error {2}It has \\x1b no end\.$/m);
  }
});

test('an event beyond those a call holds is counted in both forms', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/calls/last': () => ({ ...call, eventCount: call.eventCount + 2 }),
  });
  for (const flag of ['--ladder', '--no-ladder']) {
    const { stdout } = await runCli(['show', 'call', 'last', flag], { env: envOf(server.url) });
    expect(stdout).toContain('… 2 more events');
  }
});

test.each(['--ladder', '--no-ladder'])(
  'control characters of a call reach no terminal with %s',
  async (flag) => {
    const evil = 'a\u001b]0;title\u0007\u009b31m\u202eb\r\u0000';
    await using server = await startFakeInspector({
      'GET /api/v1/calls/last': () => ({
        ...call,
        ...{ id: evil, myids: [evil], outcome: evil, caller: evil, callerName: `${evil}c` },
        ...{ did: evil, recIds: [evil], sentence: evil },
        legs: call.legs.map((leg) => ({
          ...leg,
          ...{ subCallId: evil, extension: evil, status: evil, remoteNumber: evil },
        })),
        events: call.events.map((event) => ({
          ...event,
          fields: { ...event.fields, CallerIDNum: evil, CallStatus: evil },
          type: evil,
          sentence: evil,
        })),
      }),
    });
    const { stdout } = await runCli(['show', 'call', 'last', flag], {
      env: envOf(server.url),
      isTerminal: true,
    });
    expect(stdout).toContain('title');
    expect(stdout).toMatch(/^[^\p{Cc}\u202e]*(?:\n[^\p{Cc}\u202e]*)*$/u);
  },
);

test('a call that is not there is exit status 1, and says what would do', async () => {
  await using server = await startFakeInspector({});
  const env = envOf(server.url);
  expect(await runCli(['show', 'call', 'last'], { env })).toMatchObject({
    status: 1,
    stderr: 'ringlog: No call is stored there yet. (not_found)\n',
  });
  expect(await runCli(['show', 'call', 'a/"b'], { env })).toMatchObject({
    status: 1,
    stderr: 'ringlog: There is no such event. (not_found)\n',
  });
  expect(server.seen.at(-1)?.path).toBe('/api/v1/calls/a%2F%22b');
});
