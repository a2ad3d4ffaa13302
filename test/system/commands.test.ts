import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { openSocket } from '../support/plain-socket.ts';
import { runProgram, startProgram, temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Whole programs start and end here, on a machine that may be busy. */
jest.setTimeout(60_000);

/** A port of this machine on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('ready --wait ends with 0 when a server that starts later is ready', async () => {
  using directory = temporaryDirectory();
  const port = await freePort();
  const server = `http://127.0.0.1:${port}`;
  const waiting = runProgram(['ready', '--wait', '--server', server, '--timeout', '15s']);
  // It is looking before there is anything to see.
  await untilAsked(port);
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--inspect', `127.0.0.1:${port}`],
  });
  expect(await waiting).toMatchObject({ status: 0, stdout: `ready ${server}\n`, stderr: '' });
  expect(await runProgram(['ready', '--server', program.inspectorUrl])).toMatchObject({
    status: 0,
  });
});

/** Listens until the first connection comes, and is gone. */
async function untilAsked(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      socket.destroy();
      resolve();
    });
    server.listen(port, '127.0.0.1');
  });
  await new Promise((resolve) => server.close(resolve));
}

test('ready ends with 3 when nothing is there, with 4 when waiting was in vain', async () => {
  const server = `http://127.0.0.1:${await freePort()}`;
  const missing = await runProgram(['ready', '--server', server]);
  expect(missing).toMatchObject({ status: 3, stdout: '' });
  expect(missing.stderr).toMatch(/^ringlog: [^\n]+ \(unreachable\)\n$/);
  const vain = await runProgram(['ready', '--wait', '--server', server, '--timeout', '500ms']);
  expect(vain).toMatchObject({ status: 4, stdout: '' });
  expect(vain.stderr).toMatch(/^ringlog: [^\n]+ \(timed_out\)\n$/);
});

test.each([
  [['serve', '--no-such-flag'], 2, /no-such-flag/],
  [['serv'], 2, /serve/],
  [['serve', '--receive'], 2, /argument missing/],
  [['serve', 'extra'], 2, /argument/],
  [['serve', '--receive', 'nowhere'], 64, /^ringlog: --receive "nowhere" [^\n]+ \(bad_config\)\n$/],
  [['serve', '--max-body', '1GiB'], 64, /^ringlog: --max-body "1GiB" [^\n]+ \(bad_config\)\n$/],
  [['serve', '--auth', 'off', '--inspect', '0.0.0.0:0'], 64, /^ringlog: [^\n]+ \(bad_config\)\n$/],
])('%j is refused and says what is wrong', async (args, status, message) => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  const refused = await runProgram(args, { RINGLOG_DATA: data });
  expect(refused).toMatchObject({ status, stdout: '' });
  expect(refused.stderr).toMatch(message);
  expect(readdirSync(directory.path)).toEqual([]);
});

test('a taken port ends serve with 73 and one line', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const { host } = new URL(program.receiverUrl);
  for (const taken of [
    ['--receive', host, '--inspect', '127.0.0.1:0'],
    ['--receive', '127.0.0.1:0', '--inspect', host],
  ]) {
    const second = await runProgram(['serve', ...taken, '--data', join(directory.path, 'other')]);
    expect(second).toMatchObject({ status: 73, stdout: '' });
    expect(second.stderr).toMatch(/^ringlog: [^\n]+ \(listen_failed\)\n$/m);
    expect(second.stderr).toContain(host);
  }
});

test('an unknown RINGLOG_ variable is refused by its name', async () => {
  const refused = await runProgram(['config'], { RINGLOG_KEEPS: '30d' });
  expect(refused).toMatchObject({ status: 64, stdout: '' });
  expect(refused.stderr).toContain('RINGLOG_KEEPS');
});

