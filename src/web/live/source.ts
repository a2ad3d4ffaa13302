import { createBackoff } from './backoff.ts';
import type { Liveness } from './liveness.ts';
import { isAborted, pause } from './pause.ts';
import { poll, type Sink } from './poll.ts';
import { readStream, type StreamEnd } from './read-stream.ts';
import { isFinal } from './refusing.ts';
import { takeFreeSlot, waitForSlot } from './slot.ts';
import type { Release, Surroundings } from './surroundings.ts';
import type { FollowTarget } from './target.ts';

/** Where a source tells what it reads, and how fresh that is. */
export interface SourceSink extends Sink {
  readonly tell: (liveness: Liveness) => void;
}

const pollEveryMs = 2_000;
const tryStreamEveryMs = 30_000;
/** The API may have come back between a stream's failure and the question. */
const maxStrikes = 3;

const noSlot = 'Other tabs use the connections that a browser has; asking every two seconds.';
const heldBack = 'Something on the way holds the stream back; asking every two seconds.';
const cutOff = 'Something on the way cuts the stream; asking every two seconds.';

/**
 * Reads the stream, over as many connections as it takes, for this tab and those that listen to it. Where it cannot be had it asks for what
 * came, until it can.
 */
export class Source {
  readonly #around: Surroundings;
  readonly #target: Omit<FollowTarget, 'after'>;
  readonly #sink: SourceSink;
  readonly #backoff = createBackoff();
  #since: Date | undefined;

  constructor(around: Surroundings, target: Omit<FollowTarget, 'after'>, sink: SourceSink) {
    this.#around = around;
    this.#target = target;
    this.#sink = sink;
  }

  /** Resolves after the signal. @throws {Refusal} if trying again would not change it */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, tabs } = this.#around;
    this.#sink.tell({ state: 'connecting' });
    while (!signal.aborted) {
      const slot = tabs ? await this.#takeSlot(tabs.locks, signal) : noRelease;
      let why: string;
      try {
        why = await this.#stream(signal);
      } finally {
        slot();
      }
      if (!isAborted(signal))
        await this.#pollWhile(why, signal, (until) => pause(clock, tryStreamEveryMs, until));
    }
  }

  /** Asks for what comes until there is one. */
  async #takeSlot(locks: Parameters<typeof waitForSlot>[0], signal: AbortSignal): Promise<Release> {
    const free = await takeFreeSlot(locks);
    if (free) return free;
    let slot: Release | undefined;
    await this.#pollWhile(noSlot, signal, async (until) => {
      slot = await waitForSlot(locks, until).catch(() => undefined); // Only the signal ends it.
    });
    return slot ?? noRelease;
  }

  /** Reads streams as long as they can be had. @returns why they cannot */
  async #stream(signal: AbortSignal): Promise<string> {
    let strikes = 0;
    while (!signal.aborted) {
      const end = await this.#readOnce(signal);
      if (end.kind === 'stopped') break;
      if (end.kind === 'full') return end.why;
      if (end.kind === 'lost' && end.wasOpen) {
        // A connection that is found again at once was not worth a word.
        strikes = 0;
        this.#since = new Date(this.#around.clock.nowMs());
        this.#sink.tell({ state: 'connecting' });
      } else if (await this.#isAnswering(signal)) {
        if (end.kind === 'unheard') return heldBack;
        if (++strikes >= maxStrikes) return cutOff;
      }
      await pause(this.#around.clock, this.#backoff.nextMs(), signal);
    }
    return '';
  }

  #readOnce(signal: AbortSignal): Promise<StreamEnd> {
    const target = { ...this.#target, after: this.#sink.cursor() };
    const reader = {
      onOpen: () => {
        this.#since = undefined;
        this.#sink.tell({ state: 'catching-up' });
      },
      onFrames: this.#sink.take,
      onPresent: () => {
        // Not sooner: a stream that is cut again and again is not asked for without a pause.
        this.#backoff.reset();
        this.#sink.tell({ state: 'live' });
      },
    };
    return readStream(this.#around, target, reader, signal);
  }

  async #isAnswering(signal: AbortSignal): Promise<boolean> {
    try {
      await poll(this.#around, this.#target, this.#sink, signal);
      return true;
    } catch (error) {
      this.#takeFailure(error, signal);
      return false;
    }
  }

  /** Asks every now and then while something else is waited for. */
  async #pollWhile(
    why: string,
    signal: AbortSignal,
    awaited: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const end = awaited(until).then(() => {
      over.abort();
    });
    try {
      while (!until.aborted) await this.#pollOnce(why, until);
    } finally {
      over.abort();
      await end;
    }
  }

  async #pollOnce(why: string, signal: AbortSignal): Promise<void> {
    const { clock } = this.#around;
    try {
      const isAll = await poll(this.#around, this.#target, this.#sink, signal);
      if (signal.aborted) return;
      this.#since = undefined;
      this.#backoff.reset();
      this.#sink.tell({ state: 'polling', why });
      if (isAll) await pause(clock, pollEveryMs, signal);
    } catch (error) {
      this.#takeFailure(error, signal);
      await pause(clock, this.#backoff.nextMs(), signal);
    }
  }

  #takeFailure(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (isFinal(error)) throw error;
    this.#since ??= new Date(this.#around.clock.nowMs());
    this.#sink.tell({ state: 'offline', since: this.#since });
  }
}

function noRelease(): void {
  // There is nothing to give back.
}
