import { expect, test } from '@jest/globals';
import { routes, type RouteName } from '../../src/api/contract.ts';
import { createOpenApi } from '../../src/api/openapi.ts';
import { parseParameters } from '../../src/api/parameters.ts';
import { problemCodes, problemStatus } from '../../src/api/problem.ts';
import { problemsOf, type Route } from '../../src/api/route.ts';
import { AppError, statusOf } from '../../src/errors.ts';
import { createJudge } from '../support/answer-judge.ts';
import { fakeRuns } from '../support/fake-runs.ts';
import {
  ask,
  askedFor,
  captured,
  counts,
  goodStatus,
  honest,
  posted,
  startInspector,
  token,
  type Asked,
  type TestInspector,
} from '../support/inspector.ts';
import { assetPath } from '../support/page-assets.ts';

const table = Object.entries(routes) as [RouteName, Route][];
const document = createOpenApi('1.2.3');

/** A path of the route that answers well. */
const goodPaths: Record<RouteName, (id: string) => readonly string[]> = {
  root: () => ['/', '/?q=type:hangup', '/?view=findings'],
  pageCall: () => ['/c/b5187f38', '/c/%2F?view=requests&event=mem-1&tab=raw'],
  pageEvent: () => ['/e/mem-1', '/e/last?q=type:hangup'],
  docs: () => ['/docs'],
  pageScript: () => ['/assets/scheme.js'],
  pageStyle: () => [assetPath('.css')],
  pagePicture: () => ['/assets/icon.svg'],
  session: () => ['/api/v1/session'],
  logIn: () => ['/api/v1/session'],
  logOut: () => ['/api/v1/session'],
  calls: () => ['/api/v1/calls', '/api/v1/calls?q=outcome:open&order=oldest&limit=1'],
  call: () => ['/api/v1/calls/last', '/api/v1/calls/b5187f38'],
  findings: () => ['/api/v1/findings', '/api/v1/findings?q=finding:warn&limit=1'],
  healthz: () => ['/healthz'],
  readyz: () => ['/readyz'],
  openapi: () => ['/api/v1/openapi.json'],
  metrics: () => ['/metrics'],
  events: () => [
    '/api/v1/events',
    '/api/v1/events?limit=1',
    '/api/v1/events?order=oldest&after=&limit=2',
    '/api/v1/events?before=mem-2',
  ],
  event: (id) => [`/api/v1/events/${id}`, '/api/v1/events/mem-2'],
  eventRaw: (id) => [`/api/v1/events/${id}/raw`],
  eventCurl: (id) => [`/api/v1/events/${id}/curl`],
  exportNdjson: () => ['/api/v1/export.ndjson', '/api/v1/export.ndjson?after=mem-1&until=mem-2'],
  removeEvents: () => ['/api/v1/events?q=type:voicemail'],
  exportCsv: () => ['/api/v1/export.csv', '/api/v1/export.csv?q=type:answer'],
  exportPhplog: () => ['/api/v1/export.phplog'],
  importEvents: () => ['/api/v1/import'],
  histogram: () => ['/api/v1/histogram', '/api/v1/histogram?q=has:CallID&bucket=1d&by=myid'],
  facets: () => ['/api/v1/facets', '/api/v1/facets?q=type:answer'],
  senders: () => ['/api/v1/senders'],
  stream: () => ['/api/v1/stream', '/api/v1/stream?q=type:answer&after=mem-1'],
  wait: () => ['/api/v1/wait', '/api/v1/wait?q=type:answer&count=1&timeout=1s'],
  index: () => ['/api/v1/index'],
  reindex: () => ['/api/v1/index'],
  scenarios: () => ['/api/v1/scenarios'],
  runs: () => ['/api/v1/runs'],
  startRun: () => ['/api/v1/runs'],
  run: (id) => [`/api/v1/runs/${id}`],
  stopRun: (id) => [`/api/v1/runs/${id}`],
  facts: () => ['/api/v1/facts', '/api/v1/facts?kind=refusal&before=2&limit=1'],
  cursor: () => ['/api/v1/cursor'],
};

