import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import { didYouMean } from './did-you-mean.ts';
import type { NumberingPlan } from './numbering-plan.ts';
import { parseScenario } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';

/** The scenarios that come with Ringlog. */
export const builtInScenarios = fileURLToPath(new URL('../../data/scenarios', import.meta.url));

const ending = '.yaml';

/** Scenarios by name. */
export interface ScenarioSet {
  /** By name, in the order of the alphabet. */
  readonly all: readonly Scenario[];
  /** @throws {AppError} `bad_scenario` if there is none of this name */
  readonly get: (name: string) => Scenario;
}

/**
 * Reads all scenarios of these directories: every file that ends in `.yaml`, its name before that being the name of the scenario. One in a
 * later directory takes the place of one with the same name.
 * @throws {AppError} `bad_scenario` if a directory cannot be read, or a file is no scenario
 */
export async function loadScenarios(
  directories: readonly string[] = [builtInScenarios],
  plan?: NumberingPlan,
): Promise<ScenarioSet> {
  const found = new Map<string, Scenario>();
  for (const directory of directories)
    for (const file of await filesIn(directory)) {
      const path = join(directory, file);
      const name = file.slice(0, -ending.length);
      const text = await readText(path);
      found.set(
        name,
        parseScenario(text, { name, file: path, ...(plan === undefined ? undefined : { plan }) }),
      );
    }
  const all = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { all, get: (name) => named(name, found) };
}

function named(name: string, found: ReadonlyMap<string, Scenario>): Scenario {
  const scenario = found.get(name);
  if (scenario !== undefined) return scenario;
  const names = [...found.keys()].sort();
  throw new AppError(
    'bad_scenario',
    `There is no scenario "${name}".${didYouMean(name, names, names.join(', '))}`,
  );
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const names = await reading(directory, () => readdir(directory));
  return names.filter((name) => name.endsWith(ending) && !name.startsWith('.')).sort();
}

function readText(path: string): Promise<string> {
  return reading(path, () => readFile(path, 'utf8'));
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new AppError('bad_scenario', `Scenarios: ${path} cannot be read.`, { cause });
  }
}
