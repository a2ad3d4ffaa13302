import type { ResolvedConfig } from '../config.ts';
import { createCallPrinter } from './call-printer.ts';
import { askServer } from './client-command.ts';
import { createEventPrinter } from './event-printer.ts';
import type { ListPrinter } from './list-printer.ts';
import { callForms, eventForms, outputForm } from './output-form.ts';
import { callPages, eventPages, type ListQuery } from './pages.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';

/** Prints stored events that match, the newest first unless told otherwise. */
export function ls(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const form = outputForm(resolved, eventForms, shell.stdout.isTerminal ? 'pretty' : 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    const count = await printPages(
      shell,
      eventPages(connection, queryOf(resolved, filter)),
      ({ events }) => events,
      createEventPrinter(form, shell.stdout),
    );
    if (count === 0 && shell.stderr.isTerminal)
      shell.stderr.write(
        filter === ''
          ? 'No events are stored there yet.\n'
          : 'No event matches. "ringlog ls" without a filter shows the newest.\n',
      );
    return 0;
  });
}

/** Prints calls that match, those that began last first unless told otherwise. */
export function lsCalls(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const form = outputForm(resolved, callForms, shell.stdout.isTerminal ? 'pretty' : 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    const count = await printPages(
      shell,
      callPages(connection, queryOf(resolved, filter)),
      ({ calls }) => calls,
      createCallPrinter(form, shell.stdout),
    );
    if (count === 0 && shell.stderr.isTerminal)
      shell.stderr.write(
        filter === ''
          ? 'No calls are stored there yet. A call is made of events with a CallID; "ringlog ls" lists all events.\n'
          : 'No call matches. "ringlog ls --calls" without a filter shows the newest.\n',
      );
    return 0;
  });
}

function queryOf({ config, origins }: ResolvedConfig, filter: string): ListQuery {
  const isAfter = config.after !== undefined && origins.order === 'default';
  return {
    q: filter,
    order: isAfter ? 'oldest' : config.order,
    after: config.after,
    limit: config.limit,
  };
}

/**
 * Prints what the pages have, and where one ends early because the server has looked at so many, that it goes on.
 * @returns how many items there were
 */
export async function printPages<P extends object, T>(
  { stdout, stderr }: Pick<Shell, 'stdout' | 'stderr'>,
  pages: AsyncIterable<P>,
  itemsOf: (page: P) => readonly T[],
  printer: ListPrinter<T>,
): Promise<number> {
  const progress = createProgress(stderr);
  let count = 0;
  // Not before the first page is there: what fails prints nothing.
  let begin = printer.begin;
  try {
    for await (const page of pages) {
      const items = itemsOf(page);
      progress.end();
      count += items.length;
      stdout.write(begin + items.map((item) => printer.item(item)).join(''));
      begin = '';
      await stdout.drained();
      if ('scannedTo' in page) progress.show(`${count} found, looking further …`);
    }
  } finally {
    progress.end();
  }
  stdout.write(printer.end());
  return count;
}
