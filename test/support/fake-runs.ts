import type { ApiRun } from '../../src/api/run.ts';
import type { Runs } from '../../src/http/routes/runs.ts';

/** A run as the API shows it. */
const shownRun: ApiRun = {
  id: 'run-1',
  state: 'done',
  what: 'out-busy',
  seed: 7,
  at: '2017-05-30T15:07:50.000000Z',
  startedAt: '2017-05-30T15:07:50.000000Z',
  endedAt: '2017-05-30T15:07:52.400000Z',
  sent: 3,
  answered: { '200': 2 },
  failed: 1,
  failures: [{ code: 'no_answer', why: 'It ended.', count: 1 }],
  latency: { p50Us: 800, p99Us: 2_000 },
  callIds: ['b5187f38'],
};

/** A simulator that plays nothing: every id but `mem-zz` is that of one run. @param check of what may fail */
export function fakeRuns(check: <T>(value: T) => T = (value) => value): Runs {
  return {
    scenarios: () =>
      Promise.resolve().then(() =>
        check([
          {
            name: 'out-busy',
            title: 'A call to somebody who talks',
            sentence: 'It is busy.',
            kind: 'call' as const,
            events: 2,
            lengthMs: 2_400,
            outcome: 'busy',
            direction: 'out' as const,
          },
        ]),
      ),
    list: () => [shownRun],
    start: () => Promise.resolve().then(() => check(shownRun)),
    get: (id) => (id === 'mem-zz' ? undefined : shownRun),
    stop: (id) => Promise.resolve(id === 'mem-zz' ? undefined : shownRun),
  };
}
