import { expect, test } from '@jest/globals';
import {
  ask,
  askedFor,
  goodStatus,
  secret,
  startInspector,
  startWithSecret,
  token,
  type Asked,
} from '../support/inspector.ts';
import {
  clock,
  codeOf,
  cookieOf,
  host,
  logIn,
  ownPage,
  sessionOf,
  sessionPath,
  type Header,
} from '../support/session.ts';

const thirtyDays = 30 * 24 * 3600;

test('the link logs a browser in, which then reads everything for 30 days and no longer', async () => {
  const { nowUs, advance } = clock();
  await using inspector = await startWithSecret({ deps: { nowUs } });
  const answer = await logIn(inspector.url, { code: codeOf(inspector.loginUrl) });
  expect(answer).toMatchObject({ status: 204, text: '' });
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^ringlog_session_[\da-f]{8}=\d+\.[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=2592000$/,
    ),
  ]);
  const cookie = cookieOf(answer);
  expect(await sessionOf(inspector.url, cookie)).toEqual({
    auth: 'on',
    loggedIn: true,
    expiresAt: new Date(nowUs() / 1000 + thirtyDays * 1000).toISOString(),
  });
  const statuses = async (): Promise<unknown[]> =>
    Promise.all(
      inspector.paths.map(async ([at, route]) => {
        const { status } = await ask(inspector.url, at, askedFor(route, [host, cookie]));
        return [route.method, at, status];
      }),
    );
  const good = inspector.paths.map(([at, route]) => [route.method, at, goodStatus(route)]);
  advance(thirtyDays - 1);
  expect(await statuses()).toEqual(good);
  advance(1);
  expect(await sessionOf(inspector.url, cookie)).toEqual({ auth: 'on', loggedIn: false });
  expect(await statuses()).toEqual(
    inspector.paths.map(([at, route]) => [
      route.method,
      at,
      route.scope === 'token' ? 401 : goodStatus(route),
    ]),
  );
});

test('a login holds for the next start with the same token, and for none with another', async () => {
  let cookie: Header;
  {
    await using first = await startInspector();
    cookie = cookieOf(await logIn(first.url, { token }));
  }
  await using restarted = await startWithSecret();
  expect(await sessionOf(restarted.url, cookie)).toMatchObject({ loggedIn: true });
  const other = 'another-token-another-token-another-token';
  await using rotated = await startWithSecret({ options: { token: other } });
  // Also under the name that the new one gives its own.
  const ownName = cookieOf(await logIn(rotated.url, { token: other }))[1].split('=')[0] ?? '';
  expect(cookie[1].startsWith(ownName)).toBe(false);
  for (const value of [cookie[1], cookie[1].replace(/^\w+/, ownName)]) {
    expect(await sessionOf(rotated.url, ['Cookie', value])).toMatchObject({ loggedIn: false });
    const answer = await ask(rotated.url, '/api/v1/events', { headers: [host, ['Cookie', value]] });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(secret);
  }
});

