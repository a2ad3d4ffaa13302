import { useEffect, useState } from 'react';
import type { ApiScenario } from '../../api/run.ts';
import { ask } from '../server/ask.ts';
import { messageOf } from '../server/refusal.ts';

/** What the simulator can play, once that is known; or why it is not. */
export interface Scenarios {
  readonly scenarios?: readonly ApiScenario[];
  readonly fault?: string;
}

/** Asks once. */
export function useScenarios(): Scenarios {
  const [known, setKnown] = useState<Scenarios>({});
  useEffect(() => {
    const gone = new AbortController();
    ask('scenarios', 'api/v1/scenarios', { signal: gone.signal }).then(
      ({ scenarios }) => {
        setKnown({ scenarios });
      },
      (error: unknown) => {
        if (!gone.signal.aborted) setKnown({ fault: messageOf(error) });
      },
    );
    return () => {
      gone.abort();
    };
  }, []);
  return known;
}
