import { expect, test } from '@jest/globals';
import type { ApiRun, RunOrder } from '../../src/api/run.ts';
import { runOrderSchema, runSchema, scenarioSchema } from '../../src/api/run.ts';
import { startRuns, type Running } from '../support/running.ts';
import { until } from '../support/until.ts';

const quick: RunOrder = { scenarios: ['out-busy'], speed: 'max' };
/** Its second event never comes, as time stands still. */
const slow: RunOrder = { scenarios: ['out-busy'] };

async function ended({ runs }: Running, order: RunOrder): Promise<ApiRun> {
  const { id } = await runs.start(order);
  await until('the run has ended', () => runs.get(id)?.state !== 'running');
  const run = runs.get(id);
  if (run === undefined) throw new Error('no run');
  return run;
}

test('the list says of each scenario what happens in it and how many events it has', async () => {
  const all = await startRuns().runs.scenarios();
  for (const one of all) expect(scenarioSchema.parse(one)).toEqual(one);
  expect(all.find(({ name }) => name === 'out-busy')).toMatchObject({
    kind: 'call',
    events: 2,
    lengthMs: 2_400,
    outcome: 'busy',
    direction: 'out',
  });
  expect(all.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['call', 'message', 'agent']));
});

test('a run sends its events and tells how it went, also as a fact', async () => {
  const running = startRuns();
  const run = await ended(running, quick);
  expect(runSchema.parse(run)).toEqual(run);
  expect(run).toMatchObject({
    id: 'run-1',
    state: 'done',
    what: 'out-busy',
    seed: 4711,
    sent: 2,
    answered: { 200: 2 },
    failed: 0,
    failures: [],
  });
  expect(run.callIds).toHaveLength(1);
  expect(running.sent.map(({ method, target }) => [method, target])).toEqual([
    ['POST', '/fordel/show.php'],
    ['POST', '/fordel/show.php'],
  ]);
  expect(running.sent[0]?.body).toContain(run.callIds[0]);
  expect(running.facts).toMatchObject([{ kind: 'run', reason: 'done', count: 2 }]);
});

test('the same seed and start give the same bytes, whatever else is played', async () => {
  const order: RunOrder = {
    mix: 'in-answered:2,queue-answered',
    calls: 3,
    seed: 7,
    at: '2017-05-30T15:07:50+03:00',
    speed: 'max',
    method: 'mix',
    myid: '175',
  };
  const [one, other] = [startRuns(), startRuns()];
  await ended(other, quick);
  other.sent.length = 0;
  const { at } = await ended(one, order);
  await ended(other, order);
  expect(at).toBe('2017-05-30T12:07:50.000000Z');
  expect(other.sent).toEqual(one.sent);
  expect(new Set(one.sent.map(({ method }) => method))).toEqual(new Set(['GET', 'POST']));
  for (const { target } of one.sent) expect(target).toContain('?myid=175');
});

test('what is ordered of the events is in them', async () => {
  const running = startRuns();
  await ended(running, {
    ...quick,
    set: { CallStatus: 'LOST+1' },
    subscriptions: 'phones=hangup',
    variations: { copies: 2, contentType: 'text/plain' },
  });
  expect(running.sent).toHaveLength(2);
  for (const { body, headers } of running.sent) {
    expect(body).toContain('CallStatus=LOST%2B1');
    expect(headers).toContainEqual(['Content-Type', 'text/plain']);
  }
});

test.each<[why: string, order: RunOrder, sentence: RegExp]>([
  ['nothing', {}, /Give "scenarios" or "mix"/],
  ['both', { scenarios: ['out-busy'], mix: 'out-busy' }, /not both/],
  ['an unknown scenario', { scenarios: ['out-bsy'] }, /Did you mean out-busy\?/],
  ['an unknown scenario in a mix', { mix: 'out-bsy:3' }, /Did you mean out-busy\?/],
  ['a wrong weight', { mix: 'out-busy:no' }, /whole weight/],
  ['an unknown field', { ...quick, set: { CallStat: 'x' } }, /Did you mean CallStatus\?/],
  ['a wrong subscription', { ...quick, subscriptions: 'phone=all' }, /Did you mean phones\?/],
  ['an unknown type', { ...quick, variations: { drop: 'hangp' } }, /Did you mean hangup\?/],
])('%s is refused with a sentence, and nothing is sent', async (_why, order, sentence) => {
  const { runs, sent } = startRuns();
  await expect(runs.start(order)).rejects.toMatchObject({
    code: 'bad_scenario',
    message: expect.stringMatching(sentence) as unknown,
  });
  expect([sent, runs.list()]).toEqual([[], []]);
});

