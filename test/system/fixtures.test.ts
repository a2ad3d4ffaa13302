import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { ApiCall } from '../../src/api/call.ts';
import type { ApiRun } from '../../src/api/run.ts';
import { runProgram, startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

jest.setTimeout(60_000);

const json = async <T>(program: Program, path: string): Promise<T> =>
  (await (await program.ask(path)).json()) as T;

const callsOf = async (program: Program, q = ''): Promise<readonly ApiCall[]> =>
  (await json<{ calls: ApiCall[] }>(program, `/api/v1/calls?limit=1000&q=${encodeURIComponent(q)}`))
    .calls;

const originsIn = async (program: Program): Promise<Record<string, number>> => {
  const { events } = await json<{ events: { origin: string }[] }>(
    program,
    '/api/v1/events?limit=1000',
  );
  return Object.fromEntries(
    ['fixture', 'received'].map((origin) => [
      origin,
      events.filter((event) => event.origin === origin).length,
    ]),
  );
};

async function order(program: Program, body: object): Promise<ApiRun> {
  const { run } = (await (
    await fetch(`${program.inspectorUrl}/api/v1/runs`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${program.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json()) as { run: ApiRun };
  return run;
}

const runNow = async (program: Program, id: string): Promise<ApiRun> =>
  (await json<{ run: ApiRun }>(program, `/api/v1/runs/${id}`)).run;

/** Of the PBX's clock, whose steps of 20 ms are off by some µs. */
const inTicks = (us = NaN): number => Math.round(us / 20_000);

const envFor = ({ inspectorUrl, token }: Program): Record<string, string> => ({
  RINGLOG_SERVER: inspectorUrl,
  RINGLOG_TOKEN: token,
});

test('a call that the server plays is shown as it was declared, with the origin fixture, and nothing else has it', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--receive-path', '/hook', '--allow-from', '198.51.100.0/24,127.0.0.1'],
  });
  await fetch(`${program.receiverUrl}/hook?origin=fixture&EventType=agent-login`, {
    headers: { Origin: 'fixture', 'X-Origin': 'fixture' },
  });
  const { id } = await order(program, { scenarios: ['queue-answered'], speed: 'max' });
  await until('the run has ended', async () => (await runNow(program, id)).state === 'done');
  const run = await runNow(program, id);
  await until('the call is there', async () => (await callsOf(program)).length === 1);
  const [call] = await callsOf(program);
  expect(call).toMatchObject({
    id: run.callIds[0],
    outcome: 'answered',
    direction: 'in',
    findings: [],
  });
  expect([call?.ringUs, call?.talkUs].map(inTicks)).toEqual([20_000 / 20, 70_000 / 20]);
  expect(await originsIn(program)).toEqual({ fixture: run.sent, received: 1 });
  const factsNow = async (): Promise<readonly unknown[]> =>
    (await json<{ facts: unknown[] }>(program, '/api/v1/facts?kind=run')).facts;
  await until('a fact tells of it', async () => (await factsNow()).length > 0);
  expect(await factsNow()).toMatchObject([{ kind: 'run', reason: 'done', count: run.sent }]);
});

test('serve --fixtures shows calls at once and of several outcomes soon, says so, and ends in time', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--fixtures', '--fixtures-rate', '1200'],
    env: { RINGLOG_FIXTURES: 'true' },
  });
  await until('calls ring', async () => (await callsOf(program, 'outcome:open')).length > 0, 5_000);
  await until(
    'there are several outcomes',
    async () => new Set((await callsOf(program)).map(({ outcome }) => outcome)).size >= 4,
    15_000,
  );
  expect(await json(program, '/readyz')).toMatchObject({
    checks: { fixtures: 'on, 1200 calls a minute' },
  });
  expect((await originsIn(program))['received']).toBe(0);
  const { runs } = await json<{ runs: ApiRun[] }>(program, '/api/v1/runs');
  expect(runs).toMatchObject([{ state: 'running', endless: true, failed: 0 }]);
  expect(program.stderr()).toContain('playing fixtures');
  await order(program, { scenarios: ['in-answered', 'queue-answered'] });
  const beganAtMs = performance.now();
  expect(await program.stop('SIGTERM')).toBe(0);
  expect(performance.now() - beganAtMs).toBeLessThan(5_000);
  expect(program.stderr()).not.toMatch(/"level":[45]0/);
});

test('a call that was played, as a scenario and played again, comes to the same end', async () => {
  using directory = temporaryDirectory();
  const own = join(directory.path, 'scenarios');
  mkdirSync(own);
  const before = await startProgram({ data: join(directory.path, 'data') });
  const played = await runProgram(
    ['play', 'ivr-answered', '--speed', 'max', '--output', 'json'],
    envFor(before),
  );
  expect([played.status, JSON.parse(played.stdout)]).toMatchObject([0, { answered: { 200: 5 } }]);
  await until('the call is there', async () => (await callsOf(before)).length === 1);
  const scenario = await runProgram(['scenario', 'last'], envFor(before));
  expect([scenario.status, scenario.stderr]).toEqual([0, '']);
  writeFileSync(join(own, 'ours.yaml'), scenario.stdout);
  const [first] = await callsOf(before);
  await before.stop();
  await using after = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--scenarios', own],
  });
  const again = await runProgram(['play', 'ours', '--speed', 'max'], envFor(after));
  expect(again.status).toBe(0);
  await until('both calls are there', async () => (await callsOf(after)).length === 2);
  const [second] = await callsOf(after);
  const course = (call: ApiCall | undefined): unknown => [
    call?.outcome,
    call?.direction,
    inTicks(call?.ringUs),
    inTicks(call?.talkUs),
    call?.legs.map(({ kind, flow, status }) => [kind, flow, status]),
  ];
  expect(second?.id).not.toBe(first?.id);
  expect(course(second)).toEqual(course(first));
  const wrong = await runProgram(['play', 'our'], envFor(after));
  expect([wrong.status, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toContain('Did you mean ours? (bad_scenario)');
});

test('a scenario that is none keeps serve --fixtures from starting, with file and line', async () => {
  using directory = temporaryDirectory();
  writeFileSync(join(directory.path, 'bad.yaml'), 'title: x\nabout: y\nlegz: []\n');
  const { status, stderr } = await runProgram([
    'serve',
    '--fixtures',
    ...['--receive', '127.0.0.1:0', '--inspect', '127.0.0.1:0', '--event-log', 'off'],
    ...['--data', join(directory.path, 'data'), '--scenarios', directory.path],
  ]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/bad\.yaml:3: "legz" is no key\. Did you mean legs\?/);
});
