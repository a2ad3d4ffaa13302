import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Rule } from '../protocol/rule.ts';
import { ruleTable } from '../protocol/rule-table.ts';
import { outputForm } from './output-form.ts';
import type { Shell } from './shell.ts';

/**
 * Prints the rules by which `lint` judges, or all there is to say about one.
 * @param id of one rule; absent: all
 * @throws {AppError} `not_found`
 */
export function showRules(
  resolved: ResolvedConfig,
  shell: Pick<Shell, 'stdout'>,
  id: string | undefined,
): number {
  const form = outputForm(resolved, ['pretty', 'line', 'json'], 'line');
  const shown =
    id === undefined ? ruleTable : ruleTable.filter((rule) => rule.id === id.toUpperCase());
  if (shown.length === 0)
    throw new AppError('not_found', `There is no rule ${id ?? ''}; "ringlog rules" lists them.`);
  if (form === 'json') shell.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
  else shell.stdout.write(shown.map(id === undefined ? lineOf : pageOf).join(''));
  return 0;
}

function lineOf({ id, level, scope, title }: Rule): string {
  return `${id}  ${level.padEnd(5)}  ${scope.padEnd(6)}  ${title}\n`;
}

function pageOf({ id, level, scope, title, why, source, confidence }: Rule): string {
  return [
    `${id}: ${title}`,
    `  level       ${level}, of ${scope === 'event' ? 'an' : 'a'} ${scope}`,
    `  why         ${why}`,
    `  source      ${source} (confidence ${confidence})`,
    '',
  ].join('\n');
}
