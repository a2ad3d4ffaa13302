import { randomInt } from 'node:crypto';
import type { RunOrder } from '../api/run.ts';
import type { Config } from '../config.ts';
import { planRun, type RunPlan } from '../pbx/run-plan.ts';
import { builtInScenarios, loadScenarios, type ScenarioSet } from '../pbx/scenario-files.ts';

/** What this process itself plays. */
export interface LocalPlan extends RunPlan {
  /** Where its events go; some have a `myid` besides. */
  readonly url: URL;
  /** With this seed and start the same bytes are sent again. */
  readonly seed: number;
  /** µs since 1970 UTC. */
  readonly startUs: number;
}

/** The scenarios there are for this process. @throws {AppError} `bad_scenario` */
export function knownScenarios({ scenarios }: Pick<Config, 'scenarios'>): Promise<ScenarioSet> {
  return loadScenarios([builtInScenarios, ...(scenarios === undefined ? [] : [scenarios])]);
}

/**
 * What the order comes to, its seed drawn and its start set.
 * @param to the receiver; without path and query it gets those that the vendor documents
 * @throws {AppError} `bad_scenario`
 */
export async function localPlan(
  config: Pick<Config, 'scenarios' | 'at'>,
  order: RunOrder,
  to: URL,
): Promise<LocalPlan> {
  const isBare = to.pathname === '/' && to.search === '';
  const url = isBare ? new URL('/fordel/show.php', to) : to;
  const scenarios = await knownScenarios(config);
  const { seed = randomInt(maxDrawn) } = order;
  const startUs = config.at === 'now' ? Date.now() * 1_000 : config.at;
  // What the user wrote is not added to.
  const tagged = isBare ? order : { ...order, myid: '' };
  return { ...planRun(tagged, { scenarios, seed, startUs, url }), url, seed, startUs };
}

/** Short enough to be typed. */
const maxDrawn = 1_000_000_000;
