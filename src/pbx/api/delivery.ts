import type { SubscribedType } from './subscription.ts';

/** What becomes of an event that somebody is to be told of; a 2xx is what counts as delivered. */
export const deliveryStates = [
  'waiting',
  'delivered',
  'failed',
  'refused',
  'cancelled',
  'dropped',
] as const;

type DeliveryState = (typeof deliveryStates)[number];

/** One time that it was sent. */
interface Attempt {
  /** ISO 8601 with µs. */
  readonly at: string;
  /** Absent if there was no answer. */
  readonly status?: number;
  /** Why there was none. */
  readonly error?: string;
  readonly latency_ms: number;
}

/** One event on its way to one subscription. */
export interface Delivery {
  readonly id: number;
  /** The subscription. */
  readonly event_id: number;
  readonly extension_id: number;
  readonly event_type: SubscribedType | 'message-out-status';
  readonly call_id?: string;
  readonly method: string;
  readonly url: string;
  state: DeliveryState;
  /** Of one that was refused. */
  why?: string;
  readonly attempts: Attempt[];
}

/** The newest deliveries. */
export class DeliveryLog {
  readonly #limit: number;
  readonly #kept = new Map<number, Delivery>();
  #nextId = 1;

  /** @param limit how many are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(told: Omit<Delivery, 'id' | 'state' | 'attempts'>): Delivery {
    const delivery: Delivery = { id: this.#nextId, ...told, state: 'waiting', attempts: [] };
    this.#nextId += 1;
    this.#kept.set(delivery.id, delivery);
    if (this.#kept.size > this.#limit) this.#kept.delete(delivery.id - this.#limit);
    return delivery;
  }

  /** In the order in which the events happened. */
  get all(): readonly Delivery[] {
    return [...this.#kept.values()];
  }

  clear(): void {
    this.#kept.clear();
    this.#nextId = 1;
  }
}
