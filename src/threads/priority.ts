import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets the other threads of this process, and other programs, go before the thread that calls it. On Linux each thread has a priority of
 * its own; where there is none, or the system refuses, nothing changes.
 * @param niceness 0 is usual, 19 the last
 */
export function lowerThreadPriority(niceness: number): void {
  try {
    const [thread] = readlinkSync('/proc/thread-self').split('/').slice(-1);
    setPriority(Number(thread), niceness);
  } catch {
    // It is a courtesy only.
  }
}
