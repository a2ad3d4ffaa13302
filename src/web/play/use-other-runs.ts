import { useEffect, useState } from 'react';
import type { ApiRun } from '../../api/run.ts';
import { ask } from '../server/ask.ts';

/** What is being played on behalf of others: commands, another page, a demo. While this cannot be asked, what was known. */
export function useOtherRuns(ownId: string | undefined): readonly ApiRun[] {
  const [runs, setRuns] = useState<readonly ApiRun[]>([]);
  useEffect(() => {
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const { signal } = gone;
        setRuns((await ask('runs', 'api/v1/runs', { signal })).runs);
      } catch {
        // What is shown beside says it: nothing can be played either.
      }
      if (!gone.signal.aborted) timer = setTimeout(() => void look(), pollMs);
    };
    void look();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, []);
  return runs.filter(({ id, state }) => state === 'running' && id !== ownId);
}

const pollMs = 1_000;
