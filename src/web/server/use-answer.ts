import { useEffect, useState } from 'react';
import { messageOf, Refusal } from './refusal.ts';

/** What is known of something that was asked for. */
export type Answer<T> =
  | { readonly status: 'loading' }
  /** `stale`: why it could not be asked again; what is shown is what was known before. */
  | { readonly status: 'ready'; readonly value: T; readonly stale?: string }
  | { readonly status: 'missing' }
  | { readonly status: 'failed'; readonly why: string };

/** What tells when to ask again. @returns a function that ends it */
export type Watch<T> = (key: string, askAgain: () => void, current: () => Answer<T>) => () => void;

/**
 * Asks once, and again whenever `watch` says so, one question at a time. What was known stays until there is something newer; an answer that
 * says the same changes nothing, so that nobody is disturbed.
 * @param key what is asked for: another one begins anew
 */
export function useAnswer<T>(
  key: string,
  load: (key: string, signal: AbortSignal) => Promise<T>,
  watch?: Watch<T>,
): Answer<T> & { readonly askAgain: () => void } {
  const [held, setHeld] = useState<Held<T>>({ key, answer: { status: 'loading' } });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const asker = new Asker(key, load, (answer) => {
      setHeld({ key, answer });
    });
    void asker.ask();
    const stop = watch?.(
      key,
      () => void asker.ask(),
      () => asker.answer,
    );
    return () => {
      stop?.();
      asker.end();
    };
  }, [key, load, watch, round]);
  const answer: Answer<T> = held.key === key ? held.answer : { status: 'loading' };
  return {
    ...answer,
    askAgain: () => {
      setRound(round + 1);
    },
  };
}

interface Held<T> {
  readonly key: string;
  readonly answer: Answer<T>;
}

/** One question at a time; who asks meanwhile is answered by the next. */
class Asker<T> {
  answer: Answer<T> = { status: 'loading' };
  readonly #key: string;
  readonly #load: (key: string, signal: AbortSignal) => Promise<T>;
  readonly #tell: (answer: Answer<T>) => void;
  readonly #controller = new AbortController();
  #isBusy = false;
  #isWanted = false;

  constructor(
    key: string,
    load: (key: string, signal: AbortSignal) => Promise<T>,
    tell: (answer: Answer<T>) => void,
  ) {
    this.#key = key;
    this.#load = load;
    this.#tell = tell;
  }

  async ask(): Promise<void> {
    this.#isWanted = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#takeWish()) {
      const beganAtMs = performance.now();
      await this.#askOnce();
      await rest(performance.now() - beganAtMs);
    }
    this.#isBusy = false;
  }

  end(): void {
    this.#controller.abort();
  }

  #takeWish(): boolean {
    const isWanted = this.#isWanted && !this.#controller.signal.aborted;
    this.#isWanted = false;
    return isWanted;
  }

  async #askOnce(): Promise<void> {
    const { signal } = this.#controller;
    try {
      const value = await this.#load(this.#key, signal);
      if (signal.aborted) return;
      if (isKnown(this.answer, value)) return;
      this.#say({ status: 'ready', value });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refusal && error.status === 404) this.#say({ status: 'missing' });
      else if (this.answer.status === 'ready')
        this.#say({ status: 'ready', value: this.answer.value, stale: messageOf(error) });
      else this.#say({ status: 'failed', why: messageOf(error) });
    }
  }

  #say(answer: Answer<T>): void {
    this.answer = answer;
    this.#tell(answer);
  }
}

/** Whether it says what is shown already. Only what is asked again is compared: not a body of megabytes. */
function isKnown<T>(shown: Answer<T>, value: T): boolean {
  if (shown.status !== 'ready' || shown.stale !== undefined) return false;
  return JSON.stringify(shown.value) === JSON.stringify(value);
}

/** What is dear to answer, such as a call of thousands of events to which more come all the time, leaves server and page time for others. */
async function rest(tookMs: number): Promise<void> {
  if (tookMs < dearMs) return;
  await new Promise((resolve) => setTimeout(resolve, Math.min(3 * tookMs, maxRestMs)));
}

const dearMs = 150;
const maxRestMs = 3_000;
