import { expect, test } from '@jest/globals';
import { Router } from 'express';
import { routes } from '../../src/api/contract.ts';
import type { Route } from '../../src/api/route.ts';
import { addRoute } from '../../src/http/router.ts';
import {
  ask,
  askedFor,
  goodStatus,
  honest,
  secret,
  startInspector,
  startWithSecret,
  token,
} from '../support/inspector.ts';

const host = ['Host', 'localhost'] as const;
const bearer = ['Authorization', `Bearer ${token}`] as const;

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

test('every answer carries the headers that keep captured content inert, errors too', async () => {
  await using inspector = await startWithSecret();
  const answers = [
    ...inspector.paths.map(([path, route]) => ask(inspector.url, path, askedFor(route))),
    ask(inspector.url, '/api/v1/events', { headers: [host] }),
    ask(inspector.url, '/api/v1/events?nope', { headers: honest }),
    ask(inspector.url, '/nothing', { headers: honest }),
    ask(inspector.url, '/%zz', { headers: honest }),
    ask(inspector.url, '/api/v1/events', { headers: honest, method: 'OPTIONS' }),
    ask(inspector.url, '/', { headers: [['Host', 'evil.test']] }),
    ask(inspector.url, '/', { headers: [...honest, ['Sec-Fetch-Site', 'cross-site']] }),
  ];
  for (const { headers, status } of await Promise.all(answers)) {
    const type = status === 200 ? String(headers['content-type']) : '';
    // Of the page's files the stylesheet is named by its content, and never changes.
    const isNamedByContent = type.startsWith('text/css');
    const isPage = /^(text\/(html|javascript)|image\/svg)/.test(type);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
      'cache-control': isNamedByContent
        ? 'public, max-age=31536000, immutable'
        : isPage
          ? 'no-cache'
          : 'no-store',
    });
    const isDownload = headers['content-type'] === 'application/octet-stream';
    expect(
      String(headers['content-security-policy']).replaceAll(';', '; ').replaceAll('  ', ' '),
    ).toBe(isDownload ? "default-src 'none'; sandbox" : policy);
    for (const name of ['x-powered-by', 'etag', 'strict-transport-security'])
      expect(headers).not.toHaveProperty(name);
    for (const name of Object.keys(headers)) expect(name).not.toMatch(/^access-control-/);
  }
});

test('browsers are told to stay on https when that is how they come', async () => {
  await using inspector = await startInspector({
    options: { publicUrl: 'https://ringlog.example.com/' },
  });
  const { headers } = await ask(inspector.url, '/', {
    headers: [['Host', 'ringlog.example.com']],
  });
  expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/);
  expect(inspector.loginUrl).toMatch(/^https:\/\/ringlog\.example\.com\/#login=/);
});

const wrongTokens: Record<string, readonly (readonly [string, string])[]> = {
  none: [],
  wrong: [['Authorization', `Bearer ${token.replace('tok', 'kot')}`]],
  'a part of it': [['Authorization', `Bearer ${token.slice(0, -1)}`]],
  'more than it': [['Authorization', `Bearer ${token}x`]],
  empty: [['Authorization', 'Bearer ']],
  'another scheme': [['Authorization', `Token ${token}`]],
  basic: [['Authorization', `Basic ${Buffer.from(`x:${token}`).toString('base64')}`]],
  bare: [['Authorization', token]],
  twice: [bearer, bearer],
  'in a cookie': [['Cookie', `token=${token}`]],
  'in another header': [['X-Token', token]],
};

test.each(Object.entries(wrongTokens))(
  'without the right token (%s) every route that needs it says so and shows nothing',
  async (_, headers) => {
    await using inspector = await startWithSecret();
    for (const [path, route] of inspector.paths) {
      const answer = await ask(inspector.url, path, askedFor(route, [host, ...headers]));
      const challenge = answer.headers['www-authenticate'];
      expect({ path, status: answer.status, challenge }).toEqual(
        route.scope === 'token'
          ? { path, status: 401, challenge: 'Bearer realm="ringlog"' }
          : { path, status: goodStatus(route), challenge: undefined },
      );
      expect(answer.text).not.toContain(secret);
    }
  },
);

test('the token in a query is refused and not repeated', async () => {
  await using inspector = await startWithSecret();
  const answer = await ask(inspector.url, `/api/v1/events?token=${token}`, { headers: [host] });
  expect(answer.status).toBe(401);
  expect(answer.text).not.toContain(token);
});

test('the scheme may be written in any case', async () => {
  await using inspector = await startWithSecret();
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    for (const [path, route] of inspector.paths) {
      const asked = askedFor(route, [host, ['Authorization', `${scheme} ${token}`]]);
      const { status } = await ask(inspector.url, path, asked);
      expect([path, status]).toEqual([path, goodStatus(route)]);
    }
});

test('with auth off no token is needed, but the host must still be right', async () => {
  await using inspector = await startWithSecret({ options: { token: undefined } });
  for (const [path, route] of inspector.paths) {
    const { status } = await ask(inspector.url, path, askedFor(route, [host]));
    // There is nothing to log in to.
    expect([path, status]).toEqual([
      path,
      path.endsWith('/session') && route.body ? 400 : goodStatus(route),
    ]);
    const foreign = await ask(inspector.url, path, askedFor(route, [['Host', 'evil.test']]));
    expect(foreign.status).toBe(421);
    expect(foreign.text).not.toContain(secret);
  }
});

test('a route without a scope cannot be registered', () => {
  const { scope, ...rest } = routes.cursor;
  expect(scope).toBe('token');
  for (const wrong of [rest, { ...rest, scope: 'toString' }, { ...rest, scope: 'public' }])
    expect(() => {
      addRoute(Router(), wrong as unknown as Route, () => ({ text: '' }), {
        requireToken: () => undefined,
        requireOwnPage: () => undefined,
        callerOf: () => ({ by: 'nothing' }),
      });
    }).toThrow('/api/v1/cursor declares no scope');
});
