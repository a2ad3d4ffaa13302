import { expect, test } from '@jest/globals';
import { toAppError } from '../../src/errors.ts';
import { createHostCheck } from '../../src/http/host-check.ts';
import { createOriginCheck } from '../../src/http/origin-check.ts';
import { ask, honest, secret, startWithSecret, token } from '../support/inspector.ts';

const host = ['Host', 'localhost'] as const;
const bearer = ['Authorization', `Bearer ${token}`] as const;

/** The code a check refuses with; undefined if it lets pass. */
function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return toAppError(error).code;
  }
}

test.each([
  [['localhost'], true],
  [['LOCALHOST:1'], true],
  [['127.0.0.1:8081'], true],
  [['[::1]:8081'], true],
  [['[::1]'], true],
  [['10.0.0.5'], true],
  [['ringlog.example.com:443'], true],
  [['inbox.lan'], true],
  [['[fd00::5]:80'], true],
  [[], false],
  [[''], false],
  [['localhost', 'localhost'], false],
  [['localhost', 'evil.test'], false],
  [['evil.test'], false],
  [['localhost.'], false],
  [['localhost.evil.test'], false],
  [['127.0.0.1.evil.test'], false],
  [['evil.test:localhost'], false],
  [['localhost@evil.test'], false],
  [['evil.test@localhost'], false],
  [['localhost:80@evil.test'], false],
  [['localhost, evil.test'], false],
  [['localhost:'], false],
  [['127.1'], false],
  [['0.0.0.0'], false],
  [['[::]'], false],
  [['::1'], false],
  [['[::ffff:127.0.0.1]'], false],
  [['undefined'], false],
])('Host %j is served: %p', (hosts, isServed) => {
  const check = createHostCheck({
    host: '10.0.0.5',
    publicUrl: 'https://Ringlog.example.com/x',
    allowedHosts: ['inbox.lan', 'fd00::5', 'a name'],
  });
  const rawHeaders = hosts.flatMap((value) => ['hOST', value]);
  const refusal = refusalOf(() => {
    check({ rawHeaders, url: '/' });
  });
  expect(refusal).toBe(isServed ? undefined : 'forbidden_host');
});

test.each([
  ['http://localhost/healthz', 200],
  ['http://127.0.0.1:9/healthz', 200],
  ['HTTP://localhost/healthz', 200],
  ['http://localhost/api/v1/events', 401],
  ['http://localhost', 200],
  ['http://evil.test/healthz', 421],
  ['http://localhost@evil.test/healthz', 421],
  ['http:///healthz', 421],
  ['ftp://localhost/healthz', 421],
])('the absolute target %s is answered %i', async (path, status) => {
  await using inspector = await startWithSecret();
  expect(await ask(inspector.url, path, { headers: [host] })).toMatchObject({ status });
  const { text } = await ask(inspector.url, path, { headers: [['Host', 'evil.test'], bearer] });
  expect(JSON.parse(text)).toMatchObject({ code: 'forbidden_host' });
});

