import { setImmediate } from 'node:timers/promises';
import type { ApiCall } from '../../src/api/call.ts';
import type { EventSummary } from '../../src/api/event.ts';
import { startFollowing } from '../../src/web/live/following.ts';
import type { TabMessage } from '../../src/web/live/frame.ts';
import { keyOf } from '../../src/web/live/key.ts';
import type { Liveness } from '../../src/web/live/liveness.ts';
import type { Clock, Surroundings, Tabs } from '../../src/web/live/surroundings.ts';
import type { FollowTarget } from '../../src/web/live/target.ts';
import type { Refusal } from '../../src/web/server/refusal.ts';
import { LiveServerModel } from './live-server.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that goes on only when it is told to, from one timer to the next. */
class SteppedClock implements Clock {
  #nowMs = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  get timers(): number {
    return this.#timers.size;
  }

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  /** Goes on by so much; between two timers everything that waits for nothing but its turn is done. */
  async goOn(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await setImmediate();
    for (;;) {
      let next: Timer | undefined;
      for (const timer of this.#timers) if (!next || timer.atMs < next.atMs) next = timer;
      if (!next || next.atMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers.delete(next);
      next.run();
      await setImmediate();
    }
    this.#nowMs = untilMs;
  }
}

/** One who follows, in a tab, and what it was told. */
export interface TestFollower {
  readonly target: FollowTarget;
  readonly ids: string[];
  readonly calls: ApiCall[];
  readonly batches: number[];
  readonly states: Liveness[];
  readonly refusals: Refusal[];
  state(): Liveness['state'] | undefined;
  stop(): void;
  cursor(): string;
  /** Its tab is closed: nothing of it runs any more. */
  close(): void;
}

/** What takes its time: a lock, a question and its answer, what a stream tells, and what tabs say to each other. */
type Delayed = 'lock' | 'question' | 'answer' | 'stream' | 'tab';

/** A browser with tabs, and the server they ask. What they say to each other, and what they ask, takes `delayMs`. */
export class LiveBrowser {
  readonly clock = new SteppedClock();
  readonly server = new LiveServerModel(this.clock.nowMs);
  /** Whether what tabs say is not heard. */
  isDeaf = false;
  readonly #delayMs: (of: Delayed) => number;
  readonly #hasTabs: boolean;
  readonly #locks = new Map<string, { readonly grant: () => void; readonly tab: object }[]>();
  readonly #channels = new Map<string, Set<(message: TabMessage) => void>>();
  #names = 0;

  constructor(delayMs: (of: Delayed) => number = () => 1, hasTabs = true) {
    this.#delayMs = delayMs;
    this.#hasTabs = hasTabs;
  }

  follow(target: FollowTarget): TestFollower {
    const tab = { isClosed: false, undo: new Set<() => void>() };
    const told = {
      ids: [] as string[],
      calls: [] as ApiCall[],
      batches: [] as number[],
      states: [] as Liveness[],
      refusals: [] as Refusal[],
    };
    const following = startFollowing(this.#around(tab), keyOf('/', target), target, {
      onEvents: (events: readonly EventSummary[]) => {
        told.ids.push(...events.map(({ id }) => id));
        told.batches.push(events.length);
      },
      onCalls: (calls) => {
        told.calls.push(...calls);
        told.batches.push(calls.length);
      },
      onGap: () => undefined,
      onLiveness: (liveness) => told.states.push(liveness),
      onRefused: (refusal) => told.refusals.push(refusal),
    });
    return {
      ...told,
      target,
      state: () => told.states.at(-1)?.state,
      stop: following.stop,
      cursor: following.cursor,
      close: () => {
        tab.isClosed = true;
        for (const undo of tab.undo) undo();
      },
    };
  }

  /** Stores events, and tells streams of them a little later. */
  store(myid: string, ...callIds: readonly string[]): void {
    for (const callId of callIds) this.server.store(myid, callId);
    this.clock.after(this.#delayMs('stream'), () => {
      this.server.tell();
    });
  }

  #around(tab: { isClosed: boolean; readonly undo: Set<() => void> }): Surroundings {
    const clock: Clock = {
      nowMs: this.clock.nowMs,
      after: (ms, run) =>
        this.clock.after(ms, () => {
          if (!tab.isClosed) run();
        }),
    };
    /** Asks a little later, and has the answer a little after that. */
    const later = <T>(signal: AbortSignal, ask: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const abort = (): void => {
          reject(new DOMException('aborted', 'AbortError'));
        };
        signal.addEventListener('abort', abort);
        if (signal.aborted) abort();
        clock.after(this.#delayMs('question'), () => {
          if (signal.aborted) return;
          const answer = new Promise<T>((answered) => {
            answered(ask());
          });
          // Until somebody looks: it may be given up before.
          answer.catch(() => undefined);
          clock.after(this.#delayMs('answer'), () => {
            resolve(answer);
          });
        });
      });
    return {
      clock,
      server: {
        openStream: (target, signal) =>
          later(signal, () => {
            const end = new AbortController();
            tab.undo.add(() => {
              end.abort();
            });
            return this.server.open(target, AbortSignal.any([signal, end.signal]));
          }),
        events: (question, signal) => later(signal, () => this.server.page(question)),
        calls: (question, signal) =>
          later(signal, () => ({ calls: this.server.newestCalls(question) })),
      },
      tabs: this.#hasTabs ? this.#tabs(tab, clock) : undefined,
    };
  }

  #tabs(tab: { readonly undo: Set<() => void> }, clock: Clock): Tabs {
    const take = (name: string, onGranted: (release: () => void) => void): (() => void) => {
      const queue = this.#locks.get(name) ?? [];
      this.#locks.set(name, queue);
      const one = {
        tab,
        grant: () => {
          clock.after(this.#delayMs('lock'), () => {
            if (queue.includes(one)) onGranted(leave);
          });
        },
      };
      const leave = (): void => {
        const index = queue.indexOf(one);
        if (index < 0) return;
        queue.splice(index, 1);
        if (index === 0) queue[0]?.grant();
      };
      tab.undo.add(leave);
      queue.push(one);
      if (queue[0] === one) one.grant();
      return leave;
    };
    return {
      newName: () => `tab ${++this.#names}`,
      locks: {
        take: (name, signal) =>
          new Promise((resolve, reject) => {
            const leave = take(name, resolve);
            signal.addEventListener('abort', () => {
              // Only who waits gives up.
              if (this.#locks.get(name)?.[0]?.tab !== tab) leave();
              reject(new DOMException('aborted', 'AbortError'));
            });
          }),
        takeFree: (name) =>
          new Promise((resolve) => {
            if ((this.#locks.get(name) ?? []).length > 0) resolve(undefined);
            else take(name, resolve);
          }),
      },
      open: (name, onMessage) => {
        const channel = this.#channels.get(name) ?? new Set();
        this.#channels.set(name, channel);
        channel.add(onMessage);
        const close = (): void => {
          channel.delete(onMessage);
        };
        tab.undo.add(close);
        const inOrder = new Map<unknown, number>();
        return {
          post: (message) => {
            for (const other of channel) {
              if (other === onMessage || this.isDeaf) continue;
              // Each takes its time, but none overtakes another of the same tab.
              const atMs = Math.max(
                inOrder.get(other) ?? 0,
                this.clock.nowMs() + this.#delayMs('tab'),
              );
              inOrder.set(other, atMs);
              this.clock.after(atMs - this.clock.nowMs(), () => {
                if (channel.has(other)) other(structuredClone(message));
              });
            }
          },
          close,
        };
      },
    };
  }
}
