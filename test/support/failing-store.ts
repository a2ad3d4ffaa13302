import { AppError, type ErrorCode } from '../../src/errors.ts';
import type { Store } from '../../src/journal/store.ts';

type Method = Exclude<keyof Store, 'close' | 'failed'>;

/** A true store over another one, until it is told to fail or to stand still. */
export class FailingStore implements Store {
  readonly #store: Store;
  readonly #failures = new Map<Method, ErrorCode[]>();
  readonly #holds = new Map<Method, Hold>();
  readonly #failure = Promise.withResolvers<AppError>();
  readonly failed: Promise<AppError>;

  constructor(store: Store) {
    this.#store = store;
    this.failed = Promise.race([store.failed, this.#failure.promise]);
  }

  /** The next calls of the method, as many as there are codes, reject with them and reach nothing. */
  failNext(method: Method, ...codes: readonly ErrorCode[]): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), ...codes]);
  }

  /** Calls of the method wait before they reach anything, until `release`. */
  hold(method: Method): void {
    if (!this.#holds.has(method)) this.#holds.set(method, createHold());
  }

  /** Lets the held calls go on, in their order. */
  release(method: Method): void {
    this.#holds.get(method)?.release();
    this.#holds.delete(method);
  }

  /** How many calls of the method are held. */
  held(method: Method): number {
    return this.#holds.get(method)?.count ?? 0;
  }

  readonly append: Store['append'] = (batch) =>
    this.#pass('append', () => this.#store.append(batch));
  readonly get: Store['get'] = (keys) => this.#pass('get', () => this.#store.get(keys));
  readonly since: Store['since'] = (cursor, limit) =>
    this.#pass('since', () => this.#store.since(cursor, limit));
  readonly before: Store['before'] = (cursor, limit) =>
    this.#pass('before', () => this.#store.before(cursor, limit));
  readonly head: Store['head'] = () => this.#pass('head', () => this.#store.head());
  readonly prune: Store['prune'] = (beforeUs, limit) =>
    this.#pass('prune', () => this.#store.prune(beforeUs, limit));
  readonly remove: Store['remove'] = (cursors, reason) =>
    this.#pass('remove', () => this.#store.remove(cursors, reason));
  readonly note: Store['note'] = (facts) => this.#pass('note', () => this.#store.note(facts));
  readonly notePartialCalls: Store['notePartialCalls'] = (cursors) =>
    this.#pass('notePartialCalls', () => this.#store.notePartialCalls(cursors));
  readonly facts: Store['facts'] = (query) => this.#pass('facts', () => this.#store.facts(query));
  readonly health: Store['health'] = () => this.#pass('health', () => this.#store.health());

  /** Releases what is held, then closes the store below. */
  async close(): Promise<void> {
    for (const method of this.#holds.keys()) this.release(method);
    // The released calls go to the store in the next turn of the microtasks; it must not be closed before.
    await Promise.resolve();
    await this.#store.close();
  }

  #pass<T>(method: Method, call: () => Promise<T>): Promise<T> {
    const hold = this.#holds.get(method);
    if (!hold) return this.#reach(method, call);
    hold.count++;
    return hold.released.then(() => this.#reach(method, call));
  }

  #reach<T>(method: Method, call: () => Promise<T>): Promise<T> {
    const code = this.#failures.get(method)?.shift();
    if (code === undefined) return call();
    const error = new AppError(code, `The test made ${method} fail with ${code}.`);
    if (code === 'store_failed') this.#failure.resolve(error);
    return Promise.reject(error);
  }
}

interface Hold {
  count: number;
  readonly released: Promise<void>;
  readonly release: () => void;
}

function createHold(): Hold {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    count: 0,
    released: promise,
    release: () => {
      resolve(undefined);
    },
  };
}
