import { ask } from '../server/ask.ts';

const pollMs = 5_000;

/**
 * Asks every five seconds, while the page is looked at, whether anything was stored since; here no list follows what comes.
 * @param _key as `Watch` has it; there is one journal
 * @returns a function that ends it
 */
export function watchJournal(_key: string, onMoved: () => void): () => void {
  const gone = new AbortController();
  let seen: string | undefined;
  let isAsking = false;
  const look = async (): Promise<void> => {
    if (isAsking || document.visibilityState !== 'visible') return;
    isAsking = true;
    try {
      const { cursor } = await ask('cursor', 'api/v1/cursor', { signal: gone.signal });
      if (seen !== undefined && seen !== cursor) onMoved();
      seen = cursor;
    } catch {
      // The server is away: asking it for more says so, and again when it is back.
      if (!gone.signal.aborted) onMoved();
      seen = '';
    } finally {
      isAsking = false;
    }
  };
  const lookNow = (): void => {
    void look();
  };
  const timer = setInterval(lookNow, pollMs);
  document.addEventListener('visibilitychange', lookNow);
  lookNow();
  return () => {
    gone.abort();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookNow);
  };
}
