import type { ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { follow, type Followed } from '../../src/api/client-stream.ts';
import {
  apiEvent,
  openStream,
  sendProblem,
  startFakeInspector,
} from '../support/fake-inspector.ts';
import { envOf, runCli, startCli } from '../support/cli-run.ts';
import { until } from '../support/until.ts';

const event = (n: number, fields?: Readonly<Record<string, string>>): object => ({
  id: `c-${n}`,
  event: 'event',
  data: apiEvent(n, fields),
});

/** What a fake needs that has the events 1 and 2 already. */
const stored = {
  'GET /api/v1/cursor': () => ({ cursor: 'c-3' }),
  'GET /api/v1/events': () => ({ events: [apiEvent(2), apiEvent(1)], indexedTo: 'c-2' }),
};

function cursorsIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { cursor: string }).cursor);
}

test('tail prints the stored ones, the oldest first, then each new one, none missing and none twice', async () => {
  let send: ReturnType<typeof openStream> | undefined;
  await using server = await startFakeInspector({
    ...stored,
    'GET /api/v1/stream': (_request, response) => {
      send = openStream(response);
    },
  });
  const tail = startCli(['tail', 'type:hangup', 'x', '-n', '2', '-o', 'ndjson'], {
    env: envOf(server.url),
  });
  await until('the stream is open', () => send !== undefined);
  expect(cursorsIn(tail.stdout())).toEqual(['c-1', 'c-2']);
  for (const n of [2, 3, 4]) send?.(event(n) as { data: unknown });
  await until('all came', () => cursorsIn(tail.stdout()).length === 4);
  tail.stop('SIGINT');
  expect(await tail.status).toBe(130);
  expect(cursorsIn(tail.stdout())).toEqual(['c-1', 'c-2', 'c-3', 'c-4']);
  expect(tail.stderr()).toBe('');
  expect(server.seen.map(({ path, query }) => [path, query])).toEqual([
    ['/api/v1/cursor', {}],
    ['/api/v1/events', { q: 'type:hangup x', order: 'newest', limit: '2' }],
    ['/api/v1/stream', { q: 'type:hangup x', after: 'c-2' }],
  ]);
});

test('tail goes on behind the last event it saw when the connection is lost, and says so; a gap is told', async () => {
  const streams: ServerResponse[] = [];
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response, before) => {
      if (before === 1) {
        sendProblem(response, 503, { code: 'store_busy', detail: 'Busy.' });
        return;
      }
      const send = openStream(response);
      streams.push(response);
      if (before === 0) send(event(5) as { data: unknown });
      else {
        send({ event: 'gap', data: { after: 'c-5', reason: 'deleted\u001b[31m' } });
        send(event(9) as { data: unknown });
      }
    },
  });
  const tail = startCli(['tail', '--after', 'c-4', '-o', 'ndjson'], { env: envOf(server.url) });
  await until('the first came', () => tail.stdout().includes('c-5'));
  streams[0]?.destroy();
  await until('the next came', () => tail.stdout().includes('c-9'));
  tail.stop('SIGTERM');
  expect(await tail.status).toBe(143);
  expect(cursorsIn(tail.stdout())).toEqual(['c-5', 'c-9']);
  expect(tail.stderr().split('\n')).toEqual([
    expect.stringMatching(/^ringlog: connection lost \(.+\); trying again$/),
    'ringlog: connected again',
    'ringlog: gap after c-5: deleted\\x1b[31m',
    '',
  ]);
  expect(
    server.seen.map(({ query, headers }) => [query['after'], headers['last-event-id']]),
  ).toEqual([
    ['c-4', 'c-4'],
    ['c-5', 'c-5'],
    ['c-5', 'c-5'],
  ]);
});

test('tail ends when the server refuses it later', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response, before) => {
      if (before === 0) {
        openStream(response)(event(1) as { data: unknown });
        response.end();
      } else sendProblem(response, 401, { code: 'unauthorized', detail: 'It changed.' });
    },
  });
  const { status, stdout, stderr } = await runCli(['tail', '--after', ''], {
    env: envOf(server.url),
  });
  expect(status).toBe(5);
  expect(stdout).toContain('call=call-1');
  expect(stderr).toContain('refuses the token');
});

test('tail prints no one document, for it would never end', async () => {
  expect(await runCli(['tail', '-o', 'json'])).toMatchObject({ status: 2 });
});

