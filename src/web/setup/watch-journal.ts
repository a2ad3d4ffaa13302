import type { ApiSenders } from '../../api/sender-routes.ts';
import { ask } from '../server/ask.ts';
import type { Watch } from '../server/use-answer.ts';

const pollMs = 5_000;

/** Looks every five seconds, while the page is looked at, whether something was stored that the answer does not have; here no list follows what comes. */
export const watchJournal: Watch<ApiSenders> = (_key, askAgain, current) => {
  const gone = new AbortController();
  let isAsking = false;
  const look = async (): Promise<void> => {
    if (isAsking || document.visibilityState !== 'visible') return;
    isAsking = true;
    try {
      const { cursor } = await ask('cursor', 'api/v1/cursor', { signal: gone.signal });
      const answer = current();
      const isNewest = answer.status === 'ready' && answer.value.indexedTo === cursor;
      if (!isNewest || answer.stale !== undefined) askAgain();
    } catch {
      // The server is away: asking it for more says so.
      if (!gone.signal.aborted) askAgain();
    } finally {
      isAsking = false;
    }
  };
  const lookNow = (): void => {
    void look();
  };
  const timer = setInterval(lookNow, pollMs);
  document.addEventListener('visibilitychange', lookNow);
  return () => {
    gone.abort();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookNow);
  };
};
