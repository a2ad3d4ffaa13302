import { ask } from '../api/client.ts';
import type { ResolvedConfig } from '../config.ts';
import { askServer } from './client-command.ts';
import { formatEventDetail } from './event-detail.ts';
import { createEventPrinter } from './event-printer.ts';
import { indentedJson } from './list-printer.ts';
import { eventForms, outputForm } from './output-form.ts';
import type { Shell } from './shell.ts';

/**
 * Prints one event with all there is to show.
 * @param id its id or cursor, or `last`
 * @throws {AppError} `not_found`
 */
export function showEvent(resolved: ResolvedConfig, shell: Shell, id: string): Promise<number> {
  // Into a pager, too: one line is what `ls` prints.
  const form = outputForm(resolved, eventForms, 'pretty');
  return askServer(resolved, shell, '', async (connection) => {
    const event = await ask(connection, 'event', { params: { id } });
    const printer = createEventPrinter(form, shell.stdout);
    if (form === 'pretty') shell.stdout.write(formatEventDetail(event, shell.stdout));
    else if (form === 'json') shell.stdout.write(indentedJson(event));
    else shell.stdout.write(printer.begin + printer.item(event) + printer.end());
    return 0;
  });
}