async function startFilled(
  fault: { current: unknown } = { current: undefined },
): Promise<TestInspector & { id: string }> {
  const check = <T>(value: T): T => {
    if (fault.current !== undefined) throw fault.current; // eslint-disable-line @typescript-eslint/only-throw-error -- Anything may be thrown.
    return value;
  };
  const inspector = await startInspector({
    deps: {
      isReady: () => Promise.resolve(check({ ready: true, checks: {} })),
      index: {
        deliveryLag: () => Promise.resolve({ boundsUs: [], counts: [0], sumUs: 0 }),
        status: () => Promise.resolve().then(() => check({ indexedTo: '', behind: 0 })),
        rebuild: () =>
          Promise.resolve().then(() =>
            check({ indexedTo: '', behind: 3, rebuilding: { done: 0, of: 3 } }),
          ),
      },
      runs: fakeRuns(check),
      counts: () => check(counts),
    },
  });
  const one = captured();
  await inspector.store.append([
    one,
    posted('EventType=answer&SubCallID=1', { forwardedPeer: '203.0.113.5' }),
    posted('EventType=dial-in&CallID=b5187f38&SubCallID=1-b5187f38&CallFlow=in&CallerIDNum= 7812'),
    captured({ head: 'PUT * HTTP/1.0\r\nHost: a\r\n\r\nX-Sum: 1\r\n', origin: 'import' }),
  ]);
  await inspector.store.note([
    { kind: 'refusal', atUs: 1, reason: 'bad_head', message: 'No.', peer: '192.0.2.1:1' },
    { kind: 'refusal', atUs: 2, reason: 'x', message: '', status: 413, bytes: Buffer.from('\xff') },
    { kind: 'deletion', atUs: 3, reason: 'keep', message: 'Gone.', count: 7 },
  ]);
  return { ...inspector, id: one.id };
}

test('every route answers as the OpenAPI document says', async () => {
  await using inspector = await startFilled();
  const judge = createJudge(document);
  for (const [name, route] of table)
    for (const path of goodPaths[name](inspector.id)) {
      const answer = await ask(inspector.url, path, askedFor(route));
      judge(route, answer);
      expect([path, answer.status]).toEqual([path, goodStatus(route)]);
    }
});

test('readyz answers 503 in the same shape while events are not taken', async () => {
  await using inspector = await startInspector({
    deps: { isReady: () => Promise.resolve({ ready: false, checks: { store: 'store_full' } }) },
  });
  const answer = await inspector.get('/readyz');
  createJudge(document)(routes.readyz, answer);
  expect(answer).toMatchObject({ status: 503 });
  expect(JSON.parse(answer.text)).toEqual({ ready: false, checks: { store: 'store_full' } });
});

const storeFaults = problemCodes.filter((code) =>
  /^(store|index)_|^(overloaded|bad_scenario|too_many_waiting)$/.test(code),
);

test('every error a route declares happens, as the document says, and no other', async () => {
  const fault = { current: undefined as unknown };
  await using inspector = await startFilled(fault);
  const judge = createJudge(document);
  const seen = new Set<string>();
  const provoke = async (name: RouteName, path: string, asked: Asked): Promise<void> => {
    const answer = await ask(inspector.url, path, asked);
    judge(routes[name], answer);
    if (answer.status >= 400)
      seen.add(`${name} ${(JSON.parse(answer.text) as { code: string }).code}`);
  };
  const authorization = honest.slice(1);
  for (const [name, route] of table) {
    const path = goodPaths[name](inspector.id)[0] ?? '';
    const foreign = [...honest, ['Sec-Fetch-Site', 'cross-site']] as const;
    await provoke(name, `${path}${path.includes('?') ? '&' : '?'}nope=1`, askedFor(route));
    await provoke(name, path, askedFor(route, [['Host', 'evil.test'], ...authorization]));
    await provoke(name, path, askedFor(route, foreign));
    await provoke(name, path, askedFor(route, honest.slice(0, 1)));
    const absent = path
      .replace(inspector.id, 'mem-zz')
      .replace('/calls/last', '/calls/nothing')
      .replace(/^\/assets\/[\w-]+/, '/assets/nothing');
    await provoke(name, absent, askedFor(route));
    // The last route of all that logs in: there the tries are spent.
    const wrong = { ...askedFor(route), body: JSON.stringify({ token: `x${token.slice(1)}` }) };
    for (let i = 0; name === 'logIn' && i <= 20; i++) await provoke(name, path, wrong);
    if (route.query?.shape['after'])
      await provoke(
        name,
        `${path}?order=oldest&after=other-1`.replace(name === 'events' ? '' : 'order=oldest&', ''),
        { headers: honest },
      );
    else if (name === 'findings')
      await provoke(name, `${path}?before=other-1`, { headers: honest });
    if (route.query?.shape['q'])
      await provoke(name, `${path.split('?', 1).join('')}?q=typ:x`, askedFor(route));
    if (route.query?.shape['timeout'])
      await provoke(name, `${path}?q=type:hangup%20-type:hangup&timeout=0ms`, askedFor(route));
    const faults = [new Error('broken'), ...storeFaults.map((code) => new AppError(code, 'No.'))];
    for (const one of faults) {
      if (one instanceof AppError && !route.problems.some((code) => code === one.code)) continue;
      fault.current = inspector.store.fault = one;
      await provoke(name, path, askedFor(route));
    }
    fault.current = inspector.store.fault = undefined;
  }
  const options = { maxStreams: 0, maxWaits: 0, maxImports: 0 };
  await using full = await startInspector({ options });
  for (const name of ['stream', 'wait', 'importEvents'] as const) {
    const answer = await ask(full.url, goodPaths[name]('')[0] ?? '', askedFor(routes[name]));
    judge(routes[name], answer);
    seen.add(`${name} ${(JSON.parse(answer.text) as { code: string }).code}`);
  }
  const declared = table.flatMap(([name, route]) =>
    problemsOf(route).map((code) => `${name} ${code}`),
  );
  expect([...seen].sort()).toEqual(declared.sort());
});

