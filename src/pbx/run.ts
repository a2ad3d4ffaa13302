import type { ApiRun } from '../api/run.ts';
import { toAppError } from '../errors.ts';
import { isoTime } from '../formats/iso-time.ts';
import { play, type PlayClock, type Playing } from './player.ts';
import type { PlayProgress, PlayResult } from './play-tally.ts';
import type { RunPlan, RunRequest } from './run-plan.ts';

/** What sends the requests of a run. */
export interface RunSender extends Pick<Playing, 'send'> {
  /** Cuts all connections. */
  readonly close: () => void;
}

export interface RunStart {
  readonly id: string;
  readonly plan: RunPlan;
  readonly seed: number;
  /** By the clock in its events, µs since 1970 UTC. */
  readonly atUs: number;
  readonly speed: number | 'max';
  readonly isEndless: boolean;
  readonly sender: RunSender;
  readonly maxInFlight: number;
  readonly clock: PlayClock;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
}

/** One playing of scenarios, from its start on. */
export class Run {
  readonly id: string;
  readonly isEndless: boolean;
  /** Resolves when nothing more is sent and nothing waits for an answer; never rejects. */
  readonly ended: Promise<void>;
  readonly #start: RunStart;
  readonly #startedAtUs: number;
  readonly #stop = new AbortController();
  /** In the order in which the calls began. */
  readonly #callIds = new Set<string>();
  /** As the player last told it. */
  #progress: PlayProgress | undefined;
  #endedAtUs: number | undefined;
  #result: PlayResult | undefined;
  #why: string | undefined;

  constructor(start: RunStart) {
    this.id = start.id;
    this.isEndless = start.isEndless;
    this.#start = start;
    this.#startedAtUs = start.nowUs();
    this.ended = this.#play();
  }

  get isOver(): boolean {
    return this.#endedAtUs !== undefined;
  }

  /** Sends nothing more. What was sent is answered, or cut after a moment. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.isOver) return;
    const timer = setTimeout(this.#start.sender.close, answerGraceMs);
    await this.ended;
    clearTimeout(timer);
  }

  get view(): ApiRun {
    const { plan, seed, atUs } = this.#start;
    return {
      id: this.id,
      state: this.#state,
      what: plan.what,
      ...(this.isEndless && { endless: true }),
      seed,
      at: isoTime(atUs),
      startedAt: isoTime(this.#startedAtUs),
      ...(this.#endedAtUs === undefined ? undefined : { endedAt: isoTime(this.#endedAtUs) }),
      sent: this.#progress?.sent ?? 0,
      answered: Object.fromEntries(this.#progress?.byStatus ?? []),
      failed: this.#progress?.failed ?? 0,
      ...(this.#result === undefined ? undefined : { failures: [...this.#result.failed] }),
      ...(this.#result?.latency === undefined ? undefined : { latency: this.#result.latency }),
      callIds: [...this.#callIds],
      ...(this.#why === undefined ? undefined : { why: this.#why }),
    };
  }

  get #state(): ApiRun['state'] {
    if (!this.isOver) return 'running';
    if (this.#why !== undefined) return 'failed';
    return this.#result?.isWhole === true ? 'done' : 'stopped';
  }

  async #play(): Promise<void> {
    const { plan, sender, speed, maxInFlight, clock, nowUs } = this.#start;
    try {
      this.#result = await play(this.#noting(plan.requests), {
        send: (request) => sender.send(request),
        speed,
        maxInFlight,
        signal: this.#stop.signal,
        clock,
        onProgress: (progress) => {
          this.#progress = progress;
        },
      });
    } catch (error) {
      this.#stop.abort();
      this.#why = toAppError(error).message;
    }
    sender.close();
    this.#endedAtUs = nowUs();
  }

  *#noting(requests: Iterable<RunRequest>): Generator<RunRequest, void, undefined> {
    for (const request of requests) {
      if (request.callId !== undefined && this.#callIds.size < maxCallIds)
        this.#callIds.add(request.callId);
      yield request;
    }
  }
}

/** Enough to find what a run made. */
const maxCallIds = 20;

/** The receiver answers sooner, unless its disk hangs. */
const answerGraceMs = 1_000;
