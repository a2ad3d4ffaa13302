import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { scenarioView } from '../../src/pbx/scenario-view.ts';
import {
  runProgram,
  spawnProgram,
  startProgram,
  temporaryDirectory,
  type Program,
} from '../support/program.ts';
import { readMetric } from '../support/read-metric.ts';
import { until } from '../support/until.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(120_000);

const again = ['--seed', '7', '--at', '2026-11-22T10:00:00Z', '--speed', 'max'];

function start(directory: { path: string }): Promise<Program> {
  return startProgram({ data: join(directory.path, 'data'), args: ['--event-log', 'off'] });
}

interface Stored {
  readonly origin: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly bodySha256: string;
  };
}

/** All events that match, the oldest first. */
async function storedIn(program: Program, q = ''): Promise<readonly Stored[]> {
  const text = await (await program.ask(`/api/v1/export.ndjson?q=${encodeURIComponent(q)}`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Stored);
}

/** What was sent of each call, in order; what is of no call apart. */
function byCall(stored: readonly Stored[]): Readonly<Record<string, readonly string[]>> {
  const calls = Map.groupBy(stored, ({ fields }) => fields['CallID'] ?? 'none');
  const sent = ({ request }: Stored): string =>
    [request.method, request.target, request.bodySha256].join(' ');
  return Object.fromEntries([...calls].map(([callId, events]) => [callId, events.map(sent)]));
}

function committed(program: Program): Promise<number> {
  return readMetric(program, 'ringlog_journal_events_total');
}

const scenarios = (await loadScenarios()).all.map(scenarioView);
const eventCount = scenarios.reduce((sum, { events }) => sum + events, 0);

test('all scenarios, played at once to a running Ringlog, are stored to the last event', async () => {
  using directory = temporaryDirectory();
  await using program = await start(directory);
  const names = scenarios.map(({ name }) => name);
  const args = ['play', ...names, '--to', program.receiverUrl, ...again, '-o', 'json'];
  const { status, stdout, stderr } = await runProgram(args);
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ sent: eventCount, answered: { 200: eventCount } });
  expect(await committed(program)).toBe(eventCount);
  const stored = await storedIn(program);
  expect(stored).toHaveLength(eventCount);
  // Whoever sends from outside is no fixture, whatever he says.
  expect(new Set(stored.map(({ origin }) => origin))).toEqual(new Set(['received']));
});

test('the worked example of the vendor, end to end: its three records, with its keys in its order', async () => {
  using directory = temporaryDirectory();
  await using program = await start(directory);
  const { status } = await runProgram([
    ...['play', 'worked-example', '--to', program.receiverUrl],
    ...again,
  ]);
  expect(status).toBe(0);
  await until('it can be searched', async () => (await storedIn(program, 'myid:175')).length === 3);
  const log = await (await program.ask('/api/v1/export.phplog?q=myid:175')).text();
  const records = log.split(/^\[.*\] -+$/m).slice(1);
  const keys = records.map((record) =>
    [...record.matchAll(/^\[[^\]]+\] (\S+) => /gm)].map(([, key]) => key),
  );
  expect(keys).toEqual([dialKeys, answerKeys, hangupKeys]);
  expect(log).toMatch(/ CalledNumber => 00010005$/m);
  expect(log).toMatch(/ CallerExtension => 000\*099@/m);
});

/** As the log on the vendor's page has them, the tag of the URL first. */
const common = [
  'myid',
  'EventType',
  'EventTime',
  'CallID',
  'SubCallID',
  'CallAPIID',
  'CallFlow',
  'CallStatus',
];
const parties = [
  'CallerIDNum',
  'CallerIDName',
  'CallerExtension',
  'CallerExtensionID',
  'CalledNumber',
];
const dialKeys = [...common, ...parties];
const answerKeys = [...common, ...parties];
const hangupKeys = [...common, ...parties, 'Duration', 'RecID'];

