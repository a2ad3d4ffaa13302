import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { played, quick, repeatable as at, typesOf as types } from '../support/cli-played.ts';
import { runCli, startCli } from '../support/cli-run.ts';
import { startFakeReceiver, type FakeReceiver } from '../support/fake-receiver.ts';
import { temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

test('a scenario arrives at the receiver as its events, and the table says what came of it', async () => {
  const { status, stdout, receiver, fields } = await played('in-answered');
  expect(types(fields)).toEqual(['dial-in', 'answer', 'hangup']);
  expect(status).toBe(0);
  expect(stdout.replace(/\d+\.\d/g, '1.5').replace(/\d+ a second/, '9 a second')).toBe(
    [
      'played       in-answered',
      `to           ${receiver.url.href.replace(/[\d.]+:/, (host) => host)}fordel/show.php`,
      'sent         3',
      'answered 200 3',
      'latency      p50 1.5 ms, p99 1.5 ms',
      'took         1.5 s, 9 a second',
      'again with   --seed 7 --at 2026-11-22T10:00:00.000000Z',
      '',
    ]
      .join('\n')
      .replace(/\d+\.\d/g, '1.5'),
  );
});

test('the same for a program is one document', async () => {
  const { stdout } = await played('in-answered', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    what: 'in-answered',
    whole: true,
    sent: 3,
    answered: { 200: 3 },
    failed: [],
    latency: { p50Us: expect.any(Number), p99Us: expect.any(Number) },
    seed: 7,
    at: '2026-11-22T10:00:00.000000Z',
  });
});

test('the same seed and start send the same bytes, another seed other ones', async () => {
  const bytesOf = ({ received }: FakeReceiver) =>
    received.map(({ method, target, body }) => [method, target, body]);
  const [one, same] = [await played('ivr-answered'), await played('ivr-answered')];
  expect(bytesOf(one.receiver)).toEqual(bytesOf(same.receiver));
  const other = await played('ivr-answered', '--seed', '8');
  expect(bytesOf(other.receiver)).not.toEqual(bytesOf(one.receiver));
});

test('without --seed and --at they are drawn and told, and with those it comes again', async () => {
  await using receiver = await startFakeReceiver();
  const to = ['--to', receiver.url.href, '--speed', 'max'];
  const { stdout } = await runCli(['play', 'out-busy', ...to]);
  const again = /^again with +(--seed \d+ --at \S+)$/m.exec(stdout)?.[1] ?? '';
  await runCli(['play', 'out-busy', ...to, ...again.split(' ')]);
  const bodies = receiver.received.map(({ body }) => body);
  expect(bodies.slice(2)).toEqual(bodies.slice(0, 2));
  expect(Math.abs(Date.parse(again.split(' ')[3] ?? '') - Date.now())).toBeLessThan(60_000);
});

test('a bare address gets the path of the vendor and the tag of the scenario; any other stays as it is', async () => {
  const targets: string[] = [];
  for (const path of ['/', '/hook', '/?user=1'])
    for (const method of ['GET', 'POST']) {
      await using receiver = await startFakeReceiver();
      const to = new URL(path, receiver.url).href;
      await runCli(['play', 'worked-example', '--to', to, '--method', method, ...quick]);
      targets.push(receiver.received[0]?.target.replace(/EventType.*/, '…') ?? '');
    }
  expect(targets).toEqual([
    '/fordel/show.php?myid=175&…',
    '/fordel/show.php?myid=175',
    '/hook?…',
    '/hook',
    '/?user=1&…',
    '/?user=1',
  ]);
});

test('events are sent by GET, by POST, or by both', async () => {
  const methodsOf = async (method: string) => {
    const { receiver } = await played('queue-ring-all', '--method', method);
    return new Set(receiver.received.map((request) => request.method));
  };
  expect(await methodsOf('GET')).toEqual(new Set(['GET']));
  expect(await methodsOf('POST')).toEqual(new Set(['POST']));
  expect(await methodsOf('mix')).toEqual(new Set(['GET', 'POST']));
});

