import { expect, test } from '@jest/globals';
import { csvColumns } from '../../src/formats/csv.ts';
import { apiEvent, sendProblem, startFakeInspector } from '../support/fake-inspector.ts';
import { cliToken, envOf, runCli } from '../support/cli-run.ts';

const twoEvents = {
  'GET /api/v1/events': () => ({ events: [apiEvent(2), apiEvent(1)], indexedTo: 'c-2' }),
};

test('ls sends the words of the filter as one text, with the token, and prints a line an event', async () => {
  await using server = await startFakeInspector(twoEvents);
  const { status, stdout, stderr } = await runCli(['ls', 'type:hangup', 'num:4567'], {
    env: envOf(server.url),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/ 175 hangup .*call=call-2 /),
    expect.stringMatching(/ 175 hangup .*call=call-1 /),
  ]);
  expect(server.seen).toEqual([
    expect.objectContaining({
      path: '/api/v1/events',
      query: { q: 'type:hangup num:4567', order: 'newest', limit: '50' },
      headers: expect.objectContaining({ authorization: `Bearer ${cliToken}` }),
    }),
  ]);
});

test('ls goes on to the next page until it has as many as asked for, also behind an empty page', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/events': (_request, _response, before) =>
      before === 1
        ? { events: [], next: 'c-50', scannedTo: 'c-50', indexedTo: 'c-99' }
        : { events: [apiEvent(9 - before)], next: `c-${9 - before}`, indexedTo: 'c-99' },
  });
  const { stdout } = await runCli(['ls', '--limit', '2', '-o', 'ndjson'], {
    env: envOf(server.url),
  });
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([apiEvent(9), apiEvent(7)]);
  expect(server.seen.map(({ query }) => [query['limit'], query['before']])).toEqual([
    ['2', undefined],
    ['1', 'c-9'],
    ['1', 'c-50'],
  ]);
});

test('--after begins with the oldest one behind that cursor, and takes an empty one', async () => {
  await using server = await startFakeInspector(twoEvents);
  const env = envOf(server.url);
  await runCli(['ls', '--after', 'c-7'], { env });
  await runCli(['ls', '--after', ''], { env });
  await runCli(['ls', '--after', 'c-7', '--order', 'newest'], { env });
  expect(server.seen.map(({ query }) => [query['order'], query['after']])).toEqual([
    ['oldest', 'c-7'],
    ['oldest', ''],
    ['newest', 'c-7'],
  ]);
});

test('json is one document, also an empty one; csv has its header; phplog is the log of the example', async () => {
  await using server = await startFakeInspector(twoEvents);
  await using empty = await startFakeInspector({
    'GET /api/v1/events': () => ({ events: [], indexedTo: '' }),
  });
  const print = async (output: string, url = server.url): Promise<string> =>
    (await runCli(['ls', '--output', output], { env: envOf(url) })).stdout;
  expect(JSON.parse(await print('json'))).toEqual([apiEvent(2), apiEvent(1)]);
  expect(JSON.parse(await print('json', empty.url))).toEqual([]);
  expect((await print('csv')).split('\r\n')).toEqual([
    csvColumns.join(','),
    expect.stringContaining(',c-2,'),
    expect.stringContaining(',c-1,'),
    '',
  ]);
  expect(await print('csv', empty.url)).toBe(`${csvColumns.join(',')}\r\n`);
  expect(await print('phplog')).toMatch(/^\[[^\]]+\] ------\n\[[^\]]+\] myid => 175\n/);
});

test('what a newer server says beside is printed as it came', async () => {
  const event = { ...apiEvent(1), duplicateOf: 'x', mood: ['good'] };
  await using server = await startFakeInspector({
    'GET /api/v1/events': () => ({ events: [event], indexedTo: 'c-1' }),
  });
  const { stdout } = await runCli(['ls', '-o', 'ndjson'], { env: envOf(server.url) });
  expect(JSON.parse(stdout)).toEqual(event);
});

test.each(['pretty', 'line', 'json', 'ndjson', 'csv', 'phplog'])(
  'captured control characters reach no terminal as %s',
  async (output) => {
    const evil = 'a\u001b]0;title\u0007\u009b31m\u202eb\r\u0000';
    await using server = await startFakeInspector({
      'GET /api/v1/events': () => ({
        events: [apiEvent(1, { [evil]: evil, CallerIDName: evil })],
        indexedTo: '',
      }),
    });
    const { stdout } = await runCli(['ls', '--output', output], {
      env: envOf(server.url),
      isTerminal: true,
    });
    expect(stdout).toContain('title');
    expect(stdout.replaceAll('\r\n', '\n')).toMatch(/^[^\p{Cc}\u202e]*(?:\n[^\p{Cc}\u202e]*)*$/u);
  },
);

test('a terminal gets the pretty form and is told when nothing matched; a pipe gets silence', async () => {
  const event = apiEvent(1, { CallerIDName: 'Ann', Tag: '7' });
  await using server = await startFakeInspector({
    'GET /api/v1/events': () => ({ events: [event], indexedTo: 'c-1' }),
  });
  await using empty = await startFakeInspector({
    'GET /api/v1/events': () => ({ events: [], indexedTo: '' }),
  });
  const pretty = await runCli(['ls'], { env: envOf(server.url), isTerminal: true });
  expect(pretty.stdout).toMatch(/\n {13}CallerIDName=Ann Tag=7\n$/);
  const told = await runCli(['ls', 'nix'], { env: envOf(empty.url), isTerminal: true });
  expect(told).toMatchObject({ status: 0, stdout: '' });
  expect(told.stderr).toContain('No event matches.');
  const silent = await runCli(['ls', 'nix'], { env: envOf(empty.url) });
  expect(silent).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('colours are for those who want them', async () => {
  await using server = await startFakeInspector(twoEvents);
  const env = envOf(server.url);
  expect((await runCli(['ls'], { env, isTerminal: true, useColor: true })).stdout).toContain(
    '\u001b[',
  );
  expect((await runCli(['ls'], { env, isTerminal: true })).stdout).not.toContain('\u001b[');
});

test('a form a command does not print is refused as a flag, and passed over as a variable', async () => {
  await using server = await startFakeInspector({
    ...twoEvents,
    'GET /api/v1/export.ndjson': () => [],
  });
  const env = { ...envOf(server.url), RINGLOG_OUTPUT: 'pretty' };
  const refused = await runCli(['export', '--output', 'line'], { env });
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toBe(
    'ringlog: --output line does not fit this command; it prints ndjson, csv, phplog. (usage)\n',
  );
  expect(await runCli(['export'], { env })).toMatchObject({ status: 0 });
});

test('a filter that is not understood is shown with a caret under what is wrong', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/events': (_request, response) => {
      sendProblem(response, 400, {
        code: 'bad_filter',
        detail: 'There is no key "typ". Did you mean "type"?',
        at: 5,
        length: 3,
      });
    },
  });
  const { status, stdout, stderr } = await runCli(['ls', '-o', 'json', 'жук', '', 'typ:hangup'], {
    env: envOf(server.url),
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(
    /^ringlog: There is no key "typ"\. Did you mean "type"\? \(bad_filter\)\n/,
  );
  expect(stderr.split('\n').slice(1)).toEqual(['  жук  typ:hangup', '       ^~~', '']);
});

test('after -- a filter may begin with a minus', async () => {
  await using server = await startFakeInspector(twoEvents);
  await runCli(['ls', '--limit', '3', '--', '-type:hangup', '-o'], { env: envOf(server.url) });
  expect(server.seen[0]?.query).toMatchObject({ q: '-type:hangup -o', limit: '3' });
});
