import { Refusal } from '../server/refusal.ts';
import type { Clock } from './surroundings.ts';

/** Ends early, too, when the signal does. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** A function, as the compiler takes for granted that nothing changes between two looks. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Resolves when the signal is aborted. */
export function ending(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

/** A question that is given up after a while. @throws {Refusal} `unreachable` then */
export async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const cancel = clock.after(ms, () => {
    late.abort();
  });
  try {
    return await ask(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    if (late.signal.aborted && !signal.aborted)
      throw new Refusal(0, {
        code: 'unreachable',
        detail: 'The server does not answer in time.',
      });
    throw error;
  } finally {
    cancel();
  }
}
