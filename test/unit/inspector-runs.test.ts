import { expect, test } from '@jest/globals';
import type { ApiRun } from '../../src/api/run.ts';
import { ask, honest, startInspector, type Answered } from '../support/inspector.ts';
import { startRuns } from '../support/running.ts';
import { until } from '../support/until.ts';

const path = '/api/v1/runs';

function order(
  url: string,
  body: unknown,
  more: readonly [string, string][] = [],
): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(url, path, {
    method: 'POST',
    headers: [
      ...honest,
      ['Content-Type', 'application/json'],
      ['Content-Length', String(Buffer.byteLength(text))],
      ...more,
    ],
    body: text,
  });
}

const runIn = ({ text }: Answered): ApiRun => (JSON.parse(text) as { run: ApiRun }).run;
const problemIn = ({ text }: Answered): unknown => JSON.parse(text);

test('a run is ordered, followed, listed and stopped', async () => {
  const { runs, sent } = startRuns();
  await using inspector = await startInspector({ deps: { runs } });
  const { url } = inspector;
  const begun = await order(url, { scenarios: ['queue-answered'], speed: 'max', seed: 7 });
  expect(begun.status).toBe(202);
  const { id } = runIn(begun);
  await until('it has ended', () => runs.get(id)?.state === 'done');
  const done = runIn(await inspector.get(`${path}/${id}`));
  expect(done).toMatchObject({ id, seed: 7, sent: sent.length, answered: { 200: sent.length } });
  const slow = runIn(await order(url, { scenarios: ['queue-answered'] }));
  const headers = [...honest, ['Content-Length', '0']] as const;
  const stopped = await ask(url, `${path}/${slow.id}`, { method: 'DELETE', headers });
  expect([stopped.status, runIn(stopped).state]).toEqual([200, 'stopped']);
  const { runs: list } = (await inspector.json(path)) as { runs: ApiRun[] };
  expect(list.map((run) => [run.id, run.state])).toEqual([
    [slow.id, 'stopped'],
    [id, 'done'],
  ]);
});

test.each<[why: string, body: unknown, code: string, detail: RegExp]>([
  ['no JSON', '{', 'bad_request', /is not JSON/],
  ['an array', [], 'bad_request', /is not what this address takes/],
  ['a key that is none', { scenario: 'x' }, 'bad_request', /is not what this address takes/],
  ['too many calls', { mix: 'out-busy', calls: 1e9 }, 'bad_request', /at "calls"/],
  ['a wrong time', { scenarios: ['out-busy'], at: 'now' }, 'bad_request', /at "at"/],
  ['a name that is none', { scenarios: ['out-bsy'] }, 'bad_scenario', /Did you mean out-busy/],
  ['a mix that is none', { mix: 'out-busy:x' }, 'bad_scenario', /whole weight/],
  ['nothing', {}, 'bad_scenario', /Give "scenarios" or "mix"/],
])('an order of %s is refused and says why', async (_why, body, code, detail) => {
  const { runs } = startRuns();
  await using inspector = await startInspector({ deps: { runs } });
  const answer = await order(inspector.url, body);
  expect([answer.status, problemIn(answer)]).toEqual([
    400,
    expect.objectContaining({ code, detail: expect.stringMatching(detail) as unknown }),
  ]);
  expect(runs.list()).toEqual([]);
});

test('a page of another site can neither begin a run nor stop one', async () => {
  const { runs } = startRuns();
  await using inspector = await startInspector({ deps: { runs } });
  const foreign: readonly [string, string] = ['Origin', 'http://evil.test'];
  const refused = await order(inspector.url, { scenarios: ['out-busy'] }, [[...foreign]]);
  expect(refused.status).toBe(403);
  const { id } = await runs.start({ scenarios: ['out-busy'] });
  const headers = [...honest, ['Content-Length', '0'], foreign] as const;
  const answer = await ask(inspector.url, `${path}/${id}`, { method: 'DELETE', headers });
  expect([answer.status, runs.list().map(({ state }) => state)]).toEqual([403, ['running']]);
  await runs.close();
});
