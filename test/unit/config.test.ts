import { expect, test } from '@jest/globals';
import { flagOf, resolveConfig, settingNames, settingOf, variableOf } from '../../src/config.ts';

test('a flag wins over the environment, that over the default, and each origin is told', () => {
  const env = { RINGLOG_RECEIVE: ':9000', RINGLOG_KEEP: '30d', RINGLOG_PUBLIC_URL: '' };
  const { config, origins } = resolveConfig({ receive: '127.0.0.1:7000' }, env);
  expect(config.receive).toEqual({ host: '127.0.0.1', port: 7000 });
  expect(config.keep).toBe(30 * 86_400_000);
  expect(config.inspect).toEqual({ host: '127.0.0.1', port: 8081 });
  expect(config.publicUrl).toBeUndefined();
  expect(origins).toMatchObject({
    receive: 'flag',
    keep: 'environment',
    inspect: 'default',
    publicUrl: 'unset',
  });
});

test.each([
  ['--receive', { receive: '127.0.0.1' }],
  ['--receive', { receive: '8080' }],
  ['--receive', { receive: '127.0.0.1:70000' }],
  ['--receive', { receive: 'http://127.0.0.1:80' }],
  ['--keep', { keep: '30' }],
  ['--keep', { keep: '1s' }],
  ['--timeout', { timeout: '30' }],
  ['--max-body', { maxBody: '33MiB' }],
  ['--max-body', { maxBody: '0' }],
  ['--receive-path', { receivePath: 'fordel' }],
  ['--allow-from', { allowFrom: 'example.com' }],
  ['--allow-from', { allowFrom: '10.0.0.0/99' }],
  ['--trusted-proxy', { trustedProxy: '::1,10.0.0' }],
  ['--allowed-host', { allowedHost: 'a:80' }],
  ['--public-url', { publicUrl: 'ftp://x' }],
  ['--event-log-format', { eventLogFormat: 'xml' }],
  ['--auth', { auth: 'off', inspect: '0.0.0.0:8081' }],
  ['--inspect', { receive: '127.0.0.1:8081' }],
])('%s refuses what it cannot mean: %j', (flag, flags) => {
  expect(() => resolveConfig(flags, {})).toThrow(
    expect.objectContaining({ code: 'bad_config', message: expect.stringContaining(flag) }),
  );
});

test('an unknown variable stops the start, for it is a known one misspelt', () => {
  expect(() => resolveConfig({}, { RINGLOG_RECIEVE: ':1' })).toThrow(
    expect.objectContaining({ code: 'bad_config', message: expect.stringContaining('RECIEVE') }),
  );
});

test('a bad token is named, not shown', () => {
  const secret = 'short-secret';
  let message = '';
  try {
    resolveConfig({}, { RINGLOG_TOKEN: secret });
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('RINGLOG_TOKEN');
  expect(message).not.toContain(secret);
});

test.each([
  [':8080', { host: '::', port: 8080 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['localhost:65535', { host: 'localhost', port: 65_535 }],
])('reads the address %s', (text, address) => {
  expect(resolveConfig({ receive: text }, {}).config.receive).toEqual(address);
});

test('every default is allowed, and every setting has its own flag and variable', () => {
  expect(() => resolveConfig({}, {})).not.toThrow();
  expect(new Set(settingNames.map(flagOf)).size).toBe(settingNames.length);
  expect(new Set(settingNames.map(variableOf)).size).toBe(settingNames.length);
  for (const name of settingNames) expect(settingOf(name).help).toMatch(/\.$/);
});
