import type { ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import type { ApiCall } from '../../src/api/call.ts';
import { apiCall } from '../support/api-calls.ts';
import { envOf, runCli, startCli } from '../support/cli-run.ts';
import { openStream, startFakeInspector } from '../support/fake-inspector.ts';
import { until } from '../support/until.ts';

const message = (n: number, call: ApiCall): { id: string; event: string; data: unknown } => ({
  id: `c-${n}`,
  event: 'call',
  data: call,
});
const stored = {
  'GET /api/v1/cursor': () => ({ cursor: 'c-3' }),
  'GET /api/v1/calls': () => ({ calls: [apiCall('forwarded')], indexedTo: 'c-2' }),
};

test('tail --calls prints the stored ones, then a call each time its line changes', async () => {
  let send: ReturnType<typeof openStream> | undefined;
  await using server = await startFakeInspector({
    ...stored,
    'GET /api/v1/stream': (_request, response) => {
      send = openStream(response);
    },
  });
  const tail = startCli(['tail', '--calls', 'ext:101', '-n', '3'], { env: envOf(server.url) });
  await until('the stream is open', () => send !== undefined);
  expect(tail.stdout()).toMatch(/^[^\n]* forwarded [^\n]*\n$/);
  // What was printed already comes again, as the stream begins before it.
  const calls = [
    apiCall('forwarded'),
    ...[1, 2, 3, 3, 4, 5, 6].map((count) => apiCall('ivr-answered', count)),
  ];
  for (const [n, call] of calls.entries()) send?.(message(n + 3, call));
  await until('it ended', () => tail.stdout().includes(' answered '));
  tail.stop('SIGINT');
  expect(await tail.status).toBe(130);
  expect(tail.stderr()).toBe('');
  const lines = tail.stdout().trimEnd().split('\n');
  expect(lines.map((line) => / (open|forwarded|answered) /.exec(line)?.[1])).toEqual([
    'forwarded',
    'open',
    'open',
    'open',
    'open',
    'answered',
  ]);
  expect(lines[2]).toMatch(/ 098 → 101 +ringing /);
  expect(lines[3]).toMatch(/ 098 → 101 +talking /);
  expect(lines[4]).toMatch(/ 098 → 101 +in 098 /);
  expect(new Set(lines).size).toBe(lines.length);
  expect(server.seen.map(({ path, query }) => [path, query])).toEqual([
    ['/api/v1/cursor', {}],
    ['/api/v1/calls', { q: 'ext:101', order: 'newest', limit: '3' }],
    ['/api/v1/stream', { q: 'ext:101', of: 'calls', after: 'c-2' }],
  ]);
});

test('tail --calls goes on behind the last change it saw when the connection is lost, and says so', async () => {
  const streams: ServerResponse[] = [];
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response, before) => {
      const send = openStream(response);
      streams.push(response);
      send(message(5 + before, apiCall('ivr-answered', before === 0 ? 2 : Infinity)));
    },
  });
  const tail = startCli(['tail', '--calls', '--after', 'c-4', '-o', 'ndjson'], {
    env: envOf(server.url),
  });
  await until('the first came', () => tail.stdout() !== '');
  streams[0]?.destroy();
  await until('the next came', () => tail.stdout().trimEnd().includes('\n'));
  tail.stop('SIGTERM');
  expect(await tail.status).toBe(143);
  expect(
    tail
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([apiCall('ivr-answered', 2), apiCall('ivr-answered')]);
  expect(tail.stderr()).toMatch(/^ringlog: connection lost .*\nringlog: connected again\n$/);
  expect(server.seen.map(({ headers }) => headers['last-event-id'])).toEqual(['c-4', 'c-5']);
});

test('events in a stream of calls are passed over, what is no call is not Ringlog', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response, before) => {
      const send = openStream(response);
      if (before > 0) return;
      send({ id: 'c-5', event: 'event', data: {} });
      send({ id: 'c-6', event: 'call', data: { id: 7 } });
    },
  });
  const tail = startCli(['tail', '--calls', '--after', 'c-4'], { env: envOf(server.url) });
  await until('it came again', () => server.seen.length === 2);
  tail.stop('SIGINT');
  expect(await tail.status).toBe(130);
  expect(tail.stdout()).toBe('');
  expect(tail.stderr()).toContain(
    'connection lost (what answers there is not the inspector of Ringlog)',
  );
  expect(server.seen[1]?.headers['last-event-id']).toBe('c-6');
});

test('tail --calls prints no one document, for it would never end', async () => {
  expect(await runCli(['tail', '--calls', '-o', 'json'])).toMatchObject({ status: 2 });
});
