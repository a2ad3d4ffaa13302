import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { FactView } from '../../src/api/fact.ts';
import { percentileMs, startLoad } from '../support/load.ts';
import { sendUntilStuck, openSocket, plainRequest } from '../support/plain-socket.ts';
import { startProgram, temporaryDirectory, within } from '../support/program.ts';
import { until } from '../support/until.ts';

const slow = 100;
/** The limit for a head, and a second for the clock that looks. */
const headLimitMs = 10_000;

test('slow and stalled senders are cut off in time and do not slow down the others', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data') });
  const { receiverUrl } = program;
  await using sockets = new AsyncDisposableStack();
  const open = async (options?: { isReading: boolean }): ReturnType<typeof openSocket> => {
    const socket = await openSocket(receiverUrl, options);
    sockets.defer(async () => {
      socket[Symbol.dispose]();
      await socket.ended;
    });
    return socket;
  };

  // One that never reads what it is told; then heads and bodies that come a byte every 200 ms.
  await sendUntilStuck(program, await open({ isReading: false }), 'deaf');
  const startedAt = performance.now();
  const heads = await Promise.all(Array.from({ length: slow }, () => open()));
  for (const { socket } of heads)
    socket.write('GET /?n=slow HTTP/1.1\r\nHost: ringlog.test\r\nX: ');
  const bodies = await Promise.all(Array.from({ length: slow }, () => open()));
  for (const { socket } of bodies)
    socket.write('POST /?n=slow HTTP/1.1\r\nHost: ringlog.test\r\nContent-Length: 1000\r\n\r\n');
  const trickle = setInterval(() => {
    for (const { socket } of [...heads, ...bodies]) if (socket.writable) socket.write('x');
  }, 200);
  sockets.defer(async () => {
    clearInterval(trickle);
    await Promise.resolve();
  });

  const good = startLoad({ receiverUrl, label: 'good', connections: 4 });
  await within(
    Promise.all(heads.map(({ ended }) => ended)),
    () => 'a slow head is still let in',
    headLimitMs + 4000,
  );
  const cutMs = performance.now() - startedAt;
  await good.stop();
  expect(cutMs).toBeGreaterThan(headLimitMs - 500);
  expect(good.answers).toHaveLength(good.acknowledged.length);
  expect(good.acknowledged.length).toBeGreaterThan(1000);
  expect(percentileMs(good.answers, 0.99)).toBeLessThanOrEqual(100);
  for (const { text } of heads) expect(text()).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);

  // Each leaves a trace. Bodies have 30 s, so those are still let in.
  await until('the slow ones are facts', async () => {
    const answer = await program.ask('/api/v1/facts?kind=refusal&limit=1000');
    const { facts } = (await answer.json()) as { facts: FactView[] };
    const slowPeers = new Set(
      facts.filter(({ reason }) => reason === 'head_timeout').map(({ peer }) => peer),
    );
    return heads.every(({ peer }) => slowPeers.has(peer));
  });
  for (const { socket } of bodies) expect(socket.readyState).toBe('open');
  const body = plainRequest('after');
  const after = await open();
  after.socket.write(body);
  await until('it goes on', () => after.text().startsWith('HTTP/1.1 200 '));
}, 40_000);
