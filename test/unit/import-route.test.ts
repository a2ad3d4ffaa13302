import { connect } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { routes } from '../../src/api/contract.ts';
import { AppError } from '../../src/errors.ts';
import {
  importedLine,
  importedLines,
  importPath,
  keptOf,
  linesType,
  openPost,
  startImporting,
} from '../support/importing.ts';
import { ask, captured, honest, posted, startInspector } from '../support/inspector.ts';
import { until } from '../support/until.ts';

/** Megabytes are sent here, on a machine that may be busy. */
jest.setTimeout(30_000);

test('an export of one Ringlog comes into another with the same ids, bytes and times', async () => {
  await using from = await startImporting();
  await using to = await startImporting();
  await from.store.append([
    captured(),
    posted(
      Uint8Array.from({ length: 256 }, (_, i) => i),
      { forwardedPeer: '203.0.113.5' },
    ),
    captured({ head: 'PUT * HTTP/1.0\r\nX: \xff\r\n\r\nX-Sum: 1\r\n', answer: { status: 404 } }),
  ]);
  const { text } = await from.inspector.get('/api/v1/export.ndjson');
  expect(await to.result(text)).toEqual({ stored: 3, known: 0, refusedCount: 0, refused: [] });
  const [before, after] = [await from.events(), await to.events()];
  expect(after.map(keptOf)).toEqual(before.map(keptOf));
  expect(after.map(({ origin }) => origin)).toEqual(['import', 'import', 'import']);
  for (const { storedAtUs } of after)
    expect(Math.abs(storedAtUs / 1000 - Date.now())).toBeLessThan(60_000);
});

test('what is there is not stored again, whether it came before or twice in one request', async () => {
  await using server = await startImporting();
  const lines = importedLines(300);
  expect(await server.result(lines + importedLines(10))).toMatchObject({ stored: 300, known: 10 });
  expect(await server.result(importedLines(310))).toMatchObject({ stored: 10, known: 300 });
  expect(await server.events()).toHaveLength(310);
});

const head = btoa('GET /?myid=175 HTTP/1.1\r\n');
const samples: readonly (readonly [object, boolean])[] = [
  [{ headBase64: head }, true],
  [{ headBase64: head, bodyBase64: 'AP8=', answer: { status: 404 }, more: 1 }, true],
  [{ method: 'POST', target: '/?myid=1', headers: [['A', 'b']], body: 'EventType=hangup' }, true],
  [
    {
      method: 'GET',
      target: '/',
      headers: { a: ['b', 'c'] },
      receivedAt: '2017-05-30T15:07:50+03:00',
    },
    true,
  ],
  [{ time: '2017-05-30T15:07:50Z', path: '/x', fields: { EventType: 'hangup' } }, true],
  [{}, false],
  [{ headBase64: 'x' }, false],
  [{ headBase64: head, bodyBase64: 1 }, false],
  [{ method: 'GET' }, false],
  [{ path: '/x', fields: { a: 1 } }, false],
];

test.each(samples)('the line %j is taken as the contract says: %p', async (json, isTaken) => {
  await using server = await startImporting();
  expect(routes.importEvents.lines.safeParse(json).success).toBe(isTaken);
  expect(await server.result(`${JSON.stringify(json)}\n`)).toMatchObject({
    stored: isTaken ? 1 : 0,
    refusedCount: isTaken ? 0 : 1,
  });
});

