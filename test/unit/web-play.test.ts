import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { runOrderSchema, type ApiRun, type ApiScenario } from '../../src/api/run.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { scenarioView } from '../../src/pbx/scenario-view.ts';
import { sendLine, waitLines } from '../../src/web/play/ci-lines.ts';
import { orderOf, paces, pieceGroups, sixPieces, totalOf } from '../../src/web/play/order.ts';
import { playingLine } from '../../src/web/play/run-line.ts';

const { all } = await loadScenarios();
const scenarios: readonly ApiScenario[] = all.map(scenarioView);

test('every piece the page offers is a scenario, and an order the server takes', () => {
  const groups = pieceGroups(scenarios);
  const offered = groups.flatMap(({ pieces }) => pieces);
  expect(new Set(offered.map(({ scenario }) => scenario))).toEqual(
    new Set(scenarios.map(({ name }) => name)),
  );
  for (const piece of [...offered, ...sixPieces])
    for (const pace of paces) {
      const scenario = scenarios.find(({ name }) => name === piece.scenario);
      expect([piece.scenario, scenario === undefined]).toEqual([piece.scenario, false]);
      const order = orderOf(piece, scenario, { pace, myid: '175' });
      expect(runOrderSchema.parse(order)).toEqual(order);
    }
});

test('a call is played within about ten seconds, in its own time, or at once', () => {
  const [piece] = sixPieces;
  if (!piece) throw new Error('There is none.');
  const scenario = { name: 'x', title: '', sentence: '', kind: 'call', events: 3 } as const;
  const speedOf = (lengthMs: number, pace: (typeof paces)[number]): unknown =>
    orderOf(piece, { ...scenario, lengthMs }, { pace, myid: '' }).speed;
  expect(speedOf(90_000, 'quick')).toBe(9);
  expect(speedOf(4_000, 'quick')).toBe(1);
  expect(speedOf(1e9, 'quick')).toBe(1_000);
  expect(speedOf(90_000, 'real')).toBe(1);
  expect(speedOf(90_000, 'instant')).toBe('max');
});

test('a myid the simulator would refuse is not asked for', () => {
  const [piece] = sixPieces;
  if (!piece) throw new Error('There is none.');
  expect(orderOf(piece, undefined, { pace: 'quick', myid: 'a b' })).not.toHaveProperty('myid');
  expect(orderOf(piece, undefined, { pace: 'quick', myid: '175' })).toHaveProperty('myid', '175');
});

test('how many events come is known, unless some are left out', () => {
  const scenario = {
    name: 'x',
    title: '',
    sentence: '',
    kind: 'call',
    events: 3,
    lengthMs: 1,
  } as const;
  const piece = { title: '', sentence: '', scenario: 'x' };
  expect(totalOf(piece, scenario)).toBe(3);
  expect(totalOf({ ...piece, variations: { copies: 2 } }, scenario)).toBe(6);
  expect(totalOf({ ...piece, variations: { drop: 'hangup' } }, scenario)).toBeUndefined();
  expect(totalOf(piece, undefined)).toBeUndefined();
});

test('what is said of a run is what became of it', () => {
  const run: ApiRun = {
    id: '1',
    state: 'running',
    what: 'x',
    seed: 1,
    at: '',
    startedAt: '',
    sent: 1,
    answered: { 200: 1 },
    failed: 0,
    callIds: [],
  };
  const line = (change: Partial<ApiRun>, total?: number): string =>
    playingLine({ title: 'Queue', total, run: { ...run, ...change } });
  expect(playingLine({ title: 'Queue' })).toBe('Queue: about to begin');
  expect(playingLine({ title: 'Queue', fault: 'No.' })).toBe('Queue: No.');
  expect(line({}, 9)).toBe('Queue: 1 of 9 events sent');
  expect(line({})).toBe('Queue: 1 event sent');
  expect(line({ state: 'done', sent: 9 }, 9)).toBe('Queue: 9 events sent');
  expect(line({ state: 'stopped', sent: 9, answered: { 200: 5, 503: 3 }, failed: 1 })).toBe(
    'Queue: stopped after 9 events, 3 answered 503, 1 not answered',
  );
  expect(line({ state: 'stopped' }, 9)).toBe('Queue: stopped after 1 event');
  expect(line({ state: 'failed', why: 'It broke.' })).toBe('Queue: failed: It broke.');
});

/** The words of the commands that a shell makes of lines. */
function shellWords(lines: string): readonly (readonly string[])[] {
  const told = (name: string): string =>
    `${name}() { printf '%s\\037' ${name} "$@" >&2; echo >&2; echo CURSOR; }`;
  const script = `exec 2>&1; ${told('npx')}; ${told('curl')}; ${lines}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('\x1f'))
    .map((line) => line.split('\x1f').slice(0, -1));
}

test('the lines for a test run in a shell, and ask the server of this page', () => {
  const [cursor = [], wait = []] = shellWords(waitLines("it's", 'https://log.test/below/'));
  expect(cursor).toEqual(['npx', 'ringlog', 'cursor', '--server', 'https://log.test/below']);
  expect(wait.slice(0, 3)).toEqual(['npx', 'ringlog', 'wait']);
  expect(parseFilter(wait[3] ?? '', { nowUs: 0 }).terms).toHaveLength(2);
  expect(wait.slice(-2)).toEqual(['--server', 'https://log.test/below']);
  expect(waitLines('175', 'http://127.0.0.1:8081/')).not.toContain('--server');
});

test('one event is sent by a line, of another call each time', () => {
  const line = sendLine('http://127.0.0.1:8080/fordel/show.php?myid=175&EventType=x', "it's");
  const [words = []] = shellWords(line);
  expect(words).toContain('http://127.0.0.1:8080/fordel/show.php?myid=it%27s');
  expect(words.at(-1)).toMatch(/^EventType=hangup&.*CallID=\d{15,}$/);
});
