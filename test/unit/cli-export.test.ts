import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startFakeInspector } from '../support/fake-inspector.ts';
import { envOf, runCli, startCli } from '../support/cli-run.ts';
import { temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

const text = 'id,name\r\n1,"\u001b[31mЖ\nx"\r\n';
const answers = {
  'GET /api/v1/export.csv': (_request: unknown, response: { end(text: string): void }) => {
    response.end(text);
  },
  'GET /api/v1/export.ndjson': (_request: unknown, response: { end(text: string): void }) => {
    response.end('{}\n');
  },
};

test('export writes what the server sends, for the filter and from the cursor given', async () => {
  await using server = await startFakeInspector(answers);
  const args = ['export', 'type:hangup', 'x', '--after', 'c-1'];
  const env = envOf(server.url);
  expect(await runCli([...args, '-o', 'csv'], { env })).toEqual({
    status: 0,
    stdout: text,
    stderr: '',
  });
  expect(await runCli(args, { env })).toMatchObject({ stdout: '{}\n' });
  expect(server.seen.map(({ path, query }) => [path, query])).toEqual([
    ['/api/v1/export.csv', { q: 'type:hangup x', after: 'c-1' }],
    ['/api/v1/export.ndjson', { q: 'type:hangup x', after: 'c-1' }],
  ]);
});

test('on a terminal an export is inert', async () => {
  await using server = await startFakeInspector(answers);
  const { stdout } = await runCli(['export', '-o', 'csv'], {
    env: envOf(server.url),
    isTerminal: true,
  });
  expect(stdout).toBe('id,name\r\n1,"\\x1b[31mЖ\nx"\r\n');
});

test('--file takes its form from the name, is for its owner only, and is not replaced without --force', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'events.csv');
  await using server = await startFakeInspector(answers);
  const env = envOf(server.url);
  const args = ['export', '--file', file];
  expect(await runCli(args, { env })).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, 'precious');
  const refused = await runCli(args, { env });
  expect(refused).toMatchObject({ status: 73, stdout: '' });
  expect(refused.stderr).toContain('--force');
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect(await runCli([...args, '--force'], { env })).toMatchObject({ status: 0 });
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(readdirSync(directory.path)).toEqual(['events.csv']);
});

test('what is no regular file is not replaced, whatever was asked for', async () => {
  using directory = temporaryDirectory();
  await using server = await startFakeInspector(answers);
  mkdirSync(join(directory.path, 'dir'));
  symlinkSync('/dev/null', join(directory.path, 'link'));
  for (const name of ['dir', 'link', 'missing/file']) {
    const file = join(directory.path, name);
    const { status } = await runCli(['export', '--force', '--file', file], {
      env: envOf(server.url),
    });
    expect([name, status]).toEqual([name, 73]);
  }
  expect(server.seen).toEqual([]);
  expect(readdirSync(directory.path).sort()).toEqual(['dir', 'link']);
});

test.each(['breaks off', 'is interrupted'])('no file is left of an export that %s', async (how) => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'events.ndjson');
  await using server = await startFakeInspector({
    'GET /api/v1/export.ndjson': (_request, response) => {
      response.write('{}\n');
    },
  });
  const cli = startCli(['export', '--file', file], { env: envOf(server.url) });
  const written = (): number =>
    Math.max(
      0,
      ...readdirSync(directory.path).map((name) => statSync(join(directory.path, name)).size),
    );
  await until('a part is written', () => written() === 3);
  expect(existsSync(file)).toBe(false);
  if (how === 'breaks off') server.cut();
  else cli.stop('SIGINT');
  expect(await cli.status).toBe(how === 'breaks off' ? 3 : 130);
  expect(readdirSync(directory.path)).toEqual([]);
});

test('how much is written is told on a terminal', async () => {
  using directory = temporaryDirectory();
  await using server = await startFakeInspector(answers);
  const { stderr } = await runCli(['export', '--file', join(directory.path, 'a.ndjson')], {
    env: envOf(server.url),
    isTerminal: true,
  });
  expect(stderr).toMatch(/3 bytes in .*a\.ndjson\n$/);
});
