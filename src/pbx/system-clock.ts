import { setTimeout } from 'node:timers/promises';
import type { PlayClock } from './player.ts';

/** Real time. */
export const systemClock: PlayClock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined), // Only by the signal.
};
