import { Refusal } from '../server/refusal.ts';

/** Statuses that say: not now. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether it would be the same another time. A server that restarts or is busy comes back; one that refuses does not change its mind. */
export function isFinal(error: unknown): error is Refusal {
  if (!(error instanceof Refusal)) return false;
  const { status, fault } = error;
  if (status === 0) return fault.code !== 'unreachable';
  return status >= 400 && status < 500 && !passing.has(status);
}
