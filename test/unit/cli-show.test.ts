import { expect, test } from '@jest/globals';
import { apiEvent, startFakeInspector } from '../support/fake-inspector.ts';
import { envOf, runCli, startCli } from '../support/cli-run.ts';

const one = apiEvent(1, { CallerIDName: 'Ann\u001b[31m', CallerIDNum: '+7999', __proto__x: '1' });
const answers = {
  'GET /api/v1/events/last': () => one,
  'GET /api/v1/events/c-1': () => one,
};

test('show event prints every part of it, inert, into a pipe too', async () => {
  await using server = await startFakeInspector(answers);
  const { status, stdout } = await runCli(['show', 'event', 'c-1'], {
    env: envOf(server.url),
  });
  expect(status).toBe(0);
  for (const part of [
    /^\d\d:\d\d:50\.000 175 hangup +"?\+7999 .*call=call-1 200\n\n/,
    /^ {2}id +0190a5c4-/m,
    /^ {2}receivedAt +2017-05-30T15:07:50\.000001Z$/m,
    /^ {2}CallerIDName +Ann\\x1b\[31m$/m,
    /^ {2}line +GET \/fordel\/show\.php\?n=1 HTTP\/1\.1$/m,
    /^ {2}Host +somehost\.com$/m,
  ])
    expect(stdout).toMatch(part);
  expect(stdout).not.toContain('\u001b');
});

test('last is the newest event, and json is the whole of it', async () => {
  await using server = await startFakeInspector(answers);
  const { stdout } = await runCli(['show', 'event', 'last', '--output', 'json'], {
    env: envOf(server.url),
  });
  expect(JSON.parse(stdout)).toEqual(one);
  expect(stdout).not.toContain('\u001b');
});

test('an event that is not there is exit status 1', async () => {
  await using server = await startFakeInspector({});
  const env = envOf(server.url);
  expect(await runCli(['show', 'event', 'c-7'], { env })).toEqual({
    status: 1,
    stdout: '',
    stderr: 'ringlog: There is no such event. (not_found)\n',
  });
  expect(await runCli(['show', 'event', '../cursor'], { env })).toMatchObject({ status: 1 });
  expect(server.seen.at(-1)?.path).toBe('/api/v1/events/..%2Fcursor');
});

test('cursor prints the newest one, and an empty line when there is none', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/cursor': (_request, _response, before) => ({ cursor: before === 0 ? 'c-9' : '' }),
  });
  const env = envOf(server.url);
  expect(await runCli(['cursor'], { env })).toEqual({ status: 0, stdout: 'c-9\n', stderr: '' });
  expect(await runCli(['cursor'], { env })).toEqual({ status: 0, stdout: '\n', stderr: '' });
});

const rebuilding = {
  'POST /api/v1/index': () => ({ indexedTo: '', behind: 9, rebuilding: { done: 0, of: 9 } }),
  'GET /api/v1/index': (_request: unknown, _response: unknown, before: number) =>
    before < 2
      ? { indexedTo: 'c-5', behind: 4, rebuilding: { done: 5, of: 9 } }
      : { indexedTo: 'c-9', behind: 0 },
};

test('reindex waits until the index is there, and shows how far it is only on a terminal', async () => {
  await using server = await startFakeInspector(rebuilding);
  const env = envOf(server.url);
  const quiet = await runCli(['reindex'], { env });
  expect(quiet).toEqual({ status: 0, stdout: 'indexed to c-9\n', stderr: '' });
  expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
  await using other = await startFakeInspector(rebuilding);
  const shown = await runCli(['reindex'], { env: envOf(other.url), isTerminal: true });
  expect(shown.stderr).toContain('5 of 9 events, 55%');
  expect(shown.stderr.endsWith('\r\u001b[K')).toBe(true);
});

test('reindex --no-wait only starts it', async () => {
  await using server = await startFakeInspector(rebuilding);
  expect(await runCli(['reindex', '--no-wait'], { env: envOf(server.url) })).toEqual({
    status: 0,
    stdout: 'started\n',
    stderr: '',
  });
  expect(server.seen.map(({ method }) => method)).toEqual(['POST']);
});

test('a signal ends reindex between two looks', async () => {
  await using server = await startFakeInspector({
    ...rebuilding,
    'GET /api/v1/index': () => ({ indexedTo: '', behind: 9, rebuilding: { done: 1, of: 9 } }),
  });
  const cli = startCli(['reindex'], { env: envOf(server.url) });
  cli.stop('SIGINT');
  expect(await cli.status).toBe(130);
});
