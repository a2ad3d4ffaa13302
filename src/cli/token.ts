import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { readToken, tokenFile, writeToken } from '../token.ts';
import type { Shell } from './shell.ts';

/**
 * Prints the inspector's token: the one of the environment, else the one in the data directory. `isNew` puts a fresh one there first; a
 * running server takes it at its next start.
 * @throws {AppError} `data_unusable` when there is none yet
 */
export function token(
  config: Config,
  shell: Pick<Shell, 'stdout' | 'stderr'>,
  isNew: boolean,
): number {
  if (isNew && config.token !== undefined)
    throw new AppError(
      'usage',
      'RINGLOG_TOKEN is set, so a token in the data directory would not be used.',
    );
  const found = isNew ? writeToken(config.data) : (config.token ?? readToken(config.data));
  if (found === undefined)
    throw new AppError(
      'data_unusable',
      `There is no ${resolve(tokenFile(config.data))}. The first start of a server makes it; is that started elsewhere, name its directory with --data.`,
    );
  shell.stdout.write(`${found}\n`);
  if (isNew) shell.stderr.write('A running server takes the new token when it starts again.\n');
  return 0;
}
