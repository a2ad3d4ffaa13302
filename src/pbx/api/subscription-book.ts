import type { EventType } from '../../protocol/classify.ts';
import type { PlannedExtension } from '../numbering-plan.ts';
import { ApiRefusal } from './refusal.ts';
import type { Owner, Subscription, WantedSubscription } from './subscription.ts';

/** What outlives a restart. */
export interface SavedState {
  /** Of the next subscription; no id is given twice. */
  readonly nextId: number;
  readonly subscriptions: readonly Subscription[];
}

/** The first id is that of the vendor's example. */
const firstId = 72;

/** All subscriptions. A change counts once it is saved: if saving throws, nothing has changed. */
export class SubscriptionBook {
  readonly #limit: number;
  readonly #save: (state: SavedState) => void;
  #byId: ReadonlyMap<number, Subscription>;
  #nextId: number;
  #byEvent: ReadonlyMap<string, readonly Subscription[]> | undefined;

  constructor(options: {
    /** How many there may be. */
    readonly limit: number;
    readonly saved?: SavedState | undefined;
    readonly save?: ((state: SavedState) => void) | undefined;
  }) {
    this.#limit = options.limit;
    this.#save = options.save ?? (() => undefined);
    this.#byId = new Map(options.saved?.subscriptions.map((one) => [one.id, one]));
    this.#nextId = options.saved?.nextId ?? firstId;
  }

  get count(): number {
    return this.#byId.size;
  }

  get limit(): number {
    return this.#limit;
  }

  /** In the order of their ids. */
  of(owner: Owner): readonly Subscription[] {
    return [...this.#byId.values()].filter((one) => one.owner === owner);
  }

  get(owner: Owner, id: number): Subscription | undefined {
    const found = this.#byId.get(id);
    return found?.owner === owner ? found : undefined;
  }

  /** Whether it is still there, and still says the same. */
  has(subscription: Subscription): boolean {
    return this.#byId.get(subscription.id) === subscription;
  }

  /** @throws {ApiRefusal} 400 if there are as many as there may be */
  add(owner: Owner, { url, method, event_type }: WantedSubscription): Subscription {
    if (this.#byId.size >= this.#limit)
      throw new ApiRefusal(
        400,
        `The limit of ${this.#limit} monitored events is reached; see /client/@me/limit/. Delete subscriptions that are not needed.`,
      );
    const added = { id: this.#nextId, owner, url, method, event_type };
    this.#change(new Map([...this.#byId, [added.id, added]]), this.#nextId + 1);
    return added;
  }

  /** Undefined if there is none of this id. */
  replace(owner: Owner, id: number, wanted: WantedSubscription): Subscription | undefined {
    if (this.get(owner, id) === undefined) return undefined;
    const { url, method, event_type } = wanted;
    const replaced = { id, owner, url, method, event_type };
    this.#change(new Map(this.#byId).set(id, replaced));
    return replaced;
  }

  /** Whether there was one. */
  remove(owner: Owner, id: number): boolean {
    if (this.get(owner, id) === undefined) return false;
    this.#change(new Map([...this.#byId].filter(([other]) => other !== id)));
    return true;
  }

  removeAll(owner: Owner): void {
    this.#change(new Map([...this.#byId].filter(([, one]) => one.owner !== owner)));
  }

  /** As it was at the very first start. */
  clear(): void {
    this.#change(new Map(), firstId);
  }

  /** Who is to be told of an event, in the order of the ids. */
  matching({ id, kind }: Pick<PlannedExtension, 'id' | 'kind'>, type: EventType): Subscription[] {
    this.#byEvent ??= Map.groupBy(this.#byId.values(), (one) => `${one.owner} ${one.event_type}`);
    const wanted = subscribedAs(type);
    const own = this.#byEvent.get(`${id} ${wanted}`) ?? [];
    const shared = kind === 'phone' ? this.#byEvent.get(`all-phones ${wanted}`) : undefined;
    return [...own, ...(shared ?? [])].sort((a, b) => a.id - b.id);
  }

  #change(byId: ReadonlyMap<number, Subscription>, nextId = this.#nextId): void {
    this.#save({ nextId, subscriptions: [...byId.values()] });
    this.#byId = byId;
    this.#nextId = nextId;
    this.#byEvent = undefined;
  }
}

/** The vendor has no subscription of its own for what became of a message: here it comes with the message. */
function subscribedAs(type: EventType): EventType {
  return type === 'message-out-status' ? 'message-out' : type;
}
