import type { ApiRun, ApiScenario, RunOrder } from '../../api/run.ts';
import { AppError } from '../../errors.ts';
import type { Handlers } from '../router.ts';

/** The simulator, as the routes need it. */
export interface Runs {
  /** @throws {AppError} `bad_scenario` */
  readonly scenarios: () => Promise<readonly ApiScenario[]>;
  /** The newest first. */
  readonly list: () => readonly ApiRun[];
  /** Begins one. @throws {AppError} `bad_scenario`, `too_many_waiting`, `store_closed` when stopping */
  readonly start: (order: RunOrder) => Promise<ApiRun>;
  readonly get: (id: string) => ApiRun | undefined;
  /** Resolves when it has ended; with undefined if there is none. */
  readonly stop: (id: string) => Promise<ApiRun | undefined>;
}

/** The routes of the simulator. */
export function runRoutes(
  runs: Runs,
): Pick<Handlers, 'scenarios' | 'runs' | 'startRun' | 'run' | 'stopRun'> {
  return {
    scenarios: async () => ({ json: { scenarios: [...(await runs.scenarios())] } }),
    runs: () => ({ json: { runs: [...runs.list()] } }),
    startRun: async ({ body }) => ({ status: 202, json: { run: await runs.start(body) } }),
    run: ({ params: { id } }) => ({ json: { run: known(runs.get(id)) } }),
    stopRun: async ({ params: { id } }) => ({ json: { run: known(await runs.stop(id)) } }),
  };
}

/** @throws {AppError} `not_found` */
function known(run: ApiRun | undefined): ApiRun {
  if (run === undefined)
    throw new AppError('not_found', 'There is no run with this id; only the latest 100 are kept.');
  return run;
}
