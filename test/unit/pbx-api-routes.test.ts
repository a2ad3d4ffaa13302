import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { api, cases, event, type Case } from '../support/pbx-cases.ts';
import { heldClock } from '../support/held-clock.ts';
import { askOnce, grant, startPbx, type Asking, type TestPbx } from '../support/pbx-api.ts';
import { judgeOf, type PbxDocument } from '../support/pbx-judge.ts';

const clock = heldClock();
let pbx: TestPbx;
let judge: ReturnType<typeof judgeOf>;
let document: PbxDocument;

beforeAll(async () => {
  pbx = await startPbx({ clock, client: { id: 'app', secret: 'secret' }, tokenLifeMs: 60_000 });
  document = (await pbx.ask('/openapi.json')).json as PbxDocument;
  judge = judgeOf(document);
});

afterAll(() => pbx[Symbol.asyncDispose]());

async function filled(): Promise<void> {
  await pbx.ask('/reset', { method: 'POST' });
  for (const path of ['extension/175/event/', 'client/@me/phone_events/'])
    for (const event_type of ['hangup', 'answer'])
      await pbx.post(`${api}/${path}`, { ...event, event_type });
}

const asking = ({ method, body }: Case, headers = {}): Asking => ({
  method: method.toUpperCase(),
  ...(body === undefined ? {} : { body }),
  headers,
});

test('the document has every address, and the tests have them too', () => {
  const published = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const tested = cases.map(({ method, path }) => `${method} ${path}`);
  expect([...tested, 'post /oauth/token'].sort()).toEqual(published.sort());
});

test.each(cases)('$method $path does what the document says', async (row) => {
  await filled();
  const answer = await pbx.ask(row.good, asking(row));
  expect({ status: answer.status, text: row.status === 204 ? '' : answer.text }).toEqual({
    status: row.status,
    text: answer.text,
  });
  judge(row.method, row.path, answer);
});

test.each(cases)('$method $path refuses what is wrong', async (row) => {
  await filled();
  for (const body of row.wrongBodies ?? []) {
    const answer = await pbx.ask(row.good, { ...asking(row), body });
    expect({ body, status: answer.status }).toEqual({ body, status: 400 });
    judge(row.method, row.path, answer);
  }
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'];
  for (const type of row.body === undefined ? [] : types) {
    const answer = await pbx.ask(row.good, asking(row, { 'content-type': type }));
    expect({ type, status: answer.status }).toEqual({ type, status: 400 });
  }
  for (const path of row.missing ?? []) {
    const answer = await pbx.ask(path, asking(row));
    expect({ path, answer: answer.text }).toEqual({ path, answer: '{"message":"Not found"}' });
    expect(answer.status).toBe(404);
    judge(row.method, row.path, answer);
  }
  const others = await pbx.ask('/deliveries');
  expect(others.json).toMatchObject({ deliveries: [], playing: 0 });
});

test.each([...new Set(cases.map(({ good }) => good))])(
  '%s knows its methods and its slash',
  async (good) => {
    const rows = cases.filter((row) => row.good === good);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      if (rows.some((row) => row.method.toUpperCase() === method)) continue;
      const answer = await pbx.ask(good, { method });
      expect({ method, status: answer.status }).toEqual({ method, status: 405 });
      expect(answer.json).toMatchObject({ message: expect.stringMatching(/^Method Not Allowed/) });
      const allowed = String(answer.headers['allow']).split(', ');
      expect(allowed).toEqual(expect.arrayContaining(rows.map((row) => row.method.toUpperCase())));
    }
    const [path = ''] = good.split('?');
    const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
    const { status } = await pbx.ask(other);
    expect({ other, status }).toEqual({ other, status: 404 });
  },
);

test.each(cases.filter(({ path }) => !/openapi|healthz/.test(path)))(
  '$method $path needs a token that is known',
  async (row) => {
    await filled();
    const headers = ['', 'Bearer', 'Bearer nobody', 'Basic YXBwOnNlY3JldA==', 'Bearer a b'];
    for (const authorization of headers) {
      const answer = await pbx.ask(row.good, asking(row, { authorization }));
      expect({ authorization, status: answer.status }).toEqual({ authorization, status: 401 });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      judge(row.method, row.path, answer);
    }
    const list = await pbx.ask(`${api}/extension/175/event/`);
    expect(list.json).toHaveLength(2);
  },
);

test('a token expires, and another can be had for the right credentials only', async () => {
  const asked = await askOnce(pbx.url, '/oauth/token', grant('app', 'secret'));
  judge('post', '/oauth/token', asked);
  const { access_token, expires_in } = asked.json as { access_token: string; expires_in: number };
  expect(expires_in).toBe(60);
  const headers = { authorization: `Bearer ${access_token}` };
  clock.goOn(59_999);
  expect((await pbx.ask('/deliveries', { headers })).status).toBe(200);
  clock.goOn(1);
  expect((await pbx.ask('/deliveries', { headers })).status).toBe(401);

  for (const [id, secret] of [
    ['app', 'Secret'],
    ['App', 'secret'],
    ['app:', ''],
    ['', 'secret'],
  ])
    expect((await askOnce(pbx.url, '/oauth/token', grant(id ?? '', secret ?? ''))).status).toBe(
      id === '' ? 400 : 401,
    );
  const form = grant('app', 'secret');
  for (const body of [
    '',
    'grant_type=password&client_id=app&client_secret=secret',
    'grant_type=client_credentials&client_id=app',
    'grant_type=client_credentials&client_id=app&client_id=app&client_secret=secret',
  ]) {
    const answer = await askOnce(pbx.url, '/oauth/token', { ...form, body });
    expect({ body, status: answer.status }).toEqual({ body, status: 400 });
    judge('post', '/oauth/token', answer);
  }
  expect((await askOnce(pbx.url, '/oauth/token', {})).status).toBe(405);
});
