import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { readReadiness } from '../../src/api/client.ts';
import { ready } from '../../src/cli/ready.ts';
import { resolveConfig } from '../../src/config.ts';
import { createListener } from '../../src/http/listener.ts';
import { ask, captured, startInspector } from '../support/inspector.ts';

test('the metrics show what was counted, the store and the process', async () => {
  await using inspector = await startInspector();
  await inspector.store.append([captured({ receivedAtUs: 2_000_000 })]);
  await ask(inspector.url, '/metrics', { headers: [['Host', 'localhost']] });
  const { text, headers } = await inspector.get('/metrics');
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  for (const line of [
    'ringlog_receiver_acknowledged_total 3',
    'ringlog_receiver_refused_total{reason="body_too_large"} 5',
    'ringlog_connections{listener="receiver"} 2',
    'ringlog_connections{listener="inspector"} 1',
    'ringlog_inspector_answers_total{status="401"} 1',
    'ringlog_journal_events_total 3',
    'ringlog_journal_commit_seconds_total 1.5',
    'ringlog_journal_queued 4',
    'ringlog_facts_noted_total 1',
    'ringlog_event_log_written_total 3',
    'ringlog_build_info{version="1.2.3"} 1',
    'ringlog_store_up 1',
    'ringlog_store_events 1',
    'ringlog_store_size_bytes 4096',
    'ringlog_store_oldest_timestamp_seconds 2.001',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).not.toMatch(/^ringlog_store_newest_timestamp_seconds /m);
  expect((await inspector.get('/metrics')).text).toContain('ringlog_journal_events_total 3\n');
});

test('the metrics still answer when the store does not, and say so', async () => {
  await using inspector = await startInspector();
  inspector.store.fault = new Error('disk');
  const { status, text } = await inspector.get('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('ringlog_store_up 0\n');
  expect(text).not.toMatch(/^ringlog_store_events /m);
});

test('a port that is taken is an error with a code', async () => {
  await using inspector = await startInspector();
  const port = Number(new URL(inspector.url).port);
  await expect(startInspector({ options: { port } })).rejects.toMatchObject({
    code: 'listen_failed',
    message: `The inspector cannot listen on 127.0.0.1:${port}: EADDRINUSE.`,
  });
});

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::1', '[::1]'],
  ['localhost', 'localhost'],
])('bound to %s, the URL names %s and works', async (host, name) => {
  await using inspector = await startInspector({ options: { host } });
  expect(inspector.url).toMatch(new RegExp(`^http://${name.replace(/[[\].]/g, '\\$&')}:\\d+$`));
  expect(await readReadiness(inspector.url, 2_000)).toEqual({ isReady: true });
});

test('closing waits for an answer under way, lets go of idle connections, and may be asked twice', async () => {
  const listener = createListener(() => undefined);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const asked = Promise.withResolvers<undefined>();
  const url = await listener.listen(
    (request, response) => {
      if (request.url === '/slow') {
        asked.resolve(undefined);
        void promise.then(() => response.end('done'));
      } else response.end('idle');
    },
    { host: '127.0.0.1', port: 0 },
  );
  await (await fetch(url)).text(); // Leaves a connection idle.
  const slow = fetch(`${url}/slow`);
  await asked.promise;
  const closed = Promise.all([listener.close(), listener.close()]);
  resolve(undefined);
  expect(await (await slow).text()).toBe('done');
  const startedAt = performance.now();
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(listener.connections).toBe(0);
});

test('connections that the system cannot hand over are told, one after another, and end nothing', async () => {
  const listen = jest.spyOn(Server.prototype, 'listen');
  const told: string[] = [];
  const listener = createListener(({ message }) => told.push(message));
  await listener.listen((_request, response) => response.end('on'), { host: '127.0.0.1', port: 0 });
  const server = listen.mock.contexts[0] as Server; // The one that listened.
  listen.mockRestore();
  for (const message of ['one', 'two']) server.emit('error', new Error(message));
  expect(told).toEqual(['one', 'two']);
  await listener.close();
});

test('readiness is asked below the path at which a proxy shows the inspector', async () => {
  const asked: (string | undefined)[] = [];
  const proxy = createServer(({ url }, response) => {
    asked.push(url);
    response.setHeader('Connection', 'close');
    response.end('{"ready":true,"checks":{}}');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  for (const end of ['', '/ringlog', '/ringlog/'])
    await readReadiness(`http://127.0.0.1:${port}${end}`, 2_000);
  expect(asked).toEqual(['/readyz', '/ringlog/readyz', '/ringlog/readyz']);
  await new Promise((resolve) => proxy.close(resolve));
});

test('a wait for readiness ends as soon as it is asked to stop', async () => {
  const flags = { server: 'http://127.0.0.1:1', wait: 'true', timeout: '1h' };
  const stopped = Promise.withResolvers<{ signal: string }>();
  const waiting = ready(resolveConfig(flags, {}).config, {
    stdout: { write: () => undefined, isTerminal: false, useColor: false, width: undefined, fd: 1 },
    stopped: stopped.promise,
  });
  stopped.resolve({ signal: 'SIGINT' });
  await expect(waiting).rejects.toMatchObject({ code: 'unreachable' });
});

test('readiness is read from a server, with the reason why not', async () => {
  let ready = true;
  const report = (): Promise<{ ready: boolean; checks: Record<string, string> }> =>
    Promise.resolve({ ready, checks: { store: ready ? 'ok' : 'store_full', receiver: 'ok' } });
  await using inspector = await startInspector({ deps: { isReady: report } });
  expect(await readReadiness(inspector.url, 2_000)).toEqual({ isReady: true });
  ready = false;
  expect(await readReadiness(`${inspector.url}/`, 2_000)).toEqual({
    isReady: false,
    why: 'store: store_full',
  });
});

test('what is no Ringlog, or nothing at all, is not ready', async () => {
  let answer: string | undefined;
  let kind: 'http' | 'mail' | 'redirect' | 'cut' = 'http';
  const other = createServer((_request, response) => {
    if (kind === 'mail') {
      response.socket?.end('220 mail.example ESMTP\r\n');
      return;
    }
    response.setHeader('Connection', 'close');
    if (kind === 'redirect') {
      response.writeHead(302, { Location: '/login' }).end();
      return;
    }
    if (kind === 'cut') {
      response.write('{"ready":', () => response.socket?.end());
      return;
    }
    if (answer !== undefined) response.end(answer);
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  expect(await readReadiness(url, 100)).toEqual({ isReady: false, why: 'no answer in time' });
  for (answer of ['{"ok":1}', 'hello'])
    expect(await readReadiness(url, 2_000)).toEqual({
      isReady: false,
      why: 'what answers there is not the inspector of Ringlog',
    });
  const reasons = {
    mail: 'what answers there is not the inspector of Ringlog',
    redirect: 'it redirects, which is not followed; name the address it leads to',
    cut: 'the connection was cut',
  } as const;
  for (kind of ['mail', 'redirect', 'cut'] as const)
    expect(await readReadiness(url, 2_000)).toEqual({ isReady: false, why: reasons[kind] });
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
  expect(await readReadiness(url, 2_000)).toEqual({
    isReady: false,
    why: 'the connection is refused',
  });
});
