import type { Config, ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';

export type OutputForm = Exclude<Config['output'], 'auto'>;

/** In which events can be printed. */
export const eventForms = [
  'pretty',
  'line',
  'json',
  'ndjson',
  'csv',
  'phplog',
] as const satisfies readonly OutputForm[];

/** In which calls can be printed. */
export const callForms = [
  'pretty',
  'line',
  'json',
  'ndjson',
  'csv',
] as const satisfies readonly OutputForm[];

/**
 * The form a command prints in: the one asked for, if it has it. A variable is meant for all commands, so one that does not fit leaves it at
 * `auto`.
 * @throws {AppError} `usage` for a flag that does not fit
 */
export function outputForm<F extends OutputForm>(
  { config, origins }: ResolvedConfig,
  forms: readonly F[],
  auto: F,
): F {
  const form = forms.find((one) => one === config.output);
  if (form !== undefined) return form;
  if (config.output !== 'auto' && origins.output === 'flag')
    throw new AppError(
      'usage',
      `--output ${config.output} does not fit this command; it prints ${forms.join(', ')}.`,
    );
  return auto;
}
