import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { openSender, type OutboundRequest } from '../../src/outbound/sender.ts';
import { startFakeReceiver } from '../support/fake-receiver.ts';
import { until } from '../support/until.ts';

const request: OutboundRequest = {
  method: 'POST',
  target: "/fordel/show.php?myid=175&a=%2A'|",
  headers: [
    ['Host', 'somehost.com'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['X-Twice', '1'],
    ['x-twice', '2'],
    ['Content-Length', '9'],
  ],
  body: 'Te=\xd1\x8f&b=c',
};

function sender(target: URL, more: Partial<Parameters<typeof openSender>[0]> = {}) {
  const opened = openSender({ target, connections: 4, timeoutMs: 20_000, ...more });
  return { ...opened, [Symbol.dispose]: opened.close };
}

/** A server that does with each connection as the test says. */
async function rawServer(
  onSocket: (socket: Socket) => void,
): Promise<AsyncDisposable & { url: URL }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

test('a request arrives as it was given: target, headers in order and case, bytes of the body', async () => {
  await using receiver = await startFakeReceiver();
  using one = sender(receiver.url);
  expect(await one.send(request)).toMatchObject({ status: 200 });
  expect(receiver.received).toMatchObject([
    {
      method: 'POST',
      target: request.target,
      rawHeaders: [...request.headers.flat(), 'Connection', 'keep-alive'],
      body: request.body,
    },
  ]);
});

test('any status is an answer, and redirects are not followed', async () => {
  await using receiver = await startFakeReceiver((response, _request, before) => {
    response.writeHead([500, 302][before] ?? 200, { Location: '/elsewhere' }).end('x'.repeat(1e5));
  });
  using one = sender(receiver.url);
  const statuses = [await one.send(request), await one.send(request), await one.send(request)];
  expect(statuses.map(({ status }) => status)).toEqual([500, 302, 200]);
  for (const { latencyUs } of statuses) expect(latencyUs).toBeGreaterThan(0);
  expect(receiver.received).toHaveLength(3);
});

test('connections are kept, no more than asked for, and each is announced before it is used', async () => {
  const announced = new Set<number>();
  const unknown: number[] = [];
  const gone = new Set<number>();
  await using receiver = await startFakeReceiver((response, { port }) => {
    if (!announced.has(port)) unknown.push(port);
    response.end();
  });
  using one = sender(receiver.url, {
    connections: 3,
    onConnect: (port) => announced.add(port),
    onDisconnect: (port) => gone.add(port),
  });
  await Promise.all(Array.from({ length: 30 }, () => one.send(request)));
  expect([announced.size, unknown, gone.size]).toEqual([3, [], 0]);
  expect(new Set(receiver.received.map(({ port }) => port))).toEqual(announced);
  one.close();
  await until('all connections are closed', () => gone.size === 3);
});

test('whom nobody answers is told that nothing was sent', async () => {
  const server = await rawServer(() => undefined);
  await server[Symbol.asyncDispose]();
  using one = sender(server.url);
  await expect(one.send(request)).rejects.toMatchObject({
    code: 'unreachable',
    message: `${server.url.origin} cannot be reached: the connection is refused.`,
  });
});

test('an answer that does not come in time is waited for no longer, nor one that does not end', async () => {
  const halves: string[] = ['', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun'];
  for (const half of halves) {
    await using server = await rawServer((socket) => socket.on('data', () => socket.write(half)));
    using one = sender(server.url, { timeoutMs: 50 });
    await expect(one.send(request)).rejects.toMatchObject({
      code: 'timed_out',
      message: `${server.url.origin} did not answer within 0.05 s.`,
    });
  }
});

test.each([
  [
    'a connection that is reset',
    (socket: Socket) => void socket.resetAndDestroy(),
    'ended the connection',
  ],
  ['a connection that ends', (socket: Socket) => void socket.end(), 'ended the connection'],
  [
    'an answer that is cut off',
    (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx'),
    'ended the connection',
  ],
  ['something that is no HTTP', (socket: Socket) => void socket.end('SSH-2.0-x\r\n'), 'no HTTP'],
])('%s is no answer, and the request is not sent again', async (_name, act, why) => {
  let requests = 0;
  await using server = await rawServer((socket) =>
    socket.once('data', () => {
      requests += 1;
      act(socket);
    }),
  );
  using one = sender(server.url);
  await expect(one.send(request)).rejects.toMatchObject({
    code: 'no_answer',
    message: expect.stringContaining(why),
  });
  expect(requests).toBe(1);
});

test('what waits for an answer or a connection fails when the sender is closed', async () => {
  let requests = 0;
  await using server = await rawServer((socket) => socket.on('data', () => (requests += 1)));
  using one = sender(server.url, { connections: 1 });
  const failures = [one.send(request), one.send(request)].map((sent) => {
    return sent.catch((error: unknown) => error);
  });
  await until('one arrived', () => requests === 1);
  one.close();
  for (const failure of await Promise.all(failures))
    expect(failure).toMatchObject({ code: 'no_answer' });
});

test('what waits when all connections are in use is sent as soon as one is free', async () => {
  const answers: (() => void)[] = [];
  await using receiver = await startFakeReceiver((response) => {
    answers.push(() => response.end());
  });
  using one = sender(receiver.url, { connections: 2 });
  const sent = Array.from({ length: 5 }, () => one.send(request));
  for (let n = 0; n < 5; n += 1) {
    await until('one more arrived', () => answers.length > n);
    expect(receiver.received.length - n).toBeLessThanOrEqual(2);
    answers[n]?.();
  }
  expect(await Promise.all(sent)).toHaveLength(5);
});

test('a line end in a target or header is refused: it would be another request', async () => {
  await using receiver = await startFakeReceiver();
  using one = sender(receiver.url);
  for (const target of ['/a\r\nX: y', '/a\nX: y', '/a\ry'])
    await expect(one.send({ ...request, target })).rejects.toThrow(TypeError);
  await expect(one.send({ ...request, headers: [['X', 'a\nb']] })).rejects.toThrow(TypeError);
  expect(receiver.received).toEqual([]);
});

test.each([
  ['counted', 'HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello', true],
  [
    'chunked',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n',
    true,
  ],
  ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', true],
  ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', true],
  [
    'after others',
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    true,
  ],
  [
    'of the last kind on its connection',
    'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\nx',
    false,
  ],
  ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', false],
  ['until the connection ends', 'HTTP/1.1 200 OK\r\n\r\nhello', false],
])(
  'an answer %s is read to its end, in one piece and byte by byte',
  async (_kind, answer, isKept) => {
    for (const pieces of [[answer], answer.split('')]) {
      let connections = 0;
      await using server = await rawServer((socket) => {
        connections += 1;
        socket.on('data', () => {
          for (const piece of pieces) socket.write(piece);
          if (!isKept) socket.end();
        });
      });
      using one = sender(server.url, { connections: 1 });
      const statuses = [await one.send(request), await one.send(request)];
      expect(statuses.map(({ status }) => Math.floor(status / 100))).toEqual([2, 2]);
      expect(connections).toBe(isKept ? 1 : 2);
    }
  },
);

test.each([
  ['a wrong length', 'HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n'],
  ['a wrong chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
  ['another protocol', 'HTTP/2 200\r\n\r\n'],
  ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
])('%s is no HTTP', async (_kind, answer) => {
  await using server = await rawServer((socket) => socket.on('data', () => socket.write(answer)));
  using one = sender(server.url);
  await expect(one.send(request)).rejects.toMatchObject({
    code: 'no_answer',
    message: expect.stringContaining('no HTTP'),
  });
});

test('to a server that speaks no TLS nothing is sent by https', async () => {
  await using receiver = await startFakeReceiver();
  const secure = new URL(receiver.url.href.replace('http:', 'https:'));
  using one = sender(secure);
  await expect(one.send(request)).rejects.toMatchObject({ code: 'unreachable' });
  expect(receiver.received).toEqual([]);
});
