import type { ResolvedConfig } from '../config.ts';
import { painter } from '../formats/paint.ts';
import { printable, printableJson } from '../formats/printable.ts';
import { scenarioView } from '../pbx/scenario-view.ts';
import { knownScenarios } from './local-plan.ts';
import { outputForm } from './output-form.ts';
import type { Shell } from './shell.ts';

/**
 * Prints which scenarios there are: name, how many events, what happens.
 * @throws {AppError} `bad_scenario`
 */
export async function listScenarios(
  resolved: ResolvedConfig,
  shell: Pick<Shell, 'stdout'>,
): Promise<number> {
  const form = outputForm(resolved, ['pretty', 'line', 'json'], 'line');
  const shown = (await knownScenarios(resolved.config)).all.map(scenarioView);
  if (form === 'json') {
    shell.stdout.write(`${printableJson(JSON.stringify(shown))}\n`);
    return 0;
  }
  const { bold, dim } = painter(shell.stdout.useColor);
  const width = Math.max(...shown.map(({ name }) => printable(name).length));
  for (const { name, events, sentence } of shown) {
    const count = `${String(events).padStart(4)} ${events === 1 ? 'event ' : 'events'}`;
    shell.stdout.write(
      `${bold(printable(name).padEnd(width))}  ${dim(count)}  ${printable(sentence)}\n`,
    );
  }
  return 0;
}
