import { expect, test } from '@jest/globals';
import { isoTime } from '../../src/formats/iso-time.ts';
import { apiCall } from '../support/api-calls.ts';
import { envOf, runCli } from '../support/cli-run.ts';
import { startFakeInspector } from '../support/fake-inspector.ts';

const queue = apiCall('queue-rung-again');
const missed = apiCall('ivr-missed');
const twoCalls = {
  'GET /api/v1/calls': () => ({ calls: [queue, missed], indexedTo: 'c-9' }),
};
const none = { 'GET /api/v1/calls': () => ({ calls: [], indexedTo: '' }) };

test('ls --calls prints a line a call: when, how it ended, who through what to whom, how long, which, whose', async () => {
  await using server = await startFakeInspector(twoCalls);
  const { status, stdout, stderr } = await runCli(['ls', '--calls', 'ext:101', 'direction:in'], {
    env: envOf(server.url),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(
      /^Aug \d\d \d\d:\d\d:\d\d answered {4}↙ \+78123351127 → 098 → 887 → 101 +rang \S+ talked \S+ +call=\w{8} myid=175/,
    ),
    expect.stringMatching(
      /^Aug \d\d \d\d:\d\d:\d\d missed {6}↙ \+78123351127 → 098 → 2 phones {2}rang \S+ NOANSWER,CANCEL +call=\w{8} myid=175/,
    ),
  ]);
  expect(server.seen.map(({ path, query }) => [path, query])).toEqual([
    ['/api/v1/calls', { q: 'ext:101 direction:in', order: 'newest', limit: '50' }],
  ]);
});

test.each([
  ['forwarded', /forwarded {3}↙ \+78123351127 → 101 → \+\d+ /],
  ['internal-answered', /answered {4}↔ 101 → 102 /],
  ['out-answered', /answered {4}↗ 101 → \+\d+ /],
  ['queue-abandoned', /missed {6}↙ \+78123351127 → 098 → 887 → 2 phones .* CANCEL/],
  ['hangups-only', /↙ \+78123351127 → 098 → 887 → 101 /],
])('of a call as %s the line shows the way it took', async (name, line) => {
  await using server = await startFakeInspector({
    'GET /api/v1/calls': () => ({ calls: [apiCall(name)], indexedTo: 'c-9' }),
  });
  const { stdout } = await runCli(['ls', '--calls'], { env: envOf(server.url) });
  expect(stdout).toMatch(line);
});

test('a call that goes on shows its state, one with findings how many of each level', async () => {
  const finding = { rule: 'RL012', scope: 'call', message: 'It.' };
  const open = {
    ...apiCall('ivr-answered', 2),
    findings: ['warn', 'error', 'warn', 'info'].map((level) => ({ ...finding, level })),
  };
  await using server = await startFakeInspector({
    'GET /api/v1/calls': () => ({ calls: [open], indexedTo: 'c-9' }),
  });
  const { stdout } = await runCli(['ls', '--calls'], { env: envOf(server.url) });
  expect(stdout).toMatch(
    / open {8}↙ \+78123351127 → 098 → 101 +ringing +call=\w{8} .* 1 error 2 warn 1 info\n$/,
  );
});

test('on a terminal what began today has no date, and outcomes have colours', async () => {
  const today = { ...queue, startedAt: isoTime(Date.now() * 1000) };
  await using server = await startFakeInspector({
    'GET /api/v1/calls': () => ({ calls: [today, missed], indexedTo: 'c-9' }),
  });
  const env = envOf(server.url);
  const plain = await runCli(['ls', '--calls'], { env, isTerminal: true });
  expect(plain.stdout).toMatch(/^\d\d:\d\d:\d\d answered .*\nAug .* missed /);
  const colored = await runCli(['ls', '--calls'], { env, isTerminal: true, useColor: true });
  expect(colored.stdout).toContain('\u001b[32manswered');
  expect(colored.stdout).toContain('\u001b[31mmissed');
});

