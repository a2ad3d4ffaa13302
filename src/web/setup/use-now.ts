import { useEffect, useState } from 'react';

/** The time, ms since 1970; renders again as it goes on, while the page is looked at. */
export function useNow(stepMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNowMs(Date.now());
    }, stepMs);
    return () => {
      clearInterval(timer);
    };
  }, [stepMs]);
  return nowMs;
}
