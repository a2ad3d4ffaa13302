import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { tokenFor } from '../../src/cli/client-command.ts';
import { resolveConfig } from '../../src/config.ts';
import { apiEvent, sendProblem, startFakeInspector } from '../support/fake-inspector.ts';
import { envOf, runCli, startCli } from '../support/cli-run.ts';
import { temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

const clientCommands = [
  ['ls'],
  ['show', 'event', 'last'],
  ['tail'],
  ['wait'],
  ['cursor'],
  ['export'],
  ['reindex'],
] as const;

test.each(clientCommands)('%s ends with 3 when nothing answers', async (...args) => {
  const url = await closedUrl();
  const { status, stdout, stderr } = await runCli(args, { env: envOf(url) });
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toBe(
    `ringlog: ${url}: the connection is refused. Is "ringlog serve" running there? --server names another address. (unreachable)\n`,
  );
});

test('a port that HTTP clients refuse is said to be one', async () => {
  const { status, stderr } = await runCli(['ls'], { env: envOf('http://127.0.0.1:1') });
  expect(status).toBe(3);
  expect(stderr).toContain('http://127.0.0.1:1: HTTP clients refuse to connect to that port.');
});

test('the token goes to an inspector only: not to a receiver, and not to whoever else answers there', async () => {
  const seen: IncomingMessage[] = [];
  const receiver = createHttpServer((request, response) => {
    seen.push(request);
    response.end('ok');
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const { status, stderr } = await runCli(['ls'], { env: envOf(`http://127.0.0.1:${port}`) });
  expect(status).toBe(3);
  expect(stderr).toContain(
    'not the inspector of Ringlog. --server is the address of the inspector',
  );
  expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/healthz', undefined],
  ]);
  receiver.closeAllConnections();
  receiver.close();
  await once(receiver, 'close');
});

/** Where something listened a moment ago. */
async function closedUrl(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

const everywhere = [
  'GET /api/v1/events',
  'GET /api/v1/events/last',
  'GET /api/v1/cursor',
  'GET /api/v1/wait',
  'GET /api/v1/export.ndjson',
  'POST /api/v1/index',
];

test.each(clientCommands)(
  '%s ends with 5 when the token is wrong, and says what to do',
  async (...args) => {
    await using server = await startFakeInspector(
      Object.fromEntries(
        everywhere.map((key) => [
          key,
          (_request, response) => {
            sendProblem(response, 401, { code: 'unauthorized', detail: 'The token is wrong.' });
          },
        ]),
      ),
    );
    const { status, stdout, stderr } = await runCli(args, { env: envOf(server.url) });
    expect({ status, stdout }).toEqual({ status: 5, stdout: '' });
    expect(stderr).toMatch(
      / refuses the token\. Set RINGLOG_TOKEN .* --data\. A new token [^\n]+ \(refused\)\n$/,
    );
  },
);

test.each([
  [403, 'forbidden_origin', 5, 'refused'],
  [421, 'forbidden_host', 5, 'refused'],
  [400, 'bad_cursor', 2, 'usage'],
  [404, 'not_found', 1, 'not_found'],
  [503, 'store_busy', 3, 'unreachable'],
  [500, 'internal', 70, 'internal'],
])('an answer %i %s is exit status %i', async (httpStatus, code, exit, told) => {
  await using server = await startFakeInspector({
    'GET /api/v1/cursor': (_request, response) => {
      sendProblem(response, httpStatus, { code, detail: 'So it is \u001b[31m.' });
    },
  });
  const { status, stderr } = await runCli(['cursor'], { env: envOf(server.url) });
  expect(status).toBe(exit);
  expect(stderr).toMatch(new RegExp(`So it is \\\\x1b\\[31m\\. \\(${told}\\)\\n$`));
});

test('a redirect is not followed, so the token goes nowhere else', async () => {
  await using elsewhere = await startFakeInspector({});
  await using server = await startFakeInspector({
    'GET /api/v1/cursor': (_request, response) => {
      response.writeHead(307, { Location: `${elsewhere.url}/api/v1/cursor` }).end();
    },
  });
  const { status, stderr } = await runCli(['cursor'], { env: envOf(server.url) });
  expect(status).toBe(3);
  expect(stderr).toContain('(status 307), which is not followed');
  expect(elsewhere.seen).toEqual([]);
});

test.each([
  ['another server', (): unknown => ({ hello: 1 })],
  [
    'a page',
    (_: unknown, response: { end(text: string): void }): void => {
      response.end('<html>');
    },
  ],
])('%s is not taken for Ringlog', async (_name, answer) => {
  await using server = await startFakeInspector({
    'GET /api/v1/cursor': answer,
  });
  const { status, stderr } = await runCli(['cursor'], { env: envOf(server.url) });
  expect(status).toBe(3);
  expect(stderr).toContain('what answers there is not the inspector of Ringlog');
  expect(stderr).toContain('not of the receiver');
});

test('a server that never answers is given up after --timeout', async () => {
  const silent = createServer();
  const sockets: { destroy(): void }[] = [];
  silent.on('connection', (socket) => sockets.push(socket));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const { status, stderr } = await runCli(['cursor', '--timeout', '50ms'], {
    env: envOf(`http://127.0.0.1:${port}`),
  });
  for (const socket of sockets) socket.destroy();
  silent.close();
  expect(status).toBe(3);
  expect(stderr).toContain('no answer in time');
});

test('the token of the data directory is for the server of this machine, unless it was named', () => {
  using directory = temporaryDirectory();
  const token = 'file-token-file-token-file-token-file';
  writeFileSync(join(directory.path, 'token'), token);
  const tokenOf = (server: string, data: 'flag' | 'default'): string | undefined => {
    const resolved = resolveConfig({ server, data: directory.path }, {});
    return tokenFor({ ...resolved, origins: { ...resolved.origins, data } });
  };
  for (const here of ['http://127.0.0.1:8081', 'http://localhost:1', 'http://[::1]:8081'])
    expect(tokenOf(here, 'default')).toBe(token);
  for (const there of ['https://ringlog.example.com', 'http://127.0.0.1.example.com'])
    expect([tokenOf(there, 'default'), tokenOf(there, 'flag')]).toEqual([undefined, token]);
});

test('the token of the data directory is found by --data, and without one none is sent', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  mkdirSync(data);
  const token = 'file-token-file-token-file-token-file';
  writeFileSync(join(data, 'token'), `${token}\n`);
  await using server = await startFakeInspector({ 'GET /api/v1/cursor': () => ({ cursor: 'c' }) });
  const env = { RINGLOG_SERVER: server.url };
  expect(await runCli(['cursor', '--data', data], { env })).toMatchObject({ stdout: 'c\n' });
  await runCli(['cursor', '--data', directory.path], { env });
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${token}`,
    undefined,
  ]);
});

test.each(['SIGINT', 'SIGTERM'])('%s ends a command quietly', async (signal) => {
  await using server = await startFakeInspector({ 'GET /api/v1/wait': () => undefined });
  const cli = startCli(['wait'], { env: envOf(server.url) });
  await until('it waits', () => server.seen.length === 1);
  cli.stop(signal);
  expect(await cli.status).toBe(signal === 'SIGINT' ? 130 : 143);
  expect(cli.stdout() + cli.stderr()).toBe('');
});

test('a command whose output nobody reads ends quietly', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/export.ndjson': (_request, response) => {
      response.write(`${JSON.stringify(apiEvent(1))}\n`);
    },
  });
  const cli = startCli(['export'], { env: envOf(server.url) });
  await until('it began', () => cli.stdout() !== '');
  cli.close();
  expect(await cli.status).toBe(0);
  expect(cli.stderr()).toBe('');
});

test('unknown commands, flags and words are answered with what there is', async () => {
  expect(await runCli(['tial'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('tail'),
  });
  expect(await runCli(['ls', '--limt', '5'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--limit'),
  });
  for (const filter of ['-type:hangup', '-origin:fixture'])
    expect(await runCli(['ls', filter])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('A filter that begins with - goes after --.'),
    });
  expect(await runCli(['show', 'evnt', 'last'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('event'),
  });
  expect(await runCli(['ls', '--limit', '0'])).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('from 1 to'),
  });
});

test.each(['ls', 'show', 'tail', 'wait', 'cursor', 'export', 'reindex'])(
  'the help of %s shows examples and what it takes',
  async (name) => {
    const { status, stdout } = await runCli([name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n(  .*ringlog ${name}\\b.*\\n){1,}`));
    expect(stdout).toContain('--server <URL>');
  },
);
