import { expect, test } from '@jest/globals';
import { connect, createServer, type AddressInfo } from 'node:net';
import { byteString, startReceiving } from '../support/receiving.ts';
import { announcedRandom } from '../support/random.ts';

const waitUntil = async (isTrue: () => boolean): Promise<void> => {
  const deadline = performance.now() + 4_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('not within 4 s');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

test('a request broken off at any byte is not stored, and leaves a fact', async () => {
  const random = announcedRandom('receiver aborts');
  await using receiving = await startReceiving();
  const requests = [
    'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST /a HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234567890123456789',
    'POST /a \xe9 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nT: v\r\n\r\n',
  ];
  for (let i = 0; i < 120; i++) {
    const request = random.pick(requests);
    const cut = 1 + random.below(request.length - 1);
    const client = await receiving.connect({ allowHalfOpen: true });
    await client.write(request.slice(0, cut));
    // Its bytes and its end must be two events for the receiver: it has read them when it has answered another connection.
    if (random.chance(0.5)) {
      const other = await receiving.connect();
      await other.write('GET /healthz HTTP/1.1\r\n\r\n');
      await other.answer();
      client.reset();
      await other[Symbol.asyncDispose]();
    } else {
      client.end();
      await client.closed();
    }
    const [fact] = (await receiving.factsNoted(i + 1)).slice(i);
    expect(fact).toMatchObject({ reason: 'aborted' });
    expect(byteString(fact?.bytes).length).toBeGreaterThan(0);
    expect(request).toContain(byteString(fact?.bytes).trimEnd());
  }
  expect(receiving.captures).toEqual([]);
  await waitUntil(() => receiving.receiver.counts.connections === 0);
  expect(receiving.receiver.counts).toMatchObject({ inFlightBytes: 0, connections: 0 });
});

test('what is stored while its sender goes away is counted, not lost', async () => {
  await using receiving = await startReceiving();
  receiving.hold();
  const client = await receiving.connect();
  await client.write('GET /a HTTP/1.1\r\n\r\nGET /b c HTTP/1.1\r\n\r\n');
  await receiving.capturesAppended(1);
  client.reset();
  await waitUntil(() => receiving.receiver.counts.connections === 0);
  receiving.settleAll();
  await waitUntil(() => receiving.receiver.counts.unacknowledged === 1);
  // The second one waited for its repair: it is a fact.
  expect(receiving.facts).toMatchObject([{ reason: 'aborted' }]);
  expect(byteString(receiving.facts[0]?.bytes)).toBe('GET /b c HTTP/1.1\r\n\r\n');
});

test('a sender that closes its side behind its requests gets all the answers', async () => {
  await using receiving = await startReceiving();
  receiving.hold();
  for (const target of ['/b', '/b c']) {
    const client = await receiving.connect({ allowHalfOpen: true });
    const before = receiving.captures.length;
    await client.write(
      `GET /a HTTP/1.1\r\n\r\nPOST ${target} HTTP/1.1\r\nContent-Length: 1\r\n\r\nx`,
    );
    client.end();
    await receiving.capturesAppended(before + 1);
    receiving.settle();
    await receiving.capturesAppended(before + 2);
    receiving.settle();
    const answers = await client.answersUntilClose();
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  }
  expect(receiving.facts).toEqual([]);
});

test('connections that come and go without a byte are no refusals', async () => {
  await using receiving = await startReceiving();
  for (let i = 0; i < 5; i++) (await receiving.connect()).end();
  await waitUntil(() => receiving.receiver.counts.connections === 0);
  expect(receiving.facts).toEqual([]);
});

test('closing answers what was received, cuts what was not, and closes what is idle', async () => {
  const receiving = await startReceiving({ limits: { drainGraceMs: 300 } });
  receiving.hold();
  const idle = await receiving.connect();
  const waiting = await receiving.connect();
  await waiting.write('GET /waiting HTTP/1.1\r\n\r\n');
  const repaired = await receiving.connect();
  await repaired.write('GET /repaired x HTTP/1.1\r\n\r\n');
  const halfHead = await receiving.connect();
  await halfHead.write('GET /half HTTP/1.1\r\nA');
  const halfLine = await receiving.connect();
  await halfLine.write('GET /half line');
  const halfBody = await receiving.connect();
  await halfBody.write('POST /half HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
  const slow = await receiving.connect();
  await slow.write('POST /slow HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
  await receiving.capturesAppended(2);
  const startedAt = performance.now();
  const closed = receiving.receiver.close();
  expect(receiving.receiver.close()).toBe(closed);
  await idle.closed();
  expect(idle.received).toBe('');
  await slow.write('cde');
  await receiving.capturesAppended(3);
  receiving.settleAll();
  for (const client of [waiting, repaired, slow]) {
    const [answer, ...more] = await client.answersUntilClose();
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('connection')).toBe('close');
    expect(more).toEqual([]);
  }
  for (const client of [halfHead, halfLine, halfBody])
    expect((await client.answersUntilClose()).map(({ status }) => status)).toEqual([503]);
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(2_500);
  expect(receiving.facts.map(({ reason }) => reason)).toEqual(['draining', 'draining', 'draining']);
  expect(receiving.receiver.counts.connections).toBe(0);
  await receiving[Symbol.asyncDispose]();
});

test('closing ends in time even if the store never answers and nobody reads', async () => {
  const receiving = await startReceiving({ limits: { drainGraceMs: 100 } });
  receiving.hold();
  const client = await receiving.connect();
  client.socket.pause();
  await client.write('GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n');
  await receiving.capturesAppended(2);
  const startedAt = performance.now();
  await receiving.receiver.close();
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  client.socket.resume();
  await receiving[Symbol.asyncDispose]();
});

test('an address in use is said so', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(startReceiving({ port })).rejects.toMatchObject({ code: 'listen_failed' });
  await new Promise((resolve) => other.close(resolve));
});

test('a sender that never reads its answers is cut, with a fact', async () => {
  await using receiving = await startReceiving({
    limits: { unreadTimeoutMs: 300, maxPipelined: 1e6 },
  });
  const reader = await receiving.connect();
  const { hostname, port } = new URL(receiving.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.pause();
  // In the end far more answers than the buffers of the kernel hold.
  const sending = setInterval(() => socket.write('GET /a HTTP/1.1\r\n\r\n'.repeat(100)), 1);
  const [fact] = await receiving.factsNoted(1);
  clearInterval(sending);
  expect(fact).toMatchObject({
    reason: 'answers_unread',
    peer: `127.0.0.1:${socket.localPort ?? 0}`,
  });
  await waitUntil(() => receiving.receiver.counts.connections === 1);
  await reader.write('GET /b HTTP/1.1\r\n\r\n');
  expect((await reader.answer()).status).toBe(200);
  socket.destroy();
});

test('a sender that pipelines without end is closed at once, with a fact; as many as allowed are answered', async () => {
  await using receiving = await startReceiving({ limits: { maxPipelined: 20 } });
  const polite = await receiving.connect();
  await polite.write('GET /a HTTP/1.1\r\n\r\n'.repeat(20));
  expect((await polite.answers(20)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  const flooding = await receiving.connect();
  await flooding.write('GET /healthz HTTP/1.1\r\n\r\n'.repeat(5_000));
  await flooding.closed();
  receiving.hold();
  const patient = await receiving.connect();
  for (let i = 0; i < 21; i++) await patient.write('GET /b HTTP/1.1\r\n\r\n');
  await patient.closed();
  expect((await receiving.factsNoted(2)).map(({ reason }) => reason)).toEqual([
    'too_many_pipelined',
    'too_many_pipelined',
  ]);
  expect(receiving.captures).toHaveLength(40);
  receiving.settleAll();
});

test('large bodies on their way leave room for small ones', async () => {
  await using receiving = await startReceiving({ limits: { maxInFlightBytes: 1 << 20 } });
  const large = await receiving.connect();
  await large.write(`POST /large HTTP/1.1\r\nContent-Length: ${1 << 20}\r\n\r\n`);
  await large.write(Buffer.alloc(700 << 10));
  await waitUntil(() => receiving.receiver.counts.inFlightBytes === 700 << 10);
  const second = await receiving.connect();
  await second.write(`POST /second HTTP/1.1\r\nContent-Length: ${1 << 20}\r\n\r\n`);
  await second.write(Buffer.alloc(100 << 10));
  expect((await second.answer()).status).toBe(503);
  const small = await receiving.connect();
  await small.write('POST /small HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde');
  expect((await small.answer()).status).toBe(200);
});

test('a sender that breaks off the last connection while the receiver closes leaves its fact', async () => {
  const receiving = await startReceiving();
  const client = await receiving.connect();
  await client.write('POST /half HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
  await waitUntil(() => receiving.receiver.counts.inFlightBytes === 2);
  const closed = receiving.receiver.close();
  client.reset();
  await closed;
  expect(receiving.facts.map(({ reason }) => reason)).toEqual(['aborted']);
  await receiving[Symbol.asyncDispose]();
});