test('a line that is none is told with its number, and the rest is stored', async () => {
  await using server = await startImporting();
  const lines = [
    importedLine(1),
    '{"headBase64": cut\n',
    '\n',
    importedLine(2),
    `${'x'.repeat((3 << 20) + 1)}\n`,
    importedLine(3).replace('192.0.2.1:5060', 'x'.repeat(101)),
    importedLine(4).replace('2017-05-30T', '2017-02-30T'),
    importedLine(5).trimEnd(),
  ];
  expect(await server.result(lines.join(''))).toEqual({
    stored: 3,
    known: 0,
    refusedCount: 4,
    refused: [
      { line: 2, why: 'It is not JSON: it may have been cut.' },
      { line: 5, why: 'It is longer than 3145728 bytes.' },
      { line: 6, why: 'Its peer is longer than 100 characters.' },
      { line: 7, why: 'Its receivedAt is no time with a zone in ISO 8601.' },
    ],
  });
  const many = await server.result('{}\n'.repeat(150));
  expect(many).toMatchObject({ stored: 0, refusedCount: 150 });
  expect(many.refused.map(({ line }) => line)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
});

test('an import reads no further than it can store, and what is received live keeps its turn', async () => {
  await using server = await startImporting();
  const { store, journal } = server;
  store.hold('append');
  const post = openPost(server.inspector.url);
  const body = Buffer.alloc(100_000, 'x');
  let taken = 0;
  const send = async (): Promise<void> => {
    for (; taken < 240; taken++) await post.write(importedLine(taken, body));
    post.end();
  };
  const sending = send();
  let [last, still] = [-1, 0];
  await until('nothing more is read', () => {
    still = taken === last ? still + 1 : 0;
    last = taken;
    return store.held('append') === 1 && still >= 20;
  });
  // Two batches of 4 MiB, and what the sockets hold.
  expect(taken * importedLine(0, body).length).toBeLessThan(25e6);
  expect(journal.queued).toBe(0);
  const live = journal.append(captured());
  store.release('append');
  const cursor = await live;
  await sending;
  expect(await post.answer).toMatchObject({ status: 200 });
  const events = await server.events();
  expect(events).toHaveLength(241);
  // It shares the next commit at the latest.
  expect(events.findIndex((event) => event.cursor === cursor)).toBeLessThan(100);
});

test('several imports at once wait for each other, not the live ones for all of them', async () => {
  await using server = await startImporting();
  const { store, journal } = server;
  store.hold('append');
  const posts = [0, 1, 2, 3].map((i) => server.result(importedLines(1_000, 10_000 * i)));
  await until('one batch is being stored', () => store.held('append') === 1);
  let fifth = await server.post('');
  await until('all four are under way', async () => {
    fifth = await server.post('');
    return fifth.status !== 200;
  });
  expect([fifth.status, JSON.parse(fifth.text)]).toMatchObject([503, { code: 'too_many_waiting' }]);
  const live = journal.append(captured());
  expect(journal.queued).toBe(1);
  store.release('append');
  const cursor = await live;
  for (const result of await Promise.all(posts)) expect(result).toMatchObject({ stored: 1_000 });
  const events = await server.events();
  expect(events.findIndex((event) => event.cursor === cursor)).toBeLessThanOrEqual(256);
});

test('a sender that goes away ends its import; what was stored stays', async () => {
  await using server = await startImporting();
  const post = openPost(server.inspector.url);
  void post.write(importedLines(1_000)); // It may never be taken.
  await until('some are stored', async () => (await server.events()).length >= 128);
  post.destroy();
  await expect(post.answer).rejects.toThrow();
  const stored = (await server.events()).length;
  // Whole batches only: the rest waited for more.
  expect(stored).toBeLessThanOrEqual(896);
  // The place it took is free again, for the same and more.
  for (let i = 0; i < 5; i++)
    expect(await server.result(importedLines(1_000))).toMatchObject({ refusedCount: 0 });
  expect(await server.events()).toHaveLength(1_000);
  expect(server.inspector.logged).toEqual([]);
});

test('a full disk ends an import with its code and with how many were stored, also while more is being sent', async () => {
  await using server = await startImporting();
  const { store } = server;
  expect(await server.result(importedLines(100))).toMatchObject({ stored: 100 });
  const post = openPost(server.inspector.url);
  store.hold('append');
  void post.write(importedLines(1_000)); // It may never be taken.
  await until('the first batch waits', () => store.held('append') === 1);
  // The first 100 are known; the next 28 fail.
  store.failNext('append', 'store_full');
  store.release('append');
  for (let i = 0; i < 20; i++) void post.write(importedLines(1_000, 1_000 * i)); // Nor this.
  post.end();
  const { status, text } = await post.answer;
  expect([status, JSON.parse(text)]).toMatchObject([
    503,
    {
      code: 'store_full',
      stored: 0,
      known: 100,
      detail: expect.stringMatching(/ Stored before that: 0\.$/),
    },
  ]);
  // It recovers.
  expect(await server.result(importedLines(200))).toMatchObject({ stored: 100, known: 100 });
});

test('an event the store cannot keep is a line refused, and its neighbours are stored', async () => {
  await using server = await startImporting();
  // The batch, then each of its events alone, as the journal tries them: the second one fails again.
  const append = server.store.append;
  Object.assign(server.store, {
    append: (batch: Parameters<typeof append>[0]) =>
      batch.some(({ id }) => id.endsWith('2'))
        ? Promise.reject(new AppError('row_refused', 'The store cannot keep it.'))
        : append(batch),
  });
  expect(await server.result(`\n${importedLines(4)}`)).toEqual({
    stored: 3,
    known: 0,
    refusedCount: 1,
    refused: [{ line: 4, why: 'The store cannot keep it.' }],
  });
});

test('another media type is refused, and says which one is taken', async () => {
  await using server = await startImporting();
  const answer = await ask(server.inspector.url, importPath, {
    method: 'POST',
    headers: [...honest, ['Content-Type', 'text/plain'], ['Content-Length', '1']],
    body: 'x',
  });
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
    400,
    { detail: 'The request body needs "Content-Type: application/x-ndjson".' },
  ]);
});

test('who is refused learns why also if it reads no answer before it has sent everything', async () => {
  await using inspector = await startInspector({ options: { maxImports: 0 } });
  const { hostname, port } = new URL(inspector.url);
  const socket = connect({ host: hostname, port: Number(port) });
  const body = importedLines(20_000);
  const headers = [...honest, linesType, ['Content-Length', String(body.length)]];
  const head = headers.map((pair) => `${pair.join(': ')}\r\n`).join('');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(`POST ${importPath} HTTP/1.1\r\n${head}\r\n${body}`, () => {
      resolve();
    });
  });
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*"code":"too_many_waiting"/);
});
