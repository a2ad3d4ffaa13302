/**
 * Wall-clock time in µs. `Date.now()` has only ms and the monotonic clock does not follow corrections, so the fraction comes from the
 * monotonic clock, set anew whenever the two are more than 2 ms apart: after a clock step, or when a laptop slept.
 */
export function createClock(
  wallMs: () => number = Date.now,
  monotonicMs: () => number = () => performance.now(),
): () => number {
  let offsetMs = wallMs() - monotonicMs();
  return () => {
    const ms = monotonicMs() + offsetMs;
    const wall = wallMs();
    if (Math.abs(ms - wall - 0.5) <= 2) return Math.floor(ms * 1000);
    offsetMs = wall - monotonicMs();
    return wall * 1000;
  };
}