test.each(['GET', 'POST', 'mix'])(
  'a dry run through bash stores what play sends, by %s',
  async (method) => {
    using directory = temporaryDirectory();
    await using program = await start(directory);
    const names = ['worked-example', 'recorded', 'voicemail', 'message-in', 'ivr-missed'];
    const args = ['play', ...names, '--to', program.receiverUrl, ...again, '--method', method];
    const odd = [
      '--unknown-field',
      '--plus-raw',
      '--charset',
      'cp1251',
      '--set',
      'text=It\'s 100% "ok"?$(x) `y` @z',
    ];
    await runProgram([...args, ...odd]);
    const count = await committed(program);
    expect(count).toBeGreaterThan(15);
    const { stdout: script } = await runProgram([...args, ...odd, '--dry-run']);
    await promisify(execFile)('bash', ['-c', script]);
    expect(await committed(program)).toBe(2 * count);
    const stored = await storedIn(program);
    // Calls go on side by side; what a call sends stays in order.
    expect(byCall(stored.slice(count))).toEqual(byCall(stored.slice(0, count)));
  },
);

test('of a load all that is sent is answered and stored, each event of a call after the one before', async () => {
  using directory = temporaryDirectory();
  await using program = await start(directory);
  const args = ['play', '--calls', '2000', '--rate', 'max', '--to', program.receiverUrl, ...again];
  const { status, stdout } = await runProgram([...args, '-o', 'json']);
  expect(status).toBe(0);
  const { sent, answered } = JSON.parse(stdout) as {
    sent: number;
    answered: Record<string, number>;
  };
  expect(sent).toBeGreaterThan(2_000);
  expect([answered, await committed(program)]).toEqual([{ 200: sent }, sent]);
  const stored = await storedIn(program);
  expect(stored).toHaveLength(sent);
  const calls = Map.groupBy(stored, ({ fields }) => fields['CallID']);
  for (const [callId, events] of calls) {
    if (callId === undefined) continue;
    const times = events.map(({ fields }) => Number(fields['EventTime']));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test('without --to the server plays, and its events are marked as fixtures', async () => {
  using directory = temporaryDirectory();
  await using program = await start(directory);
  const env = { RINGLOG_SERVER: program.inspectorUrl, RINGLOG_TOKEN: program.token };
  const played = await runProgram(['play', 'in-answered', ...again], env);
  expect([played.status, played.stderr]).toEqual([0, '']);
  expect(played.stdout).toMatch(/^sent +3\nanswered 200 3$/m);
  expect(played.stdout).toContain('--seed 7 --at 2026-11-22T10:00:00.000000Z');
  const stored = await storedIn(program);
  expect(stored.map(({ origin }) => origin)).toEqual(['fixture', 'fixture', 'fixture']);
  const drawn = await runProgram(['play', 'in-answered', '--speed', 'max'], env);
  const same = /^again with +(.*)$/m.exec(drawn.stdout)?.[1]?.split(' ') ?? [];
  await runProgram(['play', 'in-answered', '--speed', 'max', ...same], env);
  const calls = Object.values(byCall(await storedIn(program)));
  expect(calls.map(({ length }) => length)).toEqual([3, 6]);
  expect(calls[1]?.slice(3)).toEqual(calls[1]?.slice(0, 3));
  const wrong = await runProgram(['play', 'in-answerd'], env);
  expect([wrong.status, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toContain('Did you mean in-answered?');
  const refused = await runProgram(['play', 'in-answered'], {
    ...env,
    RINGLOG_TOKEN: 'x'.repeat(40),
  });
  expect(refused.status).toBe(5);
});

test('interrupted, it tells how much was sent; the server is told to stop as well', async () => {
  using directory = temporaryDirectory();
  await using program = await start(directory);
  const env = { RINGLOG_SERVER: program.inspectorUrl, RINGLOG_TOKEN: program.token };
  for (const [place, args] of [['--to', program.receiverUrl], []].entries()) {
    const before = await committed(program);
    const playing = spawnProgram(['play', 'in-answered', ...args], env);
    await until('its first event is stored', async () => (await committed(program)) > before);
    playing.child.kill('SIGINT');
    expect([place, await playing.closed]).toEqual([place, 130]);
    expect(playing.text.stdout).toMatch(/^sent +1, not to the end\nanswered 200 1$/m);
  }
  const { runs } = (await (await program.ask('/api/v1/runs')).json()) as {
    runs: { state: string }[];
  };
  expect(runs.map(({ state }) => state)).toEqual(['stopped']);
});
