import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ApiCall } from '../../src/api/call.ts';
import { sendTargets } from '../support/bulk-sender.ts';
import { eventTarget } from '../support/call-events.ts';
import { fillJournal } from '../support/filled-journal.ts';
import { newTargets, removeIndexOf, startQuietly, untilIndexed } from '../support/index-program.ts';
import { indexStatus, listEvents } from '../support/listed-events.ts';
import { temporaryDirectory, within, type Program } from '../support/program.ts';
import { announcedRandom, type Random } from '../support/random.ts';
import { newCallStreamState, openStream } from '../support/stream-reader.ts';
import { until } from '../support/until.ts';

const count = 16_000;

/** The events of calls a hundred at a time one among the other, and of each twentieth call the last one long after. */
function* interleavedTargets(): Generator<string> {
  const late: string[] = [];
  for (let i = 0; i < count; i++) {
    const block = Math.floor(i / 400);
    const call = block * 100 + (i % 100);
    const part = Math.floor((i % 400) / 100);
    const target = eventTarget(call * 4 + part);
    if (part === 3 && call % 20 === 0) late.push(target);
    else yield target;
  }
  yield* late;
}

/** All calls that match, by id; without what time alone changes. */
async function listCalls(program: Program, q: string): Promise<ReadonlyMap<string, object>> {
  const calls = new Map<string, object>();
  for (let after: string | undefined = ''; after !== undefined;) {
    const query = new URLSearchParams({ q, after, order: 'oldest', limit: '1000' });
    const response = await program.ask(`/api/v1/calls?${query.toString()}`);
    expect(response.status).toBe(200);
    const page = (await response.json()) as { calls: ApiCall[]; next?: string };
    for (const call of page.calls) calls.set(call.id, timeless(call));
    after = page.next;
  }
  return calls;
}

function timeless(call: ApiCall): object {
  return { ...call, final: undefined, sentence: undefined };
}

function latestOf({ calls }: ReturnType<typeof newCallStreamState>): ReadonlyMap<string, object> {
  return new Map(
    Array.from(calls.latest, ([id, data]) => [id, timeless(JSON.parse(data) as ApiCall)]),
  );
}

function numberOf(cursor: string): number {
  return cursor === 'start' ? 0 : parseInt(cursor.split('-')[1] ?? '', 36);
}

/** Places may stand still, but what comes has a new one each time. */
function expectForward({ calls, events }: ReturnType<typeof newCallStreamState>): void {
  const places = calls.places.map(numberOf);
  expect(places.findIndex((place, i) => place < (places[i - 1] ?? 0))).toBe(-1);
  const given = events.map(({ cursor }) => numberOf(cursor));
  expect(given.findIndex((place, i) => place <= (given[i - 1] ?? 0))).toBe(-1);
}

/** Follows calls over connections that it cuts anywhere, and others that end because the server does. */
function startFollower(running: () => Promise<Program>, q: string, random: Random) {
  const state = newCallStreamState('start');
  const follower = { q, state, cuts: 0, stop: () => Promise.resolve() };
  let isStopped = false;
  let close = (): void => undefined;
  const follow = async (): Promise<void> => {
    while (!isStopped) {
      const program = await running();
      const isLong = follower.cuts >= 60 && random.chance(0.9);
      const maxBytes = isLong ? Infinity : 1 + random.below(random.chance(0.3) ? 2_000 : 200_000);
      const stream = await openStream(program, { q, state, maxBytes }).catch(() => undefined);
      if (!stream) continue;
      expect(stream.status).toBe(200);
      close = () => {
        stream.close();
      };
      if ((await stream.ended).isCut) follower.cuts++;
    }
  };
  const ended = follow();
  ended.catch(() => undefined); // `stop` tells.
  follower.stop = () => {
    isStopped = true;
    close();
    return within(ended, () => 'a follower does not end');
  };
  return follower;
}

