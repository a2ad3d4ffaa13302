import { expect, test } from '@jest/globals';
import { AppError } from '../../src/errors.ts';
import { play, type Playing, type TimedRequest } from '../../src/pbx/player.ts';
import type { PlannedRequest } from '../../src/pbx/to-request.ts';

/** Time that goes on only when it is waited for. */
class HeldClock {
  now = 5_000;
  readonly sleeps: number[] = [];
  readonly nowMs = (): number => this.now;
  readonly sleep = (ms: number): Promise<void> => {
    this.sleeps.push(ms);
    this.now += ms;
    return Promise.resolve();
  };
}

/** A receiver that answers when the test says so. */
class HeldReceiver {
  readonly waiting: { readonly name: string; readonly answer: (status: number) => void }[] = [];
  readonly sent: string[] = [];
  most = 0;
  readonly send: Playing['send'] = ({ target }) =>
    new Promise((resolve) => {
      this.sent.push(target);
      const answer = (status: number): void => {
        resolve({ status, latencyUs: 1_000 });
      };
      this.waiting.push({ name: target, answer });
      this.most = Math.max(this.most, this.waiting.length);
    });

  /** Answers the one that waits longest, and lets follow what follows from it. */
  async answerOne(status = 200): Promise<void> {
    this.waiting.shift()?.answer(status);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function request(name: string): PlannedRequest {
  return { method: 'GET', target: name, headers: [], body: '' };
}

function timed(offsetMs: number, call: number, name = `${call}@${offsetMs}`): TimedRequest {
  return { offsetMs, call, request: request(name) };
}

function playing(send: Playing['send'], more: Partial<Playing> = {}): Playing {
  const signal = new AbortController().signal;
  return { send, speed: 'max', maxInFlight: 4, signal, clock: new HeldClock(), ...more };
}

const answered: Playing['send'] = () => Promise.resolve({ status: 200, latencyUs: 1_000 });

test('each is sent when its time has come, so many times as fast as asked', async () => {
  for (const [speed, expected] of [
    [1, [0, 100, 100, 2_500]],
    [10, [0, 10, 10, 250]],
    ['max', [0, 0, 0, 0]],
  ] as const) {
    const clock = new HeldClock();
    const times: number[] = [];
    const send: Playing['send'] = (one) => {
      times.push(clock.now - 5_000);
      return answered(one);
    };
    const plan = [timed(0, 1), timed(100, 1), timed(100, 2), timed(2_500, 1)];
    const result = await play(plan, playing(send, { clock, speed }));
    expect(times).toEqual(expected);
    expect(result).toMatchObject({
      sent: 4,
      isWhole: true,
      seconds: (expected.at(-1) ?? 0) / 1_000,
    });
  }
});

test('a wait of days is cut up, because a timer takes no more than 24 of them', async () => {
  const clock = new HeldClock();
  const weekMs = 7 * 86_400_000;
  await play([timed(5 * weekMs, 1)], playing(answered, { clock, speed: 1 }));
  expect(Math.max(...clock.sleeps)).toBeLessThan(2 ** 31);
  expect(clock.now).toBe(5_000 + 5 * weekMs);
});

test('the next event of a call waits for the answer to the one before; other calls do not', async () => {
  const receiver = new HeldReceiver();
  const plan = [timed(0, 1), timed(1, 1), timed(2, 2), timed(3, 1), timed(4, 2)];
  const run = play(plan, playing(receiver.send));
  await turn();
  expect(receiver.sent).toEqual(['1@0', '2@2']);
  await receiver.answerOne();
  expect(receiver.sent).toEqual(['1@0', '2@2', '1@1']);
  await receiver.answerOne(503);
  expect(receiver.sent).toEqual(['1@0', '2@2', '1@1', '2@4']);
  for (let n = 0; n < 3; n += 1) await receiver.answerOne();
  const result = await run;
  expect(receiver.sent).toEqual(['1@0', '2@2', '1@1', '2@4', '1@3']);
  expect([...result.answered]).toEqual([
    [200, 4],
    [503, 1],
  ]);
});

test('of a plan without end only so much is read ahead, and so many are on the way at a time', async () => {
  let read = 0;
  function* endless(): Generator<TimedRequest, void, undefined> {
    for (;;) {
      read += 1;
      // One call of its own each, but every second one is of one call that takes all turns.
      yield timed(read, read % 2 === 0 ? 0 : read);
    }
  }
  const stop = new AbortController();
  const receiver = new HeldReceiver();
  const run = play(endless(), playing(receiver.send, { signal: stop.signal }));
  await turn();
  expect(read).toBeLessThan(1_100);
  for (let n = 0; n < 3_000; n += 1) await receiver.answerOne();
  const sent = receiver.sent.length;
  expect(receiver.most).toBe(4);
  expect(sent).toBeGreaterThan(3_000);
  expect(read).toBeLessThan(sent + 1_100);
  stop.abort();
  await turn();
  while (receiver.waiting.length > 0) await receiver.answerOne();
  expect(await run).toMatchObject({ sent, isWhole: false });
});

test('a run that is stopped sends nothing more, waits for its answers and tells how far it came', async () => {
  const stop = new AbortController();
  const receiver = new HeldReceiver();
  let isOver = false;
  const plan = [timed(0, 1), timed(1, 2), timed(2, 1)];
  const run = play(plan, playing(receiver.send, { signal: stop.signal })).finally(() => {
    isOver = true;
  });
  await turn();
  stop.abort();
  await receiver.answerOne();
  expect([isOver, receiver.waiting.length]).toEqual([false, 1]);
  await receiver.answerOne();
  expect(await run).toMatchObject({ sent: 2, failed: [], isWhole: false });
});

test('a run that is stopped while it waits for its time does not wait on', async () => {
  const stop = new AbortController();
  const clock = {
    nowMs: () => 0,
    sleep: (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      }),
  };
  const plan = [timed(0, 1), timed(60_000, 1)];
  const run = play(plan, playing(answered, { clock, speed: 1, signal: stop.signal }));
  await turn();
  stop.abort();
  expect(await run).toMatchObject({ sent: 1, isWhole: false });
});

test('what fails is counted by reason and does not end the run; reasons are bounded', async () => {
  let n = 0;
  const send: Playing['send'] = () => {
    n += 1;
    const why = n <= 50 ? 'Gone.' : `Reason ${n}.`;
    return Promise.reject(new AppError('no_answer', why));
  };
  const seen: number[] = [];
  const plan = Array.from({ length: 100 }, (_, place) => timed(place, 1));
  const { failed, sent, ...result } = await play(
    plan,
    playing(send, { onProgress: (progress) => seen.push(progress.failed) }),
  );
  expect(failed[0]).toEqual({ code: 'no_answer', why: 'Gone.', count: 50 });
  expect(failed.length).toBeLessThanOrEqual(21);
  expect(failed.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect([sent, result.latency, seen.at(-1)]).toEqual([100, undefined, 100]);
});

test('latencies come as half and as 99 in a hundred, within a hundredth or so', async () => {
  let n = 0;
  const send: Playing['send'] = () => {
    n += 1;
    return Promise.resolve({ status: 200, latencyUs: n * 1_000 });
  };
  const plan = Array.from({ length: 1_000 }, (_, place) => timed(place, 1));
  const { latency } = await play(plan, playing(send));
  expect((latency?.p50Us ?? 0) / 500_000).toBeCloseTo(1, 1);
  expect((latency?.p99Us ?? 0) / 990_000).toBeCloseTo(1, 1);
});

test('a plan that breaks ends the run with its error, after what was begun', async () => {
  const receiver = new HeldReceiver();
  function* broken(): Generator<TimedRequest, void, undefined> {
    yield timed(0, 1);
    throw new Error('no such extension');
  }
  let isOver = false;
  const run = play(broken(), playing(receiver.send)).catch((error: unknown) => {
    isOver = true;
    return error;
  });
  await turn();
  expect(isOver).toBe(false);
  await receiver.answerOne();
  expect(await run).toMatchObject({ message: 'no such extension' });
});
