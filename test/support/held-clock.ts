import type { PlayClock } from '../../src/pbx/player.ts';

/** A clock that stands still until it is told to go on. */
export interface HeldClock extends PlayClock {
  /** How long each sleeper has left, in ms, the shortest first. */
  readonly sleepers: readonly number[];
  /** Goes on by so much; whoever slept until then wakes in order. */
  goOn(ms: number): void;
}

export function heldClock(): HeldClock {
  let nowMs = 1_000;
  let waiting: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          atMs: nowMs + ms,
          wake: () => {
            signal.removeEventListener('abort', sleeper.wake);
            waiting = waiting.filter((one) => one !== sleeper);
            resolve();
          },
        };
        signal.addEventListener('abort', sleeper.wake);
        waiting.push(sleeper);
        if (signal.aborted) sleeper.wake();
      }),
    get sleepers() {
      return waiting.map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b);
    },
    goOn: (ms) => {
      nowMs += ms;
      for (const { wake } of waiting.filter(({ atMs }) => atMs <= nowMs)) wake();
    },
  };
}