test.each([
  { calls: 0 },
  { calls: 1e7 },
  { rate: 0 },
  { speed: -1 },
  { speed: 'quick' },
  { seed: -1 },
  { seed: 2 ** 53 },
  { at: 'today' },
  { myid: 'a&b=c' },
  { method: 'PUT' },
  { scenarios: [] },
  { scenarios: ['../secret'], x: 1 },
  { set: { CallStatus: 1 } },
  { variations: { nope: true } },
  { variations: { contentType: 'a\r\nX-Evil: 1' } },
])('the order %j is none', (order) => {
  expect(runOrderSchema.safeParse({ ...quick, ...order }).success).toBe(false);
});

test('a few are played at a time; one that is stopped makes room', async () => {
  const { runs, facts } = startRuns();
  for (let n = 0; n < 4; n += 1) await runs.start(slow);
  await expect(runs.start(slow)).rejects.toMatchObject({ code: 'too_many_waiting' });
  expect(await runs.stop('run-2')).toMatchObject({ state: 'stopped', sent: 1 });
  expect(facts).toMatchObject([{ reason: 'stopped', count: 1 }]);
  await runs.start(slow);
  expect(await runs.stop('nothing')).toBeUndefined();
  await runs.close();
});

test('of those that have ended the latest are kept, a hundred in all', async () => {
  const running = startRuns();
  const { id } = await running.runs.start(slow);
  for (let n = 0; n < 120; n += 1) await ended(running, quick);
  const ids = running.runs.list().map((run) => run.id);
  expect(ids).toHaveLength(100);
  expect([ids[0], ids.at(-2), ids.at(-1)]).toEqual(['run-121', 'run-23', id]);
  expect(running.facts).toHaveLength(120);
  await running.runs.close();
});

test('an endless run goes on until all end, takes no place, and begins no more afterwards', async () => {
  const running = startRuns();
  const { runs } = running;
  const endless = await runs.start({ mix: 'out-failed', rate: 0.01 }, { isEndless: true });
  expect(endless).toMatchObject({ state: 'running', endless: true });
  for (let n = 0; n < 4; n += 1) await runs.start(slow);
  await runs.close();
  expect(runs.list().map(({ state }) => state)).toEqual(Array(5).fill('stopped'));
  await expect(runs.start(quick)).rejects.toMatchObject({ code: 'store_closed' });
});

test('what is not answered when all end is cut after a moment, and counted', async () => {
  const running = startRuns();
  running.hold();
  const { id } = await running.runs.start(quick);
  await until('one is sent', () => running.sent.length === 1);
  const beganAtMs = performance.now();
  await running.runs.close();
  expect(performance.now() - beganAtMs).toBeLessThan(3_000);
  expect(running.runs.get(id)).toMatchObject({ state: 'stopped', sent: 1, failed: 1 });
});

test('scenarios that cannot be read are told of each time, until they can', async () => {
  const { runs: good } = startRuns();
  let isBroken = true;
  const { runs } = startRuns({
    loadScenarios: async () => {
      if (isBroken) throw Object.assign(new Error('broken'), { code: 'bad_scenario' });
      const { loadScenarios } = await import('../../src/pbx/scenario-files.ts');
      return loadScenarios();
    },
  });
  await expect(runs.scenarios()).rejects.toThrow('broken');
  await expect(runs.start(quick)).rejects.toThrow('broken');
  isBroken = false;
  expect(await runs.scenarios()).toEqual(await good.scenarios());
});
