import { ask } from '../api/client.ts';
import type { ApiCallDetail } from '../api/call.ts';
import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { maskCall } from '../pbx/mask-call.ts';
import { askServer } from './client-command.ts';
import type { Shell } from './shell.ts';
import { toShownEvent } from './shown-event.ts';

/**
 * Prints a scenario that plays a stored call, with other numbers, names, ids and texts in place of its own.
 * @param id its CallID, or the first 6 or more characters, or `last`
 * @throws {AppError} `not_found`; `bad_scenario` if it is a call that no scenario has
 */
export function printScenario(
  resolved: ResolvedConfig,
  shell: Pick<Shell, 'stdout' | 'stderr' | 'stopped'>,
  id: string,
): Promise<number> {
  return askServer(resolved, shell, '', async (connection) => {
    const call = await ask(connection, 'call', { params: { callId: id } });
    shell.stdout.write(scenarioOf(call));
    if (call.partial === true) shell.stderr.write(partialNote);
    if (call.outcome === 'open') shell.stderr.write(openNote);
    return 0;
  });
}

const partialNote =
  'ringlog: some events of this call were deleted; the scenario plays what is left.\n';

const openNote = 'ringlog: this call has not ended; the scenario plays what has come so far.\n';

function scenarioOf({ events, eventCount }: ApiCallDetail): string {
  if (eventCount > events.length)
    throw new AppError(
      'bad_scenario',
      `This call has ${eventCount} events, of which only ${events.length} are put together: more than a scenario can have.`,
    );
  const text = maskCall(events.map((event, row) => ({ ...toShownEvent(event), row })));
  if (text === undefined)
    throw new AppError(
      'bad_scenario',
      'No event of this call is of a leg (a dial, an answer or a hangup): there is nothing to play.',
    );
  return text;
}