test('config shows every setting and where it came from, and of the token only that it is set', async () => {
  const token = 'canary-token-canary-token-canary-token';
  const env = { RINGLOG_KEEP: '30d', RINGLOG_TOKEN: token };
  const args = ['config', '--receive', '127.0.0.1:7000'];
  const plain = await runProgram(args, env);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  expect(plain.stdout).toMatch(/^--receive +127\.0\.0\.1:7000 +flag$/m);
  expect(plain.stdout).toMatch(/^--keep +30d +environment$/m);
  expect(plain.stdout).toMatch(/^--max-body +1MiB +default$/m);
  expect(plain.stdout).toMatch(/^--ready-file +unset$/m);
  expect(plain.stdout).toMatch(/^RINGLOG_TOKEN +set +environment$/m);
  const json = await runProgram([...args, '--output', 'json'], env);
  expect(JSON.parse(json.stdout)).toContainEqual({
    variable: 'RINGLOG_TOKEN',
    value: 'set',
    origin: 'environment',
  });
  for (const { stdout } of [plain, json]) expect(stdout).not.toContain('canary');
});

test('token prints what opens the inspector, and nothing before there is one', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  const none = await runProgram(['token', '--data', data]);
  expect(none).toMatchObject({ status: 73, stdout: '' });
  await using program = await startProgram({ data, env: { RINGLOG_TOKEN: '' } });
  const printed = await runProgram(['token', '--data', data]);
  expect(printed).toMatchObject({ status: 0, stderr: '' });
  const url = `${program.inspectorUrl}/api/v1/cursor`;
  const Authorization = `Bearer ${printed.stdout.trim()}`;
  expect((await fetch(url, { headers: { Authorization } })).status).toBe(200);
  expect((await fetch(url)).status).toBe(401);
});

test('the log tells no secret, no value of a query, no header and no body, even at level debug', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  const token = 'canary-token-canary-token-canary-token';
  await using program = await startProgram({
    data,
    env: { RINGLOG_TOKEN: token },
    args: ['--log-level', 'debug', '--max-body', '1KiB', '--event-log', join(data, 'events.log')],
  });
  const { receiverUrl, inspectorUrl } = program;
  // Taken, refused by us, refused by the parser, not found: each with something of its own to give away.
  const headers = { 'X-Canary': 'canary-header', Cookie: 'canary=canary-cookie' };
  const url = `${receiverUrl}/fordel/show.php?myid=175&CallerIDNum=canary-query`;
  const taken = await fetch(url, { method: 'POST', headers, body: 'f=canary-body' });
  expect(taken.status).toBe(200);
  const large = await fetch(url, { method: 'POST', headers, body: 'canary-large'.repeat(200) });
  expect(large.status).toBe(413);
  using bad = await openSocket(receiverUrl);
  bad.socket.write('GET /?canary-line HTTP/1.1\r\nHost: a\r\ncanary bad header\r\n\r\n');
  await bad.ended;
  expect(bad.text()).toMatch(/^HTTP\/1\.1 400 /);
  for (const Authorization of [`Bearer ${token}`, 'Bearer canary-wrong'])
    for (const path of ['/api/v1/events?limit=5', '/api/v1/events?q=canary-search', '/canary-path'])
      await (await fetch(`${inspectorUrl}${path}`, { headers: { Authorization } })).text();
  await until('the event is in the log file', () =>
    readFileSync(join(data, 'events.log'), 'latin1').includes('canary-query'),
  );
  expect(await program.stop()).toBe(0);
  expect(program.stderr()).not.toMatch(/canary-(?!path)/);

  // What was captured is in the journal and the event log only, and the token in no file at all.
  const files = readdirSync(data).map((name) => ({
    name,
    text: readFileSync(join(data, name), 'latin1'),
  }));
  const others = files.filter(({ name }) => !/^(ringlog\.db|events\.log)/.test(name));
  expect(files.length).toBeGreaterThan(2);
  expect(files.filter(({ text }) => text.includes('canary-token'))).toEqual([]);
  expect(others.filter(({ text }) => text.includes('canary'))).toEqual([]);
});
