import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './sqlite-error.ts';

/**
 * Repeats work while another connection stands in its way. SQLite's own waiting would block the whole thread; between two tries the thread
 * is free.
 * @param untilMs `performance.now()` after which the error is passed on; the work is tried at least once
 */
export async function retryWhileBusy<T>(untilMs: number, work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= untilMs) throw error;
    }
    await sleep(pauseMs);
  }
}

/** Short beside the commit of a slow disk, and long enough to leave the lock's holder its processor. */
const pauseMs = 10;