const self = 'http://localhost:8081';
test.each([
  ['POST', [], true],
  ['POST', [['Origin', self]], true],
  [
    'POST',
    [
      ['Origin', self],
      ['Sec-Fetch-Site', 'same-origin'],
    ],
    true,
  ],
  ['DELETE', [['Sec-Fetch-Site', 'none']], true],
  ['POST', [['Origin', 'http://localhost:3000']], false],
  ['POST', [['Origin', 'https://localhost:8081']], false],
  ['POST', [['Origin', 'http://localhost:8081.evil.test']], false],
  ['POST', [['Origin', 'null']], false],
  ['POST', [['Origin', '']], false],
  [
    'POST',
    [
      ['Origin', self],
      ['Origin', 'http://evil.test'],
    ],
    false,
  ],
  [
    'POST',
    [
      ['Origin', self],
      ['Sec-Fetch-Site', 'cross-site'],
    ],
    false,
  ],
  ['DELETE', [['Sec-Fetch-Site', 'same-site']], false],
  ['PATCH', [['Sec-Fetch-Site', 'Cross-Site']], false],
  [
    'PUT',
    [
      ['Sec-Fetch-Site', 'none'],
      ['Sec-Fetch-Site', 'cross-site'],
    ],
    false,
  ],
  ['GET', [], true],
  ['GET', [['Sec-Fetch-Site', 'same-site']], false],
  ['GET', [['Sec-Fetch-Site', 'none']], true],
  ['GET', [['Sec-Fetch-Site', 'cross-site']], false],
  ['HEAD', [['sec-fetch-site', 'cross-site']], false],
  ['POST', [['Cookie', 'a=b']], false],
  ['DELETE', [['cookie', '']], false],
  [
    'DELETE',
    [
      ['Cookie', 'a=b'],
      ['Sec-Fetch-Site', 'none'],
    ],
    false,
  ],
  [
    'POST',
    [
      ['Cookie', 'a=b'],
      ['Origin', self],
    ],
    true,
  ],
  [
    'POST',
    [
      ['Cookie', 'a=b'],
      ['Sec-Fetch-Site', 'same-origin'],
    ],
    true,
  ],
  ['GET', [['Cookie', 'a=b']], true],
] as const)('%s with %j is let through: %p', (method, headers, isLet) => {
  const { check } = createOriginCheck({ publicUrl: 'https://ringlog.example.com' });
  const rawHeaders = [['Host', 'Localhost:8081'], ...headers].flat();
  const refusal = refusalOf(() => {
    check({ method, rawHeaders, url: '/' });
  });
  expect(refusal).toBe(isLet ? undefined : 'forbidden_origin');
});

test('behind a proxy the public origin is the own one', () => {
  const { check } = createOriginCheck({ publicUrl: 'https://ringlog.example.com' });
  const post = (origin: string) => () => {
    check({
      method: 'POST',
      url: '/',
      rawHeaders: ['Host', 'ringlog.example.com', 'Origin', origin],
    });
  };
  expect(post('https://ringlog.example.com')).not.toThrow();
  expect(post('http://ringlog.example.com')).toThrow('other origins');
});

test('an unsafe method from another origin is refused on the listener, before its path is known', async () => {
  await using inspector = await startWithSecret();
  const headers = [...honest, ['Origin', 'http://evil.test']] as const;
  for (const path of ['/api/v1/events', '/nothing'])
    expect(await ask(inspector.url, path, { method: 'POST', headers })).toMatchObject({
      status: 403,
    });
});

const followed = [
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'navigate'],
  ['Sec-Fetch-Dest', 'document'],
] as const;

test.each([
  ['/', followed, 200],
  ['/?q=type:hangup', followed, 200],
  ['/docs', followed, 403],
  ['/c/b5187f38', followed, 200],
  ['/e/last', followed, 200],
  ['/', [['Sec-Fetch-Site', 'same-site'], followed[1], followed[2]], 200],
  ['/api/v1/wait', [['Sec-Fetch-Site', 'same-site'], followed[1], followed[2]], 403],
  ['/assets/scheme.js', followed, 403],
  ['/api/v1/session', followed, 403],
  ['/api/v1/events', followed, 403],
  ['//', followed, 403],
  ['/./', followed, 403],
  ['/%2f', followed, 403],
  ['/?/../api/v1/events', followed, 400],
  ['/', followed.slice(0, 1), 403],
  ['/', followed.slice(0, 2), 403],
  ['/', [followed[0], followed[1], ['Sec-Fetch-Dest', 'iframe']], 403],
  ['/', [followed[0], ['Sec-Fetch-Mode', 'no-cors'], followed[2]], 403],
  ['/', [...followed, ['Sec-Fetch-Dest', 'document']], 403],
] as const)('a link on another site to %s with %j is answered %i', async (path, more, status) => {
  await using inspector = await startWithSecret();
  const answer = await ask(inspector.url, path, { headers: [...honest, ...more] });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain(secret);
  const post = await ask(inspector.url, path, { method: 'POST', headers: [...honest, ...more] });
  expect(post.status).toBe(403);
});
