import { ask } from '../api/client.ts';
import type { ResolvedConfig } from '../config.ts';
import { askServer } from './client-command.ts';
import type { Shell } from './shell.ts';

/** Prints the newest cursor; an empty line in a new journal. */
export function cursor(resolved: ResolvedConfig, shell: Shell): Promise<number> {
  return askServer(resolved, shell, '', async (connection) => {
    const { cursor } = await ask(connection, 'cursor', {});
    shell.stdout.write(`${cursor}\n`);
    return 0;
  });
}
