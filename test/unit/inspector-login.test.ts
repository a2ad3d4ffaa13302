import { expect, test } from '@jest/globals';
import { ask, startInspector, token, type Answered } from '../support/inspector.ts';
import {
  clock,
  codeOf,
  host,
  logIn,
  ownPage,
  sessionOf,
  sessionPath,
  type Header,
} from '../support/session.ts';

test('the link works once', async () => {
  await using inspector = await startInspector();
  const code = codeOf(inspector.loginUrl);
  expect(await logIn(inspector.url, { code })).toMatchObject({ status: 204 });
  const again = await logIn(inspector.url, { code });
  expect(again.status).toBe(401);
  expect(again.headers['set-cookie']).toBeUndefined();
  expect(JSON.parse(again.text)).toMatchObject({
    code: 'unauthorized',
    detail: expect.stringContaining('was used before') as unknown,
  });
});

test('a link that came from elsewhere cannot spend the code', async () => {
  await using inspector = await startInspector();
  const code = codeOf(inspector.loginUrl);
  const foreign = await logIn(inspector.url, { code }, [host, ['Origin', 'http://evil.test']]);
  expect(foreign.status).toBe(403);
  expect(await logIn(inspector.url, { code })).toMatchObject({ status: 204 });
});

test.each([
  [599, 204],
  [600, 401],
])('%i s after the start the link is answered %i', async (seconds, status) => {
  const { nowUs, advance } = clock();
  await using inspector = await startInspector({ deps: { nowUs } });
  advance(seconds);
  const answer = await logIn(inspector.url, { code: codeOf(inspector.loginUrl) });
  expect(answer.status).toBe(status);
});

test('every start has a link of its own', async () => {
  await using one = await startInspector();
  await using two = await startInspector();
  expect(one.loginUrl).not.toBe(two.loginUrl);
  expect(await logIn(two.url, { code: codeOf(one.loginUrl) })).toMatchObject({ status: 401 });
});

test('the token logs in as well, again and again', async () => {
  await using inspector = await startInspector();
  for (let i = 0; i < 25; i++)
    expect(await logIn(inspector.url, { token })).toMatchObject({ status: 204 });
});

test('after 20 wrong tries within a minute the next wrong one has to wait, and nobody else', async () => {
  const { nowUs, advance } = clock();
  await using inspector = await startInspector({ deps: { nowUs } });
  const code = codeOf(inspector.loginUrl);
  for (let i = 0; i < 20; i++)
    expect(
      await logIn(inspector.url, i % 2 === 0 ? { token: `x${token}` } : { code: token }),
    ).toMatchObject({ status: 401 });
  const answer = await logIn(inspector.url, { token: 'x' });
  expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'too_many_tries' });
  // Who tries wrongly need not be who has the right one, and must not keep that one out.
  expect(await logIn(inspector.url, { token })).toMatchObject({ status: 204 });
  expect(await logIn(inspector.url, { code })).toMatchObject({ status: 204 });
  expect(await inspector.get('/api/v1/events')).toMatchObject({ status: 200 });
  advance(60);
  expect(await logIn(inspector.url, { token: 'x' })).toMatchObject({ status: 401 });
});

test('a body that is chunked is held to the same limit', async () => {
  await using inspector = await startInspector();
  const headers: Header[] = [
    host,
    ownPage,
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Transfer-Encoding', 'chunked'],
  ];
  const post = (body: string): Promise<Answered> =>
    ask(inspector.url, sessionPath, { method: 'POST', headers, body });
  expect(await post(JSON.stringify({ token }))).toMatchObject({ status: 204 });
  const large = await post(JSON.stringify({ token }) + ' '.repeat(5_000));
  expect(JSON.parse(large.text)).toMatchObject({
    status: 400,
    detail: 'The request body is larger than 4096 bytes.',
  });
});

test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
  'what a form of another site can send (%s) logs nobody in',
  async (type) => {
    await using inspector = await startInspector();
    const body = JSON.stringify({ token });
    const headers: Header[] = [host, ownPage, ['Content-Type', type]];
    const answer = await ask(inspector.url, sessionPath, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
  },
);

test('with auth off everybody is in, and there is no link and nothing to log in to', async () => {
  await using inspector = await startInspector({ options: { token: undefined } });
  expect(inspector.loginUrl).toBeUndefined();
  expect(await sessionOf(inspector.url)).toEqual({ auth: 'off', loggedIn: true });
  expect(await logIn(inspector.url, { token })).toMatchObject({ status: 400 });
  const out = await ask(inspector.url, sessionPath, { method: 'DELETE', headers: [host, ownPage] });
  expect([out.status, out.headers['set-cookie']]).toEqual([204, undefined]);
});
