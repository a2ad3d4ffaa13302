import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../api/client.ts';
import type { ResolvedConfig } from '../config.ts';
import { askServer } from './client-command.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';

/** Has the server make its index again from the journal; waits until it is there, and prints how far it goes. */
export function reindex(
  resolved: ResolvedConfig,
  shell: Shell,
  isAwaited: boolean,
): Promise<number> {
  return askServer(resolved, shell, '', async (connection) => {
    const progress = createProgress(shell.stderr);
    let state = await ask(connection, 'reindex', {});
    if (!isAwaited) {
      shell.stdout.write('started\n');
      return 0;
    }
    try {
      while (state.rebuilding) {
        const { done, of } = state.rebuilding;
        const percent = of === 0 ? 100 : Math.floor((100 * done) / of);
        progress.show(`reindexing: ${done} of ${of} events, ${percent}%`);
        await wait(pollMs, undefined, { signal: connection.signal });
        state = await ask(connection, 'index', {});
      }
    } finally {
      progress.end();
    }
    shell.stdout.write(`indexed to ${state.indexedTo}\n`);
    return 0;
  });
}

/** A rebuild of some thousand events takes about as long. */
const pollMs = 200;
