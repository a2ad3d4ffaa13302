import { ask } from '../api/client.ts';
import { ApiError, notRinglog } from '../api/client-error.ts';
import type { Connection } from '../api/client-request.ts';
import type { RouteJson } from '../api/route.ts';
import type { Routes } from '../api/contract.ts';
import type { ResolvedConfig } from '../config.ts';
import { askServer } from './client-command.ts';
import { createEventPrinter } from './event-printer.ts';
import { eventForms, outputForm } from './output-form.ts';
import type { Shell } from './shell.ts';

/** Prints stored events that match, the newest first unless told otherwise. */
export function ls(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const { config, origins } = resolved;
  const form = outputForm(resolved, eventForms, shell.stdout.isTerminal ? 'pretty' : 'line');
  const isAfter = config.after !== undefined && origins.order === 'default';
  return askServer(resolved, shell, filter, async (connection) => {
    const printer = createEventPrinter(form, shell.stdout);
    const pages = eventPages(connection, {
      q: filter,
      order: isAfter ? 'oldest' : config.order,
      after: config.after,
      limit: config.limit,
    });
    let count = 0;
    // Not before the first page is there: what fails prints nothing.
    let begin = printer.begin;
    for await (const { events } of pages) {
      count += events.length;
      shell.stdout.write(begin + events.map((event) => printer.event(event)).join(''));
      begin = '';
      await shell.stdout.drained();
    }
    shell.stdout.write(printer.end());
    if (count === 0 && shell.stderr.isTerminal) shell.stderr.write(nothingThere(filter));
    return 0;
  });
}

function nothingThere(filter: string): string {
  return filter === ''
    ? 'No events are stored there yet.\n'
    : 'No event matches. "ringlog ls" without a filter shows the newest.\n';
}

/** Pages of events until there are `limit`, or no more. A page may be empty and not the last: a search looks at so many at a time. */
export async function* eventPages(
  connection: Connection,
  query: {
    readonly q: string;
    readonly order: 'newest' | 'oldest';
    readonly after?: string | undefined;
    readonly limit: number;
  },
): AsyncGenerator<RouteJson<Routes['events']>, void> {
  let left = query.limit;
  let from: string | undefined;
  while (left > 0) {
    const page = await ask(connection, 'events', {
      query: {
        ...query,
        limit: Math.min(left, pageSize),
        ...(from === undefined ? {} : { [query.order === 'newest' ? 'before' : 'after']: from }),
      },
    });
    yield page;
    const { events, next } = page;
    left -= events.length;
    if (next === undefined) return;
    if (next === from) throw new ApiError('foreign', notRinglog);
    from = next;
  }
}

/** Of events of the largest size a page of these is still an answer that one can hold. */
const pageSize = 100;