test('a cookie that was changed anywhere is none, on every route', async () => {
  await using inspector = await startWithSecret();
  const [, good] = cookieOf(await logIn(inspector.url, { token }));
  const [name = '', value = ''] = good.split('=');
  const [expiry = '', signature = ''] = value.split('.');
  const wrong = [
    `${name}=${Number(expiry) + 1}.${signature}`,
    `${name}=0${expiry}.${signature}`,
    `${name}=${expiry}.${signature.slice(0, -1)}`,
    `${name}=${expiry}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    `${name}=${expiry}.`,
    `${name}=.${signature}`,
    `${name}=${expiry}`,
    `${name}=`,
    name,
    `ringlog_session=${value}`,
    `${name.toUpperCase()}=${value}`,
    `x${name}=${value}`,
    `${name}="${value}"`,
  ];
  for (const one of wrong)
    for (const [at, route] of inspector.paths) {
      const asked = askedFor(route, [host, ['Cookie', one]]);
      const { status, text } = await ask(inspector.url, at, asked);
      expect([one, at, status]).toEqual([
        one,
        at,
        route.scope === 'token' ? 401 : goodStatus(route),
      ]);
      expect(text).not.toContain(secret);
    }
  // Others beside it do no harm, and neither does one that another port set under its name.
  const among = `theme=dark; ${name}=1.x; ${good}; z`;
  expect(await sessionOf(inspector.url, ['Cookie', among])).toMatchObject({ loggedIn: true });
});

test('a wrong Authorization header is not mended by a cookie', async () => {
  await using inspector = await startWithSecret();
  const cookie = cookieOf(await logIn(inspector.url, { token }));
  const headers = [host, cookie, ['Authorization', 'Bearer wrong'] as const];
  expect(await ask(inspector.url, '/api/v1/events', { headers })).toMatchObject({ status: 401 });
});

test('logging out clears the cookie', async () => {
  await using inspector = await startInspector();
  const cookie = cookieOf(await logIn(inspector.url, { token }));
  const asked: Asked = { method: 'DELETE', headers: [host, ownPage, cookie] };
  const answer = await ask(inspector.url, sessionPath, asked);
  expect(answer.status).toBe(204);
  const name = cookie[1].split('=')[0] ?? '';
  expect(answer.headers['set-cookie']).toEqual([
    `${name}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`,
  ]);
});

test('behind https the cookie never travels without', async () => {
  await using inspector = await startInspector({
    options: { publicUrl: 'https://ringlog.example.com' },
  });
  const headers: Header[] = [
    ['Host', 'ringlog.example.com'],
    ['Origin', 'https://ringlog.example.com'],
  ];
  const answer = await logIn(inspector.url, { token }, headers);
  expect(answer.headers['set-cookie']?.[0]).toContain('; Path=/; Secure; Max-Age=');
});

test.each<[string, readonly Header[], number]>([
  ['its own page', [ownPage], 204],
  ['its own page, as browsers say it', [ownPage, ['Sec-Fetch-Site', 'same-origin']], 204],
  ['its own page, without Origin', [['Sec-Fetch-Site', 'same-origin']], 204],
  ['a program', [], 403],
  ['a program with the token', [['Authorization', `Bearer ${token}`]], 403],
  ['another port', [['Origin', 'http://localhost:3000']], 403],
  ['another scheme', [['Origin', 'https://localhost']], 403],
  ['nowhere', [['Origin', 'null']], 403],
  ['two origins', [ownPage, ownPage], 403],
  ['another site', [['Sec-Fetch-Site', 'cross-site']], 403],
  ['another site that lies', [ownPage, ['Sec-Fetch-Site', 'cross-site']], 403],
  ['a sibling site', [['Sec-Fetch-Site', 'same-site']], 403],
  ['an address bar', [['Sec-Fetch-Site', 'none']], 403],
])('a login from %s is answered as it should', async (_, headers, status) => {
  await using inspector = await startInspector();
  const answer = await logIn(inspector.url, { token }, [host, ...headers]);
  expect(answer.status).toBe(status);
  expect(answer.headers['set-cookie'] === undefined).toBe(status !== 204);
});

test('a cookie alone changes nothing: the request must say it comes from the page', async () => {
  await using inspector = await startWithSecret();
  const cookie = cookieOf(await logIn(inspector.url, { token }));
  const foreign: readonly (readonly Header[])[] = [
    [],
    [['Origin', 'null']],
    [['Origin', 'http://evil.test']],
    [['Sec-Fetch-Site', 'none']],
  ];
  for (const [at, route] of inspector.paths)
    for (const more of route.method === 'get' ? [] : foreign) {
      const { headers = [], ...asked } = askedFor(route, [host, cookie, ...more]);
      const sent = headers.filter(([name, value]) => name !== 'Origin' || value !== ownPage[1]);
      const answer = await ask(inspector.url, at, { ...asked, headers: sent });
      expect([at, more, answer.status]).toEqual([at, more, 403]);
    }
});

test.each<[string, string]>([
  ['nothing', ''],
  ['no JSON', '{"token":'],
  ['neither', '{}'],
  ['both', JSON.stringify({ token, code: 'x' })],
  ['something else beside', JSON.stringify({ token, more: 1 })],
  ['a number', '{"token":1}'],
  ['a list', JSON.stringify([token])],
  ['null', 'null'],
  ['a prototype', `{"__proto__":{"token":"${token}"}}`],
  ['too much', JSON.stringify({ token, more: 'x'.repeat(5_000) })],
])('a login that says %s is refused, and is no wrong try', async (_, body) => {
  await using inspector = await startInspector();
  for (let i = 0; i < 21; i++) {
    const answer = await logIn(inspector.url, body);
    expect([answer.status, answer.headers['set-cookie']]).toEqual([400, undefined]);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'bad_request' });
  }
  expect(inspector.logged).toEqual([]);
});

test('a program with the token is logged in without an end', async () => {
  await using inspector = await startInspector();
  expect(await sessionOf(inspector.url, ['Authorization', `Bearer ${token}`])).toEqual({
    auth: 'on',
    loggedIn: true,
  });
  expect(await sessionOf(inspector.url, ['Authorization', 'Bearer x'])).toEqual({
    auth: 'on',
    loggedIn: false,
  });
});
