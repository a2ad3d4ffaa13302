import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { EventSummary } from '../../src/api/event.ts';
import { sendTargets } from '../support/bulk-sender.ts';
import { eventTarget } from '../support/call-events.ts';
import { askTo, listEvents } from '../support/listed-events.ts';
import { startProgram, temporaryDirectory, within, type Program } from '../support/program.ts';
import { readMetric } from '../support/read-metric.ts';
import { announcedRandom, type Random } from '../support/random.ts';
import { newStreamState, openStream, type StreamState } from '../support/stream-reader.ts';
import { until } from '../support/until.ts';

const followersMetric = 'ringlog_live_followers';
const quiet = ['--event-log', 'off', '--log-level', 'warn'];

/** So many targets, of events from the n-th on. */
function* targetsOf(count: number, from = 0): Generator<string> {
  for (let n = from; n < from + count; n++) yield eventTarget(n);
}

interface Followed {
  readonly q: string;
  readonly fits: (event: EventSummary) => boolean;
  /** About how many bytes come between two cuts. */
  readonly maxBytes: number;
}

const followed: readonly Followed[] = [
  { q: '', fits: () => true, maxBytes: 240_000 },
  { q: 'type:answer', fits: ({ type }) => type === 'answer', maxBytes: 60_000 },
  {
    q: 'myid:200 -type:hangup before:2100-01-01',
    fits: ({ myid, type }) => myid === '200' && type !== 'hangup',
    maxBytes: 25_000,
  },
  {
    q: 'ПЕТРОВ',
    fits: ({ fields }) => fields['CallerIDName'] === 'Иван Петров',
    maxBytes: 45_000,
  },
  {
    q: '-has:RecID f.CallFlow:in',
    fits: ({ type, fields }) => type !== 'hangup' && fields['CallFlow'] === 'in',
    maxBytes: 85_000,
  },
];

interface Follower extends Followed {
  readonly state: StreamState;
  readonly cuts: () => number;
  stop(): Promise<void>;
}

/** Follows a filter over connections that it cuts anywhere, and others that end because the server does. */
function startFollower(
  running: () => Promise<Program>,
  one: Followed,
  random: Random,
  maxCuts: number,
): Follower {
  const state = newStreamState('start');
  let cuts = 0;
  let isStopped = false;
  let close = (): void => undefined;
  const follow = async (): Promise<void> => {
    while (!isStopped) {
      const program = await running();
      // Some at once, amid the first frames; most after a while.
      const maxBytes = 1 + random.below(random.chance(0.2) ? 400 : one.maxBytes);
      const stream = await openStream(program, {
        q: one.q,
        state,
        ...(cuts < maxCuts ? { maxBytes } : {}),
      }).catch(() => undefined); // It has just been killed: the next one is on its way.
      if (!stream) continue;
      expect(stream.status).toBe(200);
      close = () => {
        stream.close();
      };
      const { isCut } = await stream.ended;
      if (isCut) cuts++;
    }
  };
  const ended = follow();
  ended.catch(() => undefined); // `stop` tells.
  return {
    ...one,
    state,
    cuts: () => cuts,
    stop: () => {
      isStopped = true;
      close();
      return within(ended, () => 'a follower does not end');
    },
  };
}