test('the document names every route once, with its scope', () => {
  expect(Object.keys(document.paths ?? {})).toEqual([
    ...new Set(table.map(([, { path }]) => path)),
  ]);
  for (const [name, { path, method, scope }] of table)
    expect(document.paths?.[path]?.[method]).toMatchObject({
      operationId: name,
      security: scope === 'token' ? [{ token: [] }] : [],
    });
});

test("the API's codes have the statuses of the error table", () => {
  for (const code of problemCodes)
    expect([code, problemStatus[code]]).toEqual([code, statusOf(code)]);
});

/** What is said against these parameters of `/events`. */
function wrong(given: readonly (readonly [string, string])[]): string {
  const parsed = parseParameters(routes.events.query, given);
  return 'wrong' in parsed ? parsed.wrong : 'nothing';
}

test.each([
  [{ nope: '1' }, /^Unknown parameter "nope"\. Known: q, order, before, after, limit\.$/],
  [{ limt: '1' }, /^Unknown parameter "limt"\. Did you mean "limit"\? Known: /],
  [{ Before: 'x' }, /Did you mean "before"\?/],
  [{ limit: '0' }, /^Parameter "limit" is a whole number from 1 to 1000\.$/],
  [{ limit: '1001' }, /^Parameter "limit" is a whole number from 1 to 1000\.$/],
  [{ limit: '1.5' }, /"limit" is a whole number/],
  [{ limit: '' }, /"limit" is a whole number/],
  [{ limit: 'many' }, /"limit" is a whole number/],
  [{ order: 'up' }, /^Parameter "order" is newest or oldest\.$/],
  [{ before: 'a/b' }, /^Parameter "before" is a cursor as the API gave it\.$/],
  [{ after: 'a b' }, /^Parameter "after" is a cursor as the API gave it, or empty/],
  [{ __proto__x: '1' }, /^Unknown parameter "__proto__x"/],
] as const)('the parameters %j are refused with a sentence that helps', (given, sentence) => {
  expect(wrong(Object.entries(given))).toMatch(sentence);
});

test('the name of an unknown parameter is cut before it is repeated', () => {
  expect(wrong([['x'.repeat(5_000), '1']])).toMatch(/^Unknown parameter "x{40}"\. Known/);
});

test('a parameter given twice is refused, since nobody knows which one was meant', () => {
  const twice = [
    ['limit', '1'],
    ['limit', '2'],
  ] as const;
  expect(wrong(twice)).toBe('Parameter "limit" is given more than once.');
});

test('a parameter called like a part of every object is as unknown as any other', () => {
  for (const name of ['__proto__', 'constructor', 'toString'])
    expect(wrong([[name, '1']])).toContain(`Unknown parameter "${name}"`);
});
