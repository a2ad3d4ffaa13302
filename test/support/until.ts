import { deadlineMs } from './program.ts';

/** Looks again and again until the condition holds, and fails when it does not in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms: number = deadlineMs,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