test('what is not answered 2xx is told by status, and is a failure', async () => {
  await using receiver = await startFakeReceiver((response, _request, before) => {
    if (before === 2) response.socket?.resetAndDestroy();
    else response.writeHead(before === 1 ? 503 : 204).end();
  });
  const { status, stdout } = await runCli([
    'play',
    'in-answered',
    '--to',
    receiver.url.href,
    ...quick,
  ]);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^sent +3\nanswered 204 1\nanswered 503 1\nnot answered 1: http.* ended the connection without an answer\.$/m,
  );
});

test('a receiver that does not answer in time is told, too', async () => {
  await using receiver = await startFakeReceiver(() => undefined);
  const to = ['--to', receiver.url.href, '--timeout', '50ms'];
  const { status, stdout } = await runCli(['play', 'out-busy', ...to, ...quick]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^sent +2\nnot answered 2: http.* did not answer within 0\.05 s\.$/m);
});

test('an address where nobody is ends it at once', async () => {
  const receiver = await startFakeReceiver();
  await receiver[Symbol.asyncDispose]();
  const { status, stdout, stderr } = await runCli([
    'play',
    '--calls',
    '50',
    '--rate',
    'max',
    '--to',
    receiver.url.href,
  ]);
  expect([status, stdout]).toEqual([3, '']);
  expect(stderr).toBe(
    `ringlog: ${receiver.url.origin} cannot be reached: the connection is refused. Nothing was sent. (unreachable)\n`,
  );
});

test('a receiver that goes away on the way is no reason to stop', async () => {
  await using receiver = await startFakeReceiver((response, _request, before) => {
    response.setHeader('Connection', 'close');
    response.end(before === 0 ? 'ok' : '');
    if (before === 0) void receiver[Symbol.asyncDispose]();
  });
  const { status, stdout } = await runCli([
    'play',
    'in-answered',
    '--to',
    receiver.url.href,
    ...quick,
  ]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^sent +3\nanswered 200 1\nnot answered 2: /m);
});

test('stopped by a signal it tells what was sent', async () => {
  await using receiver = await startFakeReceiver();
  const cli = startCli(['play', 'in-answered', '--to', receiver.url.href, ...at]);
  await until('the first event is there', () => receiver.received.length === 1);
  cli.stop('SIGINT');
  expect(await cli.status).toBe(130);
  expect(cli.stdout()).toMatch(/^sent +1, not to the end\nanswered 200 1$/m);
});

test('on a terminal it shows how far it is, and takes that away', async () => {
  await using receiver = await startFakeReceiver();
  const { stderr } = await runCli(['play', 'out-busy', '--to', receiver.url.href, ...quick], {
    isTerminal: true,
  });
  expect(stderr).toContain('1 sent, 1 answered, 0 not answered');
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
});

test('a dry run prints a line of curl for each event, and sends nothing', async () => {
  await using receiver = await startFakeReceiver();
  const { status, stdout } = await runCli([
    'play',
    'in-answered',
    '--dry-run',
    '--to',
    receiver.url.href,
    ...quick,
  ]);
  const [first, ...lines] = stdout.trimEnd().split('\n');
  expect(first).toBe('# The same again with --seed 7 --at 2026-11-22T10:00:00.000000Z');
  expect([status, lines.length, receiver.received.length]).toEqual([0, 3, 0]);
  for (const line of lines) expect(line).toMatch(/^curl .*fordel\/show\.php'$/);
  const { stdout: local } = await runCli([
    'play',
    'in-answered',
    '--dry-run',
    '--receive',
    ':9999',
  ]);
  expect(local).toContain("'http://127.0.0.1:9999/fordel/show.php'");
});

test('the list has a line for each scenario, those of a directory of the user among them', async () => {
  using directory = temporaryDirectory();
  const own = ['title: Mine', 'about: One of my own.', 'agents:', '  - { login: 101, at: 0 }', ''];
  writeFileSync(join(directory.path, 'mine.yaml'), own.join('\n'));
  const mine = ['--scenarios', directory.path];
  const { status, stdout } = await runCli(['play', '--list', ...mine]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^mine +1 event {3}One of my own\.$/m);
  expect(stdout).toMatch(/^in-answered +3 events {2}The public number/m);
  const json = await runCli(['play', '--list', '-o', 'json', ...mine]);
  expect(JSON.parse(json.stdout)).toContainEqual(
    expect.objectContaining({ name: 'in-answered', events: 3, outcome: 'answered' }),
  );
  expect((await played('mine', ...mine)).fields).toHaveLength(1);
});
