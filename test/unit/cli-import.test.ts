import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { envOf, runCli, startCli } from '../support/cli-run.ts';
import { sendProblem, startFakeInspector } from '../support/fake-inspector.ts';
import { startImporting } from '../support/importing.ts';
import { startInspector, token } from '../support/inspector.ts';
import { temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

const line = (second: number, request: string): string =>
  `192.0.2.1 - - [22/Nov/2026:20:15:0${second} +0000] "${request}" 200 2 "-" "pbx"`;

const accessLog = [
  line(1, 'GET /fordel/show.php?myid=175&EventType=dial-in&CallID=1 HTTP/1.1'),
  'not a \u001b[31mline',
  line(2, 'POST /fordel/show.php?myid=175 HTTP/1.1'),
  line(2, 'POST /fordel/show.php?myid=175 HTTP/1.1'),
  line(3, 'GET /favicon.ico HTTP/1.1'),
  line(4, '\\x16\\x03\\x01'),
  line(5, 'GET /fordel/show.php?myid=175'),
  '',
].join('\n');

function envFor(url: string): Record<string, string> {
  return { RINGLOG_SERVER: url, RINGLOG_TOKEN: token };
}

test('an access log is stored once, however often it is imported; what is no request is told', async () => {
  await using server = await startImporting();
  const env = envFor(server.inspector.url);
  const args = ['import', '-', '--receive-path', '/fordel'];
  const first = await runCli(args, { env, stdin: [Buffer.from(accessLog)] });
  expect(first).toEqual({
    status: 1,
    stdout: [
      'stdin: 7 lines: 3 stored, 0 known, 2 without body in the file, 2 other requests, 2 not read, 0 refused',
      'stdin:2: error unread It has no time such as "[22/Nov/2026:20:15:07 +0000]". not a \\x1b[31mline',
      `stdin:7: error unread Its request line has no HTTP version: it was cut. ${line(5, 'GET /fordel/show.php?myid=175')}`,
      '',
    ].join('\n'),
    stderr: '',
  });
  const second = await runCli(args, { env, stdin: [Buffer.from(accessLog)] });
  expect(second.stdout).toMatch(/^stdin: 7 lines: 0 stored, 3 known, /);
  const events = await server.events();
  expect(
    events.map(({ head, origin, peer, receivedAtUs }) => [head, origin, peer, receivedAtUs]),
  ).toEqual([
    [
      'GET /fordel/show.php?myid=175&EventType=dial-in&CallID=1 HTTP/1.1\r\nUser-Agent: pbx\r\n',
      'import',
      '192.0.2.1:0',
      Date.UTC(2026, 10, 22, 20, 15, 1) * 1000,
    ],
    ...[2, 2].map((second) => [
      'POST /fordel/show.php?myid=175 HTTP/1.1\r\nUser-Agent: pbx\r\n',
      'import',
      '192.0.2.1:0',
      Date.UTC(2026, 10, 22, 20, 15, second) * 1000,
    ]),
  ]);
});

test('without --receive-path the requests of all paths are taken, as lint does', async () => {
  await using server = await startImporting();
  const { stdout } = await runCli(['import', '-', '-o', 'json'], {
    env: envFor(server.inspector.url),
    stdin: [Buffer.from(accessLog)],
  });
  expect(JSON.parse(stdout)).toEqual([
    {
      file: 'stdin',
      format: 'access-log',
      bytes: Buffer.byteLength(accessLog),
      lines: 7,
      stored: 4,
      known: 0,
      unread: 2,
      refused: 0,
      skipped: 1,
      bodiesLost: 2,
      notes: [
        { line: 2, what: 'unread', why: expect.stringMatching(/no time/) },
        { line: 7, what: 'unread', why: expect.stringMatching(/cut/) },
      ],
    },
  ]);
});

const vendorsLog = `[Tue May 30 15:07:50 2017] ------
[Tue May 30 15:07:50 2017] myid => 175
[Tue May 30 15:07:50 2017] EventType => dial-out
[Tue May 30 15:07:53 2017] ------
[Tue May 30 15:07:53 2017] myid => 175
[Tue May 30 15:07:53 2017] EventType => answer
`;

test('several files are told one by one, each in its own format, and all whole is exit status 0', async () => {
  using directory = temporaryDirectory();
  await using server = await startImporting();
  const files = ['error_log', 'capture.ndjson', 'empty'].map((name) => join(directory.path, name));
  const [errorLog = '', capture = '', empty = ''] = files;
  writeFileSync(errorLog, vendorsLog);
  writeFileSync(capture, '{"method":"POST","target":"/?myid=1","body":"EventType=hangup"}\n');
  writeFileSync(empty, '');
  const { status, stdout } = await runCli(['import', ...files], {
    env: envFor(server.inspector.url),
  });
  const rest = '0 other requests, 0 not read, 0 refused';
  expect(stdout.split('\n')).toEqual([
    `${errorLog}: 6 lines: 2 stored, 0 known, ${rest}`,
    `${capture}: 1 line: 1 stored, 0 known, ${rest}`,
    `${empty}: 0 lines: 0 stored, 0 known, ${rest}`,
    '',
  ]);
  expect(status).toBe(0);
  expect((await server.events()).map(({ head }) => head)).toEqual([
    'GET /fordel/show.php?myid=175&EventType=dial-out HTTP/1.1\r\n',
    'GET /fordel/show.php?myid=175&EventType=answer HTTP/1.1\r\n',
    'POST /?myid=1 HTTP/1.1\r\n',
  ]);
});

test('--format wins over what the lines look like, and the first of many unread ones are shown', async () => {
  await using server = await startImporting();
  const { status, stdout } = await runCli(['import', '-', '--format', 'phplog'], {
    env: envFor(server.inspector.url),
    stdin: [Buffer.from('{"a":1}\n'.repeat(30))],
  });
  const lines = stdout.trimEnd().split('\n');
  expect([status, lines.length, lines[0], lines.at(-1)]).toEqual([
    1,
    22,
    'stdin: 30 lines: 0 stored, 0 known, 0 other requests, 30 not read, 0 refused',
    'stdin: and 10 more',
  ]);
});

test('what the server refuses is told by its line in the file', async () => {
  await using server = await startImporting();
  const big = `{"method":"POST","target":"/","body":"${'x'.repeat(3 << 20)}"}\n`;
  const { status, stdout } = await runCli(['import', '-'], {
    env: envFor(server.inspector.url),
    stdin: [Buffer.from(`\n{"method":"GET","target":"/"}\nnone\n${big}`)],
  });
  expect([status, ...stdout.trimEnd().split('\n')]).toEqual([
    1,
    'stdin: 4 lines: 1 stored, 0 known, 0 other requests, 1 not read, 1 refused',
    'stdin:3: error unread It is not JSON: it may have been cut. none',
    'stdin:4: error refused It is longer than 3145728 bytes.',
  ]);
});

test('who may not import, or where nothing answers, is told before anything is read', async () => {
  await using inspector = await startInspector();
  const stdin = [Buffer.from(accessLog)];
  const wrong = { RINGLOG_SERVER: inspector.url, RINGLOG_TOKEN: `x${token.slice(1)}` };
  expect(await runCli(['import', '-'], { env: wrong, stdin })).toMatchObject({ status: 5 });
  const nobody = { RINGLOG_SERVER: 'http://127.0.0.1:1', RINGLOG_TOKEN: token };
  expect(await runCli(['import', '-'], { env: nobody, stdin })).toMatchObject({ status: 3 });
  const env = envFor(inspector.url);
  expect(await runCli(['import', '-', '-'], { env, stdin })).toMatchObject({ status: 2 });
  expect(await runCli(['import'], { env })).toMatchObject({ status: 2 });
  expect(await runCli(['import', 'nowhere.log'], { env })).toMatchObject({
    status: 73,
    stderr: 'ringlog: nowhere.log cannot be read (ENOENT). (file_unusable)\n',
  });
  expect(await runCli(['import', 'src'], { env })).toMatchObject({
    status: 73,
    stderr: 'ringlog: src cannot be read (EISDIR). (file_unusable)\n',
  });
  expect(await runCli(['import', 'package.json'], { env })).toMatchObject({ status: 73 });
});

const manyLines = Buffer.from('{"method":"GET","target":"/"}\n'.repeat(2_500));

test('a server that cannot store ends it with exit status 3, and what was stored by then is told', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/cursor': () => ({ cursor: '' }),
    'POST /api/v1/import': (_request, response, before) => {
      if (before === 0) return { stored: 2_000, known: 0, refusedCount: 0, refused: [] };
      sendProblem(response, 503, { code: 'store_full', detail: 'Full.', stored: 7, known: 3 });
      return undefined;
    },
  });
  expect(await runCli(['import', '-'], { env: envOf(server.url), stdin: [manyLines] })).toEqual({
    status: 3,
    stdout: '',
    stderr: `stdin: 0.1 MB, 2500 lines, 2007 stored, 3 known, 0 not taken; not to its end. Import it again: nothing is stored twice.\nringlog: ${server.url} is not ready: Full. (unreachable)\n`,
  });
});

test('Ctrl-C ends it at once, and says how far it was', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/cursor': () => ({ cursor: '' }),
    'POST /api/v1/import': () => undefined,
  });
  const cli = startCli(['import', '-'], { env: envOf(server.url), stdin: [manyLines] });
  await until('it is sending', () => server.seen.length === 2);
  cli.stop('SIGINT');
  expect(await cli.status).toBe(130);
  expect(cli.stdout()).toBe('');
  expect(cli.stderr()).toMatch(/ 0 stored, 0 known, 0 not taken; not to its end\. Import it again/);
});

test('on a terminal it shows how far it is, and of how much', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'a.ndjson');
  writeFileSync(file, manyLines);
  await using server = await startImporting();
  const { stdout, stderr } = await runCli(['import', file], {
    env: envFor(server.inspector.url),
    isTerminal: true,
  });
  const shown = stderr.split('\r\u001b[K');
  expect(shown[1]).toMatch(
    /a\.ndjson: 0\.1 of 0\.1 MB, \d+ lines, \d+ stored, 0 known, 0 not taken$/,
  );
  expect([shown[0], shown.at(-1)]).toEqual(['', '']);
  expect(stdout).toMatch(/a\.ndjson: 2500 lines: 2500 stored, 0 known, /);
});