test('through cuts anywhere and two kill -9 of the server, who follows calls learns the last of each that changed, in order', async () => {
  using directory = temporaryDirectory();
  const random = announcedRandom('call-stream');
  const data = join(directory.path, 'data');
  let running = startQuietly(data);
  const filters = [
    '',
    'type:answer',
    'myid:200 type:hangup',
    'direction:internal outcome:open',
    'петров -ext:101 direction:in',
  ];
  const followers = filters.map((q) => startFollower(() => running, q, random.fork()));
  await using stack = new AsyncDisposableStack();
  for (const follower of followers) stack.defer(() => follower.stop());
  const killsAt = [2_000 + random.below(4_000), 8_000 + random.below(5_000)];
  let acknowledged = 0;
  const targets = interleavedTargets();
  for (let isDone = false; !isDone;) {
    const program = await running;
    const killAt = killsAt.shift() ?? Infinity;
    let isKilled = false;
    await sendTargets(program.receiverUrl, targets, {
      onAnswers: (answers) => {
        acknowledged += answers;
        if (isKilled || acknowledged < killAt) return;
        isKilled = true;
        running = program.stop('SIGKILL').then(() => startQuietly(data));
      },
    });
    isDone = !isKilled;
  }
  expect(killsAt).toEqual([]);
  await using program = await running;
  await untilIndexed(program);
  for (const { q, state } of followers) {
    const expected = await listCalls(program, q);
    expect([q, expected.size > 100 ? 'many' : expected.size]).toEqual([q, 'many']);
    const isKnown = ([id, call]: readonly [string, object]): boolean => {
      const data = state.calls.latest.get(id);
      return (
        data !== undefined &&
        JSON.stringify(timeless(JSON.parse(data) as ApiCall)) === JSON.stringify(call)
      );
    };
    let missing = [...expected];
    await until(
      `"${q}" knows the last of ${expected.size} calls`,
      () => (missing = missing.filter((one) => !isKnown(one))).length === 0,
      30_000,
    ).catch(() => undefined); // What follows shows of which it does not.
    const latest = latestOf(state);
    for (const [id, call] of missing) expect(latest.get(id)).toEqual(call);
    expect(state.gaps).toEqual([]);
    expectForward(state);
  }
  const cuts = followers.reduce((sum, follower) => sum + follower.cuts, 0);
  expect(cuts).toBeGreaterThan(100);
  process.stderr.write(`call-stream: ${cuts} cuts\n`);
}, 180_000);

test('a stream of calls that is opened while their index is made gives what comes after its place, and nothing before', async () => {
  using directory = temporaryDirectory();
  const data = join(directory.path, 'data');
  await fillJournal(data, 60_000);
  removeIndexOf(data);
  await using program = await startQuietly(data);
  const middle = await cursorOf(program, 59_000);
  const fresh = newCallStreamState();
  const resumed = newCallStreamState(middle);
  const filtered = newCallStreamState(middle);
  using _fresh = await openStream(program, { state: fresh });
  using _resumed = await openStream(program, { state: resumed });
  using _filtered = await openStream(program, {
    state: filtered,
    q: 'direction:internal type:hangup',
  });
  expect((await indexStatus(program)).behind).toBeGreaterThan(1_000);
  await sendTargets(program.receiverUrl, newTargets(40), { connections: 1 });
  await untilIndexed(program);
  const after = await listEvents(program, '', middle);
  const idsAfter = (from: number): Set<string> =>
    new Set(after.slice(from).flatMap(({ callId }) => callId ?? []));
  const calls = await listCalls(program, '');
  const out = await listCalls(program, 'direction:internal type:hangup');
  for (const [state, ids] of [
    [fresh, idsAfter(after.length - 40)],
    [resumed, idsAfter(0)],
    [filtered, new Set([...idsAfter(0)].filter((id) => out.has(id)))],
  ] as const) {
    expect(ids.size).toBeGreaterThan(3);
    await until('it knows them', () => [...ids].every((id) => state.calls.latest.has(id)));
    const latest = latestOf(state);
    expect(new Set(latest.keys())).toEqual(ids);
    for (const id of ids) expect(latest.get(id)).toEqual(calls.get(id));
    expectForward(state);
  }
}, 120_000);

/** The cursor of the n-th event, by the journal alone: there is no index yet. */
async function cursorOf(program: Program, n: number): Promise<string> {
  const response = await program.ask('/api/v1/cursor');
  const { cursor } = (await response.json()) as { cursor: string };
  const [tag = ''] = cursor.split('-');
  return `${tag}-${n.toString(36)}`;
}
