import type { Output } from './shell.ts';

/** A line of talk that is written over itself; only where a person sees it. */
export interface Progress {
  /** Shows a text, unless the last one is too new to be read. */
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

/** What an eye can follow. */
const intervalMs = 100;

export function createProgress(stderr: Output): Progress {
  let shownAtMs = -intervalMs;
  let isShown = false;
  return {
    show: (text) => {
      if (!stderr.isTerminal || performance.now() - shownAtMs < intervalMs) return;
      shownAtMs = performance.now();
      isShown = true;
      stderr.write(`\r${clearLine}${text}`);
    },
    end: () => {
      if (isShown) stderr.write(`\r${clearLine}`);
      isShown = false;
    },
  };
}

const clearLine = '\u001b[K';
