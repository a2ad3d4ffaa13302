import { expect, test } from '@jest/globals';
import { apiEvent, sendProblem, startFakeInspector } from '../support/fake-inspector.ts';
import { envOf, runCli } from '../support/cli-run.ts';

test('wait asks once for the whole time and prints what matched', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/wait': () => ({ events: [apiEvent(3), apiEvent(4)], cursor: 'c-4' }),
  });
  const args = ['wait', 'type:hangup', '--after', 'c-2', '--count', '2', '--timeout', '20s'];
  const { status, stdout } = await runCli([...args, '-o', 'json'], { env: envOf(server.url) });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual([apiEvent(3), apiEvent(4)]);
  expect(server.seen.map(({ query }) => query)).toEqual([
    { q: 'type:hangup', after: 'c-2', count: '2', timeout: '20s' },
  ]);
});

test('a wait in vain ends with 4 and shows the nearest misses on stderr', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/wait': (_request, response) => {
      const event = apiEvent(7, { CallerIDName: '\u001b[31mAnn' });
      sendProblem(response, 406, {
        code: 'no_match',
        detail: 'Nothing.',
        matched: 0,
        nearest: [{ event, missed: ['type:answer', 'num:\u001b1'] }],
      });
    },
  });
  const { status, stdout, stderr } = await runCli(['wait', 'type:answer', '--timeout', '500ms'], {
    env: envOf(server.url),
  });
  expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  expect(server.seen[0]?.query['timeout']).toBe('500ms');
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/^ringlog: 0 of 1 matching event came within 0\.5 s\. \(no_match\)$/),
    'Nearest:',
    expect.stringMatching(/^ {2}\d\d:\d\d:50\.000 175 hangup .*call=call-7/),
    '    missed: type:answer num:\\x1b1',
    '',
  ]);
});

test('a long wait is asked for in turns, for no connection is idle that long', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/wait': (_request, response, before) => {
      if (before === 2) return { events: [apiEvent(1)], cursor: 'c-1' };
      const problem = { code: 'no_match', detail: 'Nothing yet.', matched: 0, nearest: [] };
      sendProblem(response, 406, problem);
      return undefined;
    },
  });
  const { status, stdout } = await runCli(['wait', '--timeout', '1h'], { env: envOf(server.url) });
  expect(status).toBe(0);
  expect(stdout).toContain('call=call-1');
  expect(server.seen.map(({ query }) => query)).toEqual(
    Array.from({ length: 3 }, () => ({ q: '', count: '1', timeout: '60s' })),
  );
});

test('events too large for one answer are asked for in several, the later ones after the earlier', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/wait': (_request, _response, before) =>
      before === 0
        ? { events: [apiEvent(1), apiEvent(2)], cursor: 'c-2' }
        : { events: [apiEvent(3)], cursor: 'c-3' },
  });
  const args = ['wait', '--count', '3', '--timeout', '20s', '-o', 'json'];
  const { status, stdout } = await runCli(args, { env: envOf(server.url) });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual([apiEvent(1), apiEvent(2), apiEvent(3)]);
  const [first, second] = server.seen.map(({ query }) => query);
  expect(server.seen).toHaveLength(2);
  expect(first).toEqual({ q: '', count: '3', timeout: '20s' });
  expect(second).toMatchObject({ q: '', count: '1', after: 'c-2' });
});
