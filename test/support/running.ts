import { Runs, type RunFact, type RunsDeps } from '../../src/pbx/runs.ts';
import type { PlannedRequest } from '../../src/pbx/to-request.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';

/** Runs that send to nobody: what they send is answered at once, or when the test lets it. */
export interface Running {
  readonly runs: Runs;
  readonly sent: PlannedRequest[];
  readonly facts: RunFact[];
  /** From now on nothing is answered until `settle`; a sender that is closed fails what waits. */
  hold(): void;
  settle(): void;
}

const runUrl = 'http://127.0.0.1:8080/fordel/show.php';

const runStartUs = 1_790_000_000_000_000;

export function startRuns(change: Partial<RunsDeps> = {}): Running {
  const sent: PlannedRequest[] = [];
  const facts: RunFact[] = [];
  let waiting: PromiseWithResolvers<undefined> | undefined;
  let ids = 0;
  const runs = new Runs({
    loadScenarios: () => loadScenarios(),
    url: () => new URL(runUrl),
    openSender: () => {
      const closed = Promise.withResolvers<never>();
      closed.promise.catch(() => undefined);
      return {
        send: async (request) => {
          sent.push(request);
          await Promise.race([waiting?.promise, closed.promise]);
          return { status: 200, latencyUs: 800 };
        },
        close: () => {
          closed.reject(new Error('closed'));
        },
      };
    },
    newId: () => `run-${++ids}`,
    drawSeed: () => 4711,
    nowUs: () => runStartUs,
    clock: { nowMs: () => performance.now(), sleep: untilAborted },
    note: (fact) => {
      facts.push(fact);
    },
    ...change,
  });
  return {
    runs,
    sent,
    facts,
    hold: () => {
      waiting = Promise.withResolvers();
    },
    settle: () => {
      waiting?.resolve(undefined);
      waiting = undefined;
    },
  };
}

/** Time stands still. */
function untilAborted(_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