test('ls --calls goes on where a page ends until it has as many as asked for, and says on a terminal that it looks further', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/calls': (_request, _response, before) =>
      before === 0
        ? { calls: [], next: 'c-50', scannedTo: 'c-50', indexedTo: 'c-99' }
        : { calls: [queue], next: `c-${9 - before}`, indexedTo: 'c-99' },
  });
  const { stdout, stderr } = await runCli(['ls', '--calls', '--limit', '2', '--order', 'newest'], {
    env: envOf(server.url),
    isTerminal: true,
  });
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(stderr).toContain('0 found, looking further …');
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  expect(server.seen.map(({ query }) => [query['limit'], query['before']])).toEqual([
    ['2', undefined],
    ['2', 'c-50'],
    ['1', 'c-8'],
  ]);
});

test('--after begins with the oldest call behind that cursor', async () => {
  await using server = await startFakeInspector(none);
  await runCli(['ls', '--calls', '--after', 'c-7'], { env: envOf(server.url) });
  expect(server.seen[0]?.query).toMatchObject({ order: 'oldest', after: 'c-7' });
});

test('json and ndjson are the calls as the API gives them, csv is a table that no cell of can be a formula', async () => {
  await using server = await startFakeInspector(twoCalls);
  const print = async (output: string): Promise<string> =>
    (await runCli(['ls', '--calls', '-o', output], { env: envOf(server.url) })).stdout;
  expect(JSON.parse(await print('json'))).toEqual([queue, missed]);
  const lines = (await print('ndjson')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([queue, missed]);
  const [head, row] = (await print('csv')).split('\r\n');
  expect(head).toMatch(/^id,startedAt,endedAt,myids,outcome,.*,sentence$/);
  expect(row).toContain(`${queue.id},${queue.startedAt},`);
  expect(row).toContain(',answered,true,in,+78123351127,');
  expect(row).toContain('"\'+78123351127 called ');
});

test('a form that calls do not have is refused', async () => {
  const { status, stderr } = await runCli(['ls', '--calls', '-o', 'phplog']);
  expect(status).toBe(2);
  expect(stderr).toContain('it prints pretty, line, json, ndjson, csv.');
});

test.each(['pretty', 'line', 'json', 'ndjson', 'csv'])(
  'control characters of a call reach no terminal as %s',
  async (output) => {
    const evil = 'a\u001b]0;title\u0007\u009b31m\u202eb\r\u0000';
    const [leg] = queue.legs;
    const call = {
      ...queue,
      ...{ id: evil, myids: [evil], outcome: evil, caller: evil, callerName: evil, called: evil },
      ...{ did: evil, via: [evil], answeredBy: evil, recIds: [evil], sentence: evil },
      legs: [{ ...leg, subCallId: evil, extension: evil, status: evil }],
    };
    await using server = await startFakeInspector({
      'GET /api/v1/calls': () => ({ calls: [call, { ...call, outcome: 'missed' }], indexedTo: '' }),
    });
    const { stdout } = await runCli(['ls', '--calls', '--output', output], {
      env: envOf(server.url),
      isTerminal: true,
    });
    expect(stdout).toContain('title');
    expect(stdout.replaceAll('\r\n', '\n')).toMatch(/^[^\p{Cc}\u202e]*(?:\n[^\p{Cc}\u202e]*)*$/u);
  },
);

test('who sees no call on a terminal is told why; a pipe gets silence', async () => {
  await using server = await startFakeInspector(none);
  const env = envOf(server.url);
  const empty = await runCli(['ls', '--calls'], { env, isTerminal: true });
  expect(empty).toMatchObject({ status: 0, stdout: '' });
  expect(empty.stderr).toContain('A call is made of events with a CallID');
  const unmatched = await runCli(['ls', '--calls', 'nix'], { env, isTerminal: true });
  expect(unmatched.stderr).toContain('No call matches.');
  expect(await runCli(['ls', '--calls'], { env })).toEqual({ status: 0, stdout: '', stderr: '' });
});
