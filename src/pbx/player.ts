/*
 * Sends requests when their time comes. The order in which the events of one call arrive says something, so each is sent only after the answer
 * to the one before it; different calls go on side by side, as on a PBX. Whoever is asked to send more than gets through waits: the plan is
 * read no further than a bounded number of requests ahead of the answers.
 */
import { CallQueues } from './call-queues.ts';
import type { PlannedRequest } from './to-request.ts';
import { PlayTally, type PlayProgress, type PlayResult } from './play-tally.ts';

/** A request, and when it is sent. */
export interface TimedRequest {
  /** Since the run began. */
  readonly offsetMs: number;
  /** Requests of the same call keep their order. */
  readonly call: number | string;
  readonly request: PlannedRequest;
}

/** How a plan is played. */
export interface Playing {
  /** Rejects for what was not answered; the error's message is what the result says of it. */
  readonly send: (
    request: PlannedRequest,
  ) => Promise<{ readonly status: number; readonly latencyUs: number }>;
  /** So many times as fast as planned; `max`: without any wait. */
  readonly speed: number | 'max';
  /** How many requests wait for their answers at a time, at most. */
  readonly maxInFlight: number;
  /** Ends the run: nothing more is sent, and what was is waited for. */
  readonly signal: AbortSignal;
  readonly clock: PlayClock;
  /** Told after each answer or failure. */
  readonly onProgress?: (progress: PlayProgress) => void;
}

export interface PlayClock {
  /** Never goes back. */
  readonly nowMs: () => number;
  /** Resolves after this time, or sooner if the signal aborts; never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Plays a plan to its end, or until the signal aborts. That a request fails does not end it. Its memory does not grow with the plan.
 * @param requests by offset
 */
export async function play(
  requests: Iterable<TimedRequest>,
  { send, speed, maxInFlight, signal, clock, onProgress }: Playing,
): Promise<PlayResult> {
  const beganAtMs = clock.nowMs();
  const tally = new PlayTally();
  const queues = new CallQueues<PlannedRequest>(maxInFlight, async (request) => {
    tally.send();
    try {
      const { status, latencyUs } = await send(request);
      tally.answer(status, latencyUs);
    } catch (error) {
      tally.fail(error);
    }
    onProgress?.(tally.progress);
  });
  const feed = async (): Promise<void> => {
    for (const { offsetMs, call, request } of requests) {
      if (speed !== 'max') await untilDue(beganAtMs + offsetMs / speed, clock, signal);
      if (queues.waiting >= maxWaiting) await queues.untilRoom(maxWaiting, signal);
      if (signal.aborted) return;
      queues.add(call, request);
    }
  };
  await feed().finally(() => queues.end(signal));
  return tally.result(!signal.aborted, (clock.nowMs() - beganAtMs) / 1_000);
}

/** Enough that calls whose turn it is not do not keep others waiting, and a few megabytes at most. */
const maxWaiting = 1_000;

/** A timer takes no more than 24 days, and one that was asleep with the machine is looked after again. */
const maxSleepMs = 60_000;

/** Waits until a time by the clock, or until the signal aborts. */
export async function untilDue(
  dueAtMs: number,
  clock: PlayClock,
  signal: AbortSignal,
): Promise<void> {
  for (let leftMs = dueAtMs - clock.nowMs(); leftMs > 0; leftMs = dueAtMs - clock.nowMs()) {
    if (signal.aborted) return;
    await clock.sleep(Math.min(leftMs, maxSleepMs), signal);
  }
}