test('through 1,000 cuts anywhere and two kill -9 of the server, streams give each of 50,000 events exactly once and in order', async () => {
  using directory = temporaryDirectory();
  const random = announcedRandom('stream');
  const data = join(directory.path, 'data');
  const start = (): Promise<Program> => startProgram({ data, args: quiet });
  const startedAt = performance.now();
  let running = start();
  const followers = followed.map((one) => startFollower(() => running, one, random.fork(), 210));
  const killsAt = [10_000 + random.below(10_000), 25_000 + random.below(20_000)];
  let acknowledged = 0;
  const targets = targetsOf(Infinity);
  while (acknowledged < 50_000) {
    const program = await running;
    const killAt = killsAt.shift() ?? Infinity;
    let isKilled = false;
    const wanted: Iterator<string> = {
      next: () => (acknowledged < 50_000 ? targets.next() : { done: true, value: '' }),
    };
    await sendTargets(program.receiverUrl, wanted, {
      onAnswers: (count) => {
        acknowledged += count;
        if (isKilled || acknowledged < killAt) return;
        isKilled = true;
        running = program.stop('SIGKILL').then(start);
      },
    });
  }
  expect(killsAt).toEqual([]);
  const sentMs = performance.now() - startedAt;

  await using program = await running;
  const listed = await listEvents(program);
  expect(listed.length).toBeGreaterThanOrEqual(50_000);
  for (const { q, fits, state } of followers) {
    const expected = listed.filter(fits);
    expect(expected.length).toBeGreaterThan(1_000);
    await until(
      `"${q}" has got ${expected.length}, not ${state.events.length}`,
      () => state.events.length >= expected.length,
      60_000,
    );
    expect(state.events.map(({ id, cursor }) => `${cursor} ${id}`)).toEqual(
      expected.map(({ id, cursor }) => `${cursor} ${id}`),
    );
    expect(state.gaps).toEqual([]);
  }
  expect(followers.reduce((sum, { cuts }) => sum + cuts(), 0)).toBeGreaterThanOrEqual(1_000);
  await Promise.all(followers.map((follower) => follower.stop()));
  process.stderr.write(
    `stream: sent within ${(sentMs / 1000).toFixed(1)} s, all given after ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
  );
}, 180_000);

test('a client that does not read for a while gets everything later', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  const state = newStreamState();
  using stream = await openStream(program, { state });
  stream.pause();
  // Many times what buffers on the way and the server itself hold for it.
  await sendTargets(program.receiverUrl, targetsOf(12_000));
  expect(state.events.length).toBeLessThan(6_000);
  stream.resume();
  await until('all of them', () => state.events.length >= 12_000);
  await sendTargets(program.receiverUrl, targetsOf(1, 12_000));
  await until('one more', () => state.events.length > 12_000);
  const listed = await listEvents(program);
  expect(state.events.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
}, 60_000);

test('who resumes from before a deletion is told of the gap, and goes on behind it', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  await sendTargets(program.receiverUrl, targetsOf(40), { connections: 1 });
  const before = await listEvents(program);
  const deletion = await askTo(program, 'DELETE', '/api/v1/events?q=type:answer');
  expect(await deletion.json()).toEqual({ deleted: 10 });
  const lastAnswer = before.findLastIndex(({ type }) => type === 'answer');

  const early = newStreamState(before[4]?.cursor);
  using _early = await openStream(program, { state: early });
  const rest = before.slice(5).filter(({ type }) => type !== 'answer');
  await until('the rest', () => early.events.length >= rest.length);
  expect(early.events.map(({ id }) => id)).toEqual(rest.map(({ id }) => id));
  expect(early.gaps).toHaveLength(1);
  expect(JSON.parse(early.gaps[0] ?? '')).toMatchObject({ after: before[4]?.cursor });

  const late = newStreamState(before[lastAnswer]?.cursor);
  using _late = await openStream(program, { state: late });
  await until('what is after the deletion', () => late.events.length >= 1);
  expect(late.gaps).toEqual([]);
}, 60_000);

test('the 501st stream is refused, the 500 others go on, and a place that is left is given again', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  const states = Array.from({ length: 500 }, () => newStreamState());
  const streams = await Promise.all(states.map((state) => openStream(program, { state })));
  try {
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    using refused = await openStream(program, { state: newStreamState() });
    expect(refused.status).toBe(503);
    expect(JSON.parse(await refused.text())).toMatchObject({ code: 'too_many_waiting' });
    await sendTargets(program.receiverUrl, targetsOf(3));
    await until('everyone has them', () => states.every(({ events }) => events.length === 3));

    streams[0]?.close();
    const state = newStreamState();
    let again = await openStream(program, { state });
    await until('there is room again', async () => {
      if (again.status === 200) return true;
      again = await openStream(program, { state });
      return false;
    });
    await sendTargets(program.receiverUrl, targetsOf(1));
    await until('the new one has it, too', () => state.events.length === 1);
    again.close();
  } finally {
    for (const stream of streams) stream.close();
  }
}, 60_000);

test('a HEAD of the stream ends at once and leaves nobody who follows', async () => {
  using directory = temporaryDirectory();
  await using program = await startProgram({ data: join(directory.path, 'data'), args: quiet });
  for (let i = 0; i < 20; i++) {
    const response = await fetch(`${program.inspectorUrl}/api/v1/stream`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${program.token}` },
    });
    expect(response.status).toBe(200);
  }
  await until(
    'nobody follows',
    async () => (await readMetric(program, followersMetric)) === 0,
    5_000,
  );
}, 60_000);
