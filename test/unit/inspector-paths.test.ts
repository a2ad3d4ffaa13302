import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { ask, askedFor, honest, secret, startWithSecret } from '../support/inspector.ts';

const host = ['Host', 'localhost'] as const;

/** Sends bytes as they are, and gives all that comes back until the other side closes. */
function send(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(bytes, 'latin1'));
    });
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined); // A close while we still send is an answer, too.
    socket.on('close', () => {
      resolve(received);
    });
  });
}

/** Other spellings of a path, as routers and proxies have been seen to take for the same. */
function spellings(path: string): string[] {
  return [
    path.replace('/a', '/%61'),
    path.replace('/m', '/%6d'),
    path.replace('v1', '%761'),
    path.replaceAll('/', '//'),
    path.replaceAll('/', '/./'),
    path.replaceAll('/', '%2f'),
    path.replaceAll('/', '%5c'),
    path.replaceAll('/', '\\'),
    `/\\${path.slice(1)}`,
    path.toUpperCase(),
    path.replace('api', 'Api'),
    `${path}/`,
    `${path}%2f`,
    `${path}/.`,
    `${path};x=1`,
    `${path}%00`,
    `${path}%20`,
    `${path}.json`,
    `/healthz/..${path}`,
    `/healthz/..;${path}`,
    `/healthz/%2e%2e${path}`,
    `/healthz%2f..${path}`,
    `/./${path}`,
    `/x${path}`,
    `${path}#x`,
    `/#${path}`,
    `/?${path}`,
    `http://localhost${path}`,
    `http://localhost/healthz/..${path}`,
    `http://localhost\\${path}`,
  ];
}

test('no spelling of a path leads to data without the token', async () => {
  await using inspector = await startWithSecret();
  const seen: Record<number, number> = {};
  for (const [path, { method }] of inspector.paths)
    for (const target of spellings(path)) {
      const bytes = `${method.toUpperCase()} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      const answer = await send(inspector.url, bytes);
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
      seen[status] = (seen[status] ?? 0) + 1;
      expect([target, answer.includes(secret)]).toEqual([target, false]);
      expect([target, answer.includes('mem-1')]).toEqual([target, false]);
    }
  // 2xx is what open routes say to the spellings that are theirs; 403, that a login must come from the page; never 500, never silence.
  expect(Object.keys(seen)).toEqual(['200', '204', '400', '401', '403', '404', '405']);
});

test('with the token, a path is that path only in its one spelling', async () => {
  await using inspector = await startWithSecret();
  for (const path of ['/API/v1/events', '/api/v1/events/', '//api/v1/events', '/api/v1//events'])
    expect(await inspector.get(path)).toMatchObject({ status: 404 });
  const tricky = [
    '..%2f',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%00',
    'a%20b',
    '%c0%ae',
    'x'.repeat(200),
  ];
  for (const id of tricky) {
    const answer = await inspector.get(`/api/v1/events/${id}`);
    expect([id, answer.status]).toEqual([id, 400]);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'bad_request' });
  }
  expect(inspector.logged).toEqual([]);
});

test('an unknown address is a problem that says where to look', async () => {
  await using inspector = await startWithSecret();
  const answer = await inspector.get('/api/v2/events?x=1');
  expect(answer).toMatchObject({
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
  });
  expect(JSON.parse(answer.text)).toEqual({
    title: 'There is nothing at this address.',
    status: 404,
    detail: 'There is nothing at this address. The API is described at /api/v1/openapi.json.',
    code: 'not_found',
  });
});

test('an address says which methods it knows, OPTIONS included, with or without the token', async () => {
  await using inspector = await startWithSecret();
  const known = Map.groupBy(inspector.paths, ([, route]) => route.path);
  for (const rows of known.values()) {
    const [path = ''] = rows[0] ?? [];
    const allowed = rows.flatMap(([, { method }]) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    );
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])
      for (const headers of allowed.includes(method) ? [] : [honest, [host]]) {
        const answer = await ask(inspector.url, path, { method, headers });
        expect([method, path, answer.status]).toEqual([method, path, 405]);
        expect(answer.headers['allow']).toBe(allowed.join(', '));
      }
  }
  const star = await ask(inspector.url, '*', { method: 'OPTIONS', headers: honest });
  expect(star.status).toBe(405);
});

test('HEAD answers like GET, without the body', async () => {
  await using inspector = await startWithSecret();
  for (const [path] of inspector.paths.filter(([, { method }]) => method === 'get')) {
    const get = await inspector.get(path);
    const head = await ask(inspector.url, path, { method: 'HEAD', headers: honest });
    expect([path, head.status, head.text]).toEqual([path, 200, '']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    const refused = await ask(inspector.url, path, { method: 'HEAD', headers: [['Host', 'x']] });
    expect(refused).toMatchObject({ status: 421, text: '' });
  }
});

test.each([
  ['Content-Length: 5\r\n\r\nhello', 400],
  ['Content-Length: 1000000000\r\n\r\n', 400],
  ['Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', 400],
  ['Content-Length: 5\r\nExpect: 100-continue\r\n\r\n', 400],
  ['Content-Length: 0\r\n\r\n', 200],
])(
  'a request that announces a body by %j is answered %i, and nothing of it is awaited',
  async (rest, status) => {
    await using inspector = await startWithSecret();
    const more = status === 200 ? `Connection: close\r\n${rest}` : rest;
    const answer = await send(inspector.url, `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${more}`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  },
);

test('every route but those that take a body refuses one, and reads nothing of it', async () => {
  await using inspector = await startWithSecret();
  for (const [path, route] of inspector.paths) {
    if (route.body ?? route.lines) continue;
    const headers = askedFor(route).headers?.filter(([name]) => name !== 'Content-Length') ?? [];
    const method = route.method.toUpperCase();
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const bytes = `${method} ${path} HTTP/1.1\r\n${head}Content-Length: 100000\r\n\r\nx`;
    expect(await send(inspector.url, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  }
});

test('a head beyond 16 KiB is refused by the parser', async () => {
  await using inspector = await startWithSecret();
  const long = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`;
  expect(await send(inspector.url, long)).toMatch(/^HTTP\/1\.1 431 /);
});

test('a second Host behind thousands of headers is still seen', async () => {
  await using inspector = await startWithSecret();
  const filler = 'a:\r\n'.repeat(2_500);
  const head = `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${filler}Host: evil.test\r\nConnection: close\r\n\r\n`;
  expect(await send(inspector.url, head)).toMatch(/^HTTP\/1\.1 421 /);
});

test('HTTP/1.0 without a Host is refused like any other name', async () => {
  await using inspector = await startWithSecret();
  expect(await send(inspector.url, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
});
