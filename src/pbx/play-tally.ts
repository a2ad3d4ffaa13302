import { createHistogram } from 'node:perf_hooks';
import { toAppError, type ErrorCode } from '../errors.ts';

/** How far a run is. */
export interface PlayProgress {
  /** Requests that were begun. */
  readonly sent: number;
  readonly answered: number;
  /** The same by HTTP status. */
  readonly byStatus: ReadonlyMap<number, number>;
  readonly failed: number;
}

/** What came of a run. */
export interface PlayResult {
  /** Requests that were begun: each is answered or failed. */
  readonly sent: number;
  /** How many, by HTTP status. */
  readonly answered: ReadonlyMap<number, number>;
  /** Those without an answer, by reason, the most frequent first. */
  readonly failed: readonly PlayFailure[];
  /** Of the answers; absent if there is none. */
  readonly latency?: { readonly p50Us: number; readonly p99Us: number };
  readonly seconds: number;
  /** False if the run was ended before the end of the plan. */
  readonly isWhole: boolean;
}

interface PlayFailure {
  readonly code: ErrorCode;
  readonly why: string;
  readonly count: number;
}

/** Counts what becomes of the requests of a run, in a memory of fixed size. */
export class PlayTally {
  #sent = 0;
  #answered = 0;
  #failed = 0;
  readonly #byStatus = new Map<number, number>();
  readonly #byReason = new Map<string, PlayFailure>();
  readonly #latency = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 2 });

  send(): void {
    this.#sent += 1;
  }

  answer(status: number, latencyUs: number): void {
    this.#answered += 1;
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
    this.#latency.record(Math.max(1, latencyUs));
  }

  fail(error: unknown): void {
    this.#failed += 1;
    const { code, message } = toAppError(error);
    const isRoom = this.#byReason.has(message) || this.#byReason.size < maxReasons;
    const why = isRoom ? message : 'Other reasons.';
    this.#byReason.set(why, { code, why, count: (this.#byReason.get(why)?.count ?? 0) + 1 });
  }

  get progress(): PlayProgress {
    return {
      sent: this.#sent,
      answered: this.#answered,
      byStatus: this.#byStatus,
      failed: this.#failed,
    };
  }

  result(isWhole: boolean, seconds: number): PlayResult {
    const latency = { p50Us: this.#latency.percentile(50), p99Us: this.#latency.percentile(99) };
    return {
      sent: this.#sent,
      answered: new Map([...this.#byStatus].sort(([a], [b]) => a - b)),
      failed: [...this.#byReason.values()].sort((a, b) => b.count - a.count),
      ...(this.#answered === 0 ? undefined : { latency }),
      seconds,
      isWhole,
    };
  }
}

const maxReasons = 20;
