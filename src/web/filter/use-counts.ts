import { useEffect, useRef, useState } from 'react';
import { onActivity } from '../feed/activity.ts';
import { Refusal } from '../server/refusal.ts';
import { tellRefused } from './refused-filter.ts';

/** What is known of something that is counted again as events come. */
export interface Counts<T> {
  /** The last answer, of this question or, until that has one, of the question before. */
  readonly answer?: T | undefined;
  /** Of which question the answer is. */
  readonly of?: string | undefined;
  /** Why there is no newer one. */
  readonly error?: unknown;
  readonly isAsking: boolean;
}

const minPauseMs = 5_000;
const maxAgeMs = 60_000;

/**
 * Counts, and again when something came, each 5 seconds at most, and each minute anyway, while the page is looked at. A question that
 * is no longer wanted is given up.
 * @param question what it depends on: another one is asked at once
 * @param q the filter in it, which is told if the server does not understand it
 * @param load counts
 */
export function useCounts<T>(
  question: string,
  q: string,
  load: (signal: AbortSignal) => Promise<T>,
): Counts<T> {
  const [state, setState] = useState<Counts<T>>({ isAsking: true });
  const loadRef = useRef(load);
  useEffect(() => {
    loadRef.current = load;
  });
  useEffect(() => {
    const gone = new AbortController();
    let isAsking = false;
    let isWanted = false;
    let askedAtMs = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      isAsking = true;
      isWanted = false;
      askedAtMs = Date.now();
      setState((last) => ({ ...last, isAsking: true }));
      try {
        const answer = await loadRef.current(gone.signal);
        if (!gone.signal.aborted) setState({ answer, of: question, isAsking: false });
      } catch (error) {
        if (gone.signal.aborted) return;
        setState((last) => ({ ...last, error, isAsking: false }));
        if (error instanceof Refusal && error.fault.code === 'bad_filter')
          tellRefused(q, error.fault);
      } finally {
        isAsking = false;
      }
      if (!gone.signal.aborted) plan();
    };
    const plan = (): void => {
      clearTimeout(timer);
      if (isAsking || document.visibilityState !== 'visible') return;
      const pauseMs = isWanted ? minPauseMs : maxAgeMs;
      timer = setTimeout(() => void ask(), Math.max(0, askedAtMs + pauseMs - Date.now()));
    };
    const want = (): void => {
      if (isWanted) return;
      isWanted = true;
      plan();
    };
    setState(({ answer, of }) => ({ answer, of, isAsking: true }));
    void ask();
    const stop = onActivity(want);
    document.addEventListener('visibilitychange', plan);
    return () => {
      gone.abort();
      clearTimeout(timer);
      stop();
      document.removeEventListener('visibilitychange', plan);
    };
  }, [question, q]);
  return state;
}