test('with --lines 0 only new events are asked for', async () => {
  await using server = await startFakeInspector({
    ...stored,
    'GET /api/v1/stream': (_request, response) => {
      openStream(response)(event(4) as { data: unknown });
    },
  });
  const tail = startCli(['tail', '--lines', '0'], { env: envOf(server.url) });
  await until('it came', () => tail.stdout() !== '');
  tail.close();
  expect(await tail.status).toBe(0);
  expect(server.seen.map(({ path }) => path)).toEqual(['/api/v1/cursor', '/api/v1/stream']);
  expect(server.seen[1]?.query).toEqual({ q: '', after: 'c-3' });
});

/** Follows until the test has seen enough. */
async function followUntil(
  url: string,
  count: number,
  options: { silenceMs?: number } = {},
): Promise<Followed[]> {
  const stop = new AbortController();
  const seen: Followed[] = [];
  const connection = { server: url, token: undefined, timeoutMs: 5_000, signal: stop.signal };
  for await (const one of follow(connection, { q: '', after: '', firstPauseMs: 1, ...options })) {
    seen.push(one);
    if (seen.length === count) stop.abort();
  }
  return seen;
}

test('a connection that went silent is given up, while comments keep one alive', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response, before) => {
      const send = openStream(response);
      if (before === 1) send(event(1) as { data: unknown });
    },
  });
  expect(await followUntil(server.url, 3, { silenceMs: 200 })).toMatchObject([
    { kind: 'lost', why: 'nothing was heard of it' },
    { kind: 'resumed' },
    { kind: 'event', cursor: 'c-1' },
  ]);

  await using talking = await startFakeInspector({
    'GET /api/v1/stream': (_request, response) => {
      const send = openStream(response);
      let pings = 0;
      const timer = setInterval(() => {
        response.write(': ping\n\n');
        if (++pings < 10) return;
        clearInterval(timer);
        send(event(1) as { data: unknown });
      }, 100);
    },
  });
  // Longer than one ping is away from the next, shorter than all of them.
  expect(await followUntil(talking.url, 1, { silenceMs: 800 })).toMatchObject([{ kind: 'event' }]);
});

test('tail comes back at the place the server named, also when nothing matched since', async () => {
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response, before) => {
      openStream(response);
      if (before === 0) response.end(': at\nid: c-77\n\n');
      else response.write('id: c-78\nevent: event\ndata: {}\n\n');
    },
  });
  const [lost, resumed, again] = await followUntil(server.url, 3);
  expect([lost, resumed]).toMatchObject([{ kind: 'lost' }, { kind: 'resumed' }]);
  // What came then was no event.
  expect(again).toMatchObject({
    kind: 'lost',
    why: 'what answers there is not the inspector of Ringlog',
  });
  expect(server.seen[1]?.headers['last-event-id']).toBe('c-77');
});

test('a message may be cut anywhere on its way', async () => {
  const name = 'Жук \u{1f600}';
  const bytes = Buffer.from(
    `id: c-1\r\nevent: event\r\ndata: ${JSON.stringify(apiEvent(1, { CallerIDName: name }))}\r\n\r\n`,
  );
  await using server = await startFakeInspector({
    'GET /api/v1/stream': (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.socket?.setNoDelay(true);
      const send = (at: number): void => {
        if (at < bytes.length)
          response.write(bytes.subarray(at, at + 3), () => {
            setImmediate(send, at + 3);
          });
      };
      send(0);
    },
  });
  expect(await followUntil(server.url, 1)).toMatchObject([
    { kind: 'event', event: { fields: { CallerIDName: name } } },
  ]);
});

test('the largest event anybody can send by default does not end a tail', async () => {
  // A body of one CallID, of control characters: it is an id, a field and part of the form.
  const value = '\x01'.repeat((1 << 20) - 'CallID='.length);
  await using server = await startFakeInspector({
    ...stored,
    'GET /api/v1/stream': (_request, response) => {
      const send = openStream(response);
      const large = apiEvent(3, { CallID: value });
      send({ id: 'c-3', event: 'event', data: { ...large, callId: value, more: value } });
      send(event(4) as { data: unknown });
    },
  });
  const tail = startCli(['tail', '-n', '0', '-o', 'ndjson'], { env: envOf(server.url) });
  await until('both came', () => tail.stdout().split('\n').length === 3);
  tail.stop('SIGINT');
  expect(await tail.status).toBe(130);
  expect(tail.stderr()).toBe('');
});
