import {
  follow,
  followCalls,
  type FollowOptions,
  type StreamNotice,
} from '../api/client-stream.ts';
import { ask } from '../api/client.ts';
import type { Connection } from '../api/client-request.ts';
import type { ResolvedConfig } from '../config.ts';
import { printable } from '../formats/printable.ts';
import { createCallPrinter } from './call-printer.ts';
import { askServer } from './client-command.ts';
import { createEventPrinter } from './event-printer.ts';
import { lastPrinted } from './last-printed.ts';
import { outputForm } from './output-form.ts';
import { callPages, eventPages, type ListQuery } from './pages.ts';
import type { Shell } from './shell.ts';

/** Prints the newest stored events that match, then each new one, until it is stopped. A lost connection is taken up where it ended. */
export function tail(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const forms = ['pretty', 'line', 'ndjson', 'csv', 'phplog'] as const;
  const form = outputForm(resolved, forms, shell.stdout.isTerminal ? 'pretty' : 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    const printer = createEventPrinter(form, shell.stdout);
    const { items, after } = await readStart(
      connection,
      resolved,
      filter,
      (query) => eventPages(connection, query),
      ({ events }) => events,
    );
    shell.stdout.write(printer.begin + items.map((event) => printer.item(event)).join(''));
    // The stream may begin before the newest of them, for the index may have gone on since.
    const printed = new Set(items.map(({ id }) => id));
    for await (const one of follow(connection, { q: filter, after }))
      if (one.kind !== 'event') tell(shell, one);
      else if (!printed.delete(one.event.id)) {
        shell.stdout.write(printer.item(one.event));
        await shell.stdout.drained();
      }
    return 0;
  });
}

/**
 * Prints the newest calls that match, then each one that comes or changes, until it is stopped. A call is printed again only when that gives
 * another line than before: so of a call of many events on a terminal there are few.
 */
export function tailCalls(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const forms = ['pretty', 'line', 'ndjson', 'csv'] as const;
  const form = outputForm(resolved, forms, shell.stdout.isTerminal ? 'pretty' : 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    const printer = createCallPrinter(form, shell.stdout);
    const { items, after } = await readStart(
      connection,
      resolved,
      filter,
      (query) => callPages(connection, query),
      ({ calls }) => calls,
    );
    const isNew = lastPrinted();
    const lines = items.map((call) => ({ id: call.id, text: printer.item(call) }));
    for (const { id, text } of lines) isNew(id, text);
    shell.stdout.write(printer.begin + lines.map(({ text }) => text).join(''));
    for await (const one of followCalls(connection, { q: filter, after }))
      if (one.kind !== 'call') tell(shell, one);
      else {
        const text = printer.item(one.call);
        if (!isNew(one.call.id, text)) continue;
        shell.stdout.write(text);
        await shell.stdout.drained();
      }
    return 0;
  });
}

/** What happens to the stream is talk. */
function tell({ stderr }: Pick<Shell, 'stderr'>, notice: StreamNotice): void {
  const say = (text: string): void => {
    stderr.write(`ringlog: ${text}\n`);
  };
  if (notice.kind === 'gap')
    say(`gap after ${printable(notice.after)}: ${printable(notice.reason)}`);
  else if (notice.kind === 'lost') say(`connection lost (${printable(notice.why)}); trying again`);
  else say('connected again');
}

/** The newest that match, the oldest of them first, and the cursor from which to go on without missing any. With `--after` none: it begins there. */
async function readStart<P extends { readonly indexedTo: string }, T>(
  connection: Connection,
  { config }: ResolvedConfig,
  q: string,
  pagesOf: (query: ListQuery) => AsyncIterable<P>,
  itemsOf: (page: P) => readonly T[],
): Promise<{ readonly items: readonly T[] } & Pick<FollowOptions, 'after'>> {
  if (config.after !== undefined) return { items: [], after: config.after };
  // Read first: what is stored between the two questions then comes from the stream.
  let { cursor: after } = await ask(connection, 'cursor', {});
  const items: T[] = [];
  let isFirst = true;
  for await (const page of pagesOf({ q, order: 'newest', limit: config.lines })) {
    // The index may be behind the journal: what it had not seen is not in the page.
    if (isFirst) after = page.indexedTo;
    isFirst = false;
    items.push(...itemsOf(page));
  }
  return { items: items.reverse(), after };
}
