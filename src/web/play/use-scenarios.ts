import { useEffect, useState } from 'react';
import type { ApiScenario } from '../../api/run.ts';
import { ask } from '../server/ask.ts';
import { messageOf } from '../server/refusal.ts';

/** What the simulator can play, once that is known; or why it is not. */
export interface Scenarios {
  readonly scenarios?: readonly ApiScenario[];
  readonly fault?: string;
}

/** Asks when it is first wanted. */
export function useScenarios(isWanted = true): Scenarios {
  const [known, setKnown] = useState<Scenarios>({});
  const isKnown = known.scenarios !== undefined;
  useEffect(() => {
    if (!isWanted || isKnown) return undefined;
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
  }, [isWanted, isKnown]);
  return known;
}
