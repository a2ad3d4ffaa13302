import { readinessSchema } from './contract.ts';

/**
 * Asks a server whether it takes events. Never throws: whatever stands in the way is the answer.
 * @param server the inspector's base URL; behind a proxy it may have a path
 */
export async function readReadiness(
  server: string,
  timeoutMs: number,
): Promise<{ readonly isReady: true } | { readonly isReady: false; readonly why: string }> {
  let body: unknown;
  try {
    const response = await fetch(`${server.replace(/\/+$/, '')}/readyz`, {
      redirect: 'error',
      // It takes whole ms only.
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });
    body = await response.json();
  } catch (error) {
    return { isReady: false, why: reasonOf(error) };
  }
  const readiness = readinessSchema.safeParse(body);
  if (!readiness.success) return { isReady: false, why: notRinglog };
  if (readiness.data.ready) return { isReady: true };
  const failed = Object.entries(readiness.data.checks).filter(([, result]) => result !== 'ok');
  return { isReady: false, why: failed.map((check) => check.join(': ')).join(', ') };
}

/** Fetch says only "fetch failed"; what happened is in its cause. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as { name?: string; message?: string; cause?: unknown }; // Any thrown object may have these.
  if (name === 'SyntaxError') return notRinglog;
  if (name === 'TimeoutError') return 'no answer in time';
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return message ?? 'the request failed';
}

const notRinglog = 'what answers there is not Ringlog';
