import { parentPort, type Worker } from 'node:worker_threads';
import { AppError, toAppError, type ErrorCode } from '../errors.ts';

/** How the calls to a thread fail when it is gone. */
export interface ThreadEnd {
  /** What the thread is part of, as a sentence begins: `The store`. */
  readonly name: string;
  /** After `close`. */
  readonly closed: ErrorCode;
  /** When it died, or did what cannot be mended. */
  readonly failed: ErrorCode;
}

/**
 * Calls from the main thread to a worker thread, and their answers. Errors travel as code, message and a line of detail, because an Error
 * loses its own properties on the way. When the thread dies, everything that waits for it fails, and so does all that comes later.
 */
export class ThreadChannel<C extends Calls, Push = never> {
  readonly #worker: Worker;
  readonly #end: ThreadEnd;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #refusal: AppError | undefined;
  #closing: Promise<void> | undefined;
  readonly #failure = Promise.withResolvers<AppError>();
  /** Resolves with the first error of any call that has the code `failed`, or when the thread dies, also idle. Never rejects. */
  readonly failed = this.#failure.promise;

  /** @param onPush gets what the thread sends unasked, in order */
  constructor(worker: Worker, end: ThreadEnd, onPush?: (message: Push) => void) {
    this.#worker = worker;
    this.#end = end;
    worker.on('message', (message: Answer | { readonly push: Push }) => {
      if ('push' in message) onPush?.(message.push);
      else this.#settle(message);
    });
    worker.on('messageerror', (error) => {
      this.#fail(error);
    });
    worker.on('error', (error) => {
      this.#fail(error);
    });
    this.#ended = new Promise((resolve) => {
      worker.on('exit', (status) => {
        this.#fail(new Error(`the thread ended with status ${status}`));
        resolve();
      });
    });
  }

  /**
   * Calls a method in the thread. Buffers in `handedOver` are moved there, not copied, and are empty afterwards.
   * @throws {AppError} what the method throws; the codes of `ThreadEnd` after `close` or if the thread died
   */
  call<K extends keyof C & string>(
    name: K,
    args: Parameters<C[K]>,
    handedOver: readonly ArrayBuffer[] = [],
  ): Promise<ReturnType<C[K]>> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return this.#send(name, args, handedOver) as Promise<ReturnType<C[K]>>; // by the same type at both ends: `serveThread`
  }

  /** Lets the thread finish what was asked, close what it has open, and end. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const hasDied = this.#refusal !== undefined;
    const closed = hasDied ? Promise.resolve() : this.#send(closeName, [], []);
    this.#refusal ??= new AppError(this.#end.closed, `${this.#end.name} is closed.`);
    try {
      await closed;
    } finally {
      await this.#ended;
    }
  }

  #send(name: string, args: unknown[], handedOver: readonly ArrayBuffer[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#worker.postMessage({ id, name, args } satisfies Request, [...handedOver]);
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) {
      const error = toError(answer.error);
      if (error.code === this.#end.failed) this.#failure.resolve(error);
      waiting?.reject(error);
    } else waiting?.resolve(answer.value);
  }

  #fail(cause: unknown): void {
    // It ended because it was closed, or its death is known already.
    if (this.#refusal && this.#waiting.size === 0) return;
    const error = new AppError(this.#end.failed, `${this.#end.name} has died.`, { cause });
    this.#refusal ??= error;
    this.#failure.resolve(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The methods of a thread, as the main thread sees them. */
export type Calls = Record<string, (...args: never[]) => unknown>;

/** How a thread answers them; `close` is called last. */
export type Handlers<C extends Calls> = {
  readonly [K in keyof C]: (...args: Parameters<C[K]>) => Result<ReturnType<C[K]>>;
};
type Result<T> = T | HandedOver<T> | Promise<T>;

/** An answer, or what nobody asked for, with buffers that are moved to the main thread, not copied. */
export class HandedOver<T> {
  readonly value: T;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

/**
 * Answers calls in this worker thread until `close`, which must wait for what is still being done.
 * @returns sends a message to the main thread that nobody asked for, or a `HandedOver` one
 */
export function serveThread<C extends Calls>(
  handlers: Handlers<C>,
  close: () => void | Promise<void>,
): (message: unknown) => void {
  const port = parentPort;
  if (!port) throw new Error('This file only runs as a worker thread.');
  const post = (value: unknown, wrapped: (sent: unknown) => object): void => {
    if (value instanceof HandedOver) port.postMessage(wrapped(value.value), [...value.buffers]);
    else port.postMessage(wrapped(value));
  };
  // Which of its methods a request names is checked by the compiler at the other end.
  const methods = handlers as Readonly<Record<string, (...args: unknown[]) => unknown>>;
  port.on('message', ({ id, name, args }: Request) => {
    void (async () => {
      try {
        const value = await (name === closeName ? close() : methods[name]?.(...args));
        post(value, (sent) => ({ id, value: sent }) satisfies Answer);
      } catch (error) {
        port.postMessage({ id, error: toWire(error) } satisfies Answer);
      }
      if (name === closeName) port.close();
    })();
  });
  return (message) => {
    post(message, (sent) => ({ push: sent }));
  };
}

/** The URL of a worker's file beside the given module: `.ts` when run from the sources, `.js` when built. */
export function workerUrl(name: string, from: string): URL {
  return new URL(`./${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}

const closeName = '(close)';

interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: unknown[];
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };

interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

function toWire(error: unknown): WireError {
  const { code, message, cause } = toAppError(error);
  return { code, message, detail: cause instanceof Error ? (cause.stack ?? cause.message) : '' };
}

function toError({ code, message, detail }: WireError): AppError {
  return new AppError(code, message, detail === '' ? undefined : { cause: new Error(detail) });
}
