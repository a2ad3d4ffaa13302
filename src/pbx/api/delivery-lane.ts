import type { PlayClock } from '../player.ts';
import type { PlannedRequest } from '../to-request.ts';
import type { Delivery } from './delivery.ts';
import type { Subscription } from './subscription.ts';
import type { Sent } from './target-sender.ts';

/** What to do when an event is not taken. */
export type Coping = 'none' | { readonly everyMs: number };

/** An event that waits for its turn. */
export interface Parcel {
  readonly subscription: Subscription;
  readonly url: URL;
  readonly request: PlannedRequest;
  readonly delivery: Delivery;
}

export interface LaneOptions {
  readonly send: (url: URL, request: PlannedRequest) => Promise<Sent>;
  readonly coping: Coping;
  /** How often one is sent in all, at most. */
  readonly maxAttempts: number;
  /** Whether it is still wanted. */
  readonly isWanted: (subscription: Subscription) => boolean;
  readonly clock: PlayClock;
  /** µs since 1970 UTC, as text in ISO 8601. */
  readonly now: () => string;
  readonly signal: AbortSignal;
  /** Told when one is over, whatever became of it. */
  readonly onDone: () => void;
}

/** Brings events to one target in the order in which they happened: one that is sent again holds up those behind it. */
export class DeliveryLane {
  readonly #options: LaneOptions;
  readonly #parcels: Parcel[] = [];
  #isBusy = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** The one on its way included. */
  get waiting(): number {
    return this.#parcels.length;
  }

  add(parcel: Parcel): void {
    this.#parcels.push(parcel);
    if (!this.#isBusy) void this.#run();
  }

  async #run(): Promise<void> {
    const { signal, onDone } = this.#options;
    this.#isBusy = true;
    for (let next = this.#parcels[0]; next !== undefined; next = this.#parcels[0]) {
      if (!signal.aborted) await this.#deliver(next);
      if (signal.aborted) next.delivery.state = 'cancelled';
      this.#parcels.shift();
      onDone();
    }
    this.#isBusy = false;
  }

  async #deliver({ subscription, url, request, delivery }: Parcel): Promise<void> {
    const { send, coping, maxAttempts, isWanted, clock, now, signal } = this.#options;
    const attempts = coping === 'none' ? 1 : maxAttempts;
    for (let left = attempts; left > 0; left -= 1) {
      if (!isWanted(subscription)) {
        delivery.state = 'cancelled';
        return;
      }
      const at = now();
      const beganAtMs = clock.nowMs();
      const sent = await send(url, request);
      if ('isRefused' in sent && sent.isRefused) {
        delivery.state = 'refused';
        delivery.why = sent.error;
        return;
      }
      const latency_ms = Math.round((clock.nowMs() - beganAtMs) * 1_000) / 1_000;
      const outcome = 'error' in sent ? { error: sent.error } : { status: sent.status };
      delivery.attempts.push({ at, ...outcome, latency_ms });
      if ('status' in sent && sent.status >= 200 && sent.status < 300) {
        delivery.state = 'delivered';
        return;
      }
      if (coping !== 'none' && left > 1) await clock.sleep(coping.everyMs, signal);
      if (signal.aborted) return;
    }
    delivery.state = 'failed';
  }
}
