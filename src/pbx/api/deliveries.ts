/*
 * Tells subscribers of events. Each target (an origin: scheme, host and port) has a lane of its own, so that a slow one keeps nobody else waiting,
 * and within a lane the order of the events is kept.
 */
import type { PlannedEvent } from '../planned-event.ts';
import type { PlayClock } from '../player.ts';
import { toRequest } from '../to-request.ts';
import { DeliveryLog, type Delivery } from './delivery.ts';
import { DeliveryLane, type Coping } from './delivery-lane.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionBook } from './subscription-book.ts';
import type { TargetPolicy } from './target-policy.ts';
import { TargetSender } from './target-sender.ts';

export interface DeliveryOptions {
  readonly book: SubscriptionBook;
  readonly policy: TargetPolicy;
  /** Until a target has to have answered. */
  readonly timeoutMs: number;
  readonly coping: Coping;
  readonly maxAttempts: number;
  readonly clock: PlayClock;
  readonly now: () => string;
  /** How many wait for one target at most; those beyond are dropped, and said to be. */
  readonly maxWaiting?: number;
  /** How many are remembered. */
  readonly maxKept?: number;
}

interface Target {
  readonly lane: DeliveryLane;
  readonly sender: TargetSender;
}

export class Deliveries {
  readonly #options: DeliveryOptions;
  readonly #log: DeliveryLog;
  readonly #maxWaiting: number;
  readonly #targets = new Map<string, Target>();
  readonly #listeners = new Set<() => void>();
  #stop = new AbortController();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#log = new DeliveryLog(options.maxKept ?? 10_000);
    this.#maxWaiting = options.maxWaiting ?? 10_000;
  }

  /** Of all targets. */
  get waiting(): number {
    let count = 0;
    for (const { lane } of this.#targets.values()) count += lane.waiting;
    return count;
  }

  get all(): readonly Delivery[] {
    return this.#log.all;
  }

  /** Sends an event to all who are subscribed to it. */
  tell(event: PlannedEvent): void {
    for (const subscription of this.#options.book.matching(event.extension, event.type))
      this.#send(event, subscription);
  }

  /** Resolves when every target has fewer than half of what may wait for it, or the signal aborts. */
  untilRoom(signal: AbortSignal): Promise<void> {
    return this.#until(
      () => [...this.#targets.values()].every(({ lane }) => lane.waiting < this.#maxWaiting / 2),
      signal,
    );
  }

  /** Forgets all deliveries; those that wait are not sent. */
  clear(): void {
    this.close();
    this.#stop = new AbortController();
    this.#log.clear();
  }

  /** Cuts what is on its way. */
  close(): void {
    this.#stop.abort();
    for (const { sender } of this.#targets.values()) sender.close();
    this.#targets.clear();
    for (const look of this.#listeners) look();
  }

  #send(event: PlannedEvent, subscription: Subscription): void {
    const url = new URL(subscription.url);
    const { method } = subscription;
    const callId = event.fields.find(([name]) => name === 'CallID')?.[1];
    const delivery = this.#log.add({
      event_id: subscription.id,
      extension_id: Number(event.extension.id),
      // NOTE: whoever is subscribed is so to one of these.
      event_type: event.type as Delivery['event_type'],
      ...(callId === undefined ? undefined : { call_id: callId }),
      method,
      url: subscription.url,
    });
    const { lane } = this.#targetOf(url.origin);
    if (lane.waiting >= this.#maxWaiting) delivery.state = 'dropped';
    else lane.add({ subscription, url, request: toRequest(event, { method, url }), delivery });
  }

  #targetOf(origin: string): Target {
    const known = this.#targets.get(origin);
    if (known !== undefined) return known;
    if (this.#targets.size >= maxIdleTargets) this.#forgetIdle();
    const { book, ...options } = this.#options;
    const sender = new TargetSender(options);
    const lane = new DeliveryLane({
      ...options,
      send: (url, request) => sender.send(url, request),
      isWanted: (subscription) => book.has(subscription),
      signal: this.#stop.signal,
      onDone: () => {
        for (const look of this.#listeners) look();
      },
    });
    const target = { lane, sender };
    this.#targets.set(origin, target);
    return target;
  }

  #forgetIdle(): void {
    for (const [origin, { lane, sender }] of this.#targets) {
      if (lane.waiting > 0) continue;
      sender.close();
      this.#targets.delete(origin);
    }
  }

  async #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    if (signal.aborted || isSo()) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const look = (): void => {
      if (signal.aborted || isSo()) resolve(undefined);
    };
    this.#listeners.add(look);
    signal.addEventListener('abort', look);
    await promise;
    signal.removeEventListener('abort', look);
    this.#listeners.delete(look);
  }
}

/** Subscriptions come and go; the targets of those that have gone are not kept for ever. */
const maxIdleTargets = 100;
