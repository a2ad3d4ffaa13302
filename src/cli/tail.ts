import { follow } from '../api/client-stream.ts';
import { ask } from '../api/client.ts';
import type { Connection } from '../api/client-request.ts';
import type { EventSummary } from '../api/event.ts';
import type { ResolvedConfig } from '../config.ts';
import { printable } from '../formats/printable.ts';
import { askServer } from './client-command.ts';
import { createEventPrinter } from './event-printer.ts';
import { eventPages } from './ls.ts';
import { outputForm } from './output-form.ts';
import type { Shell } from './shell.ts';

/** Prints the newest stored events that match, then each new one, until it is stopped. A lost connection is taken up where it ended. */
export function tail(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const { config } = resolved;
  // No `json`: one document would never end.
  const forms = ['pretty', 'line', 'ndjson', 'csv', 'phplog'] as const;
  const form = outputForm(resolved, forms, shell.stdout.isTerminal ? 'pretty' : 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    const printer = createEventPrinter(form, shell.stdout);
    const start =
      config.after === undefined
        ? await readStart(connection, filter, config.lines)
        : { events: [], after: config.after };
    const say = (text: string): void => {
      shell.stderr.write(`ringlog: ${text}\n`);
    };
    shell.stdout.write(printer.begin + start.events.map((event) => printer.event(event)).join(''));
    // The stream may begin before the newest of them, for the index may have gone on since.
    const printed = new Set(start.events.map(({ id }) => id));
    for await (const one of follow(connection, { q: filter, after: start.after })) {
      if (one.kind === 'gap') say(`gap after ${printable(one.after)}: ${printable(one.reason)}`);
      else if (one.kind === 'lost') say(`connection lost (${printable(one.why)}); trying again`);
      else if (one.kind === 'resumed') say('connected again');
      else if (!printed.delete(one.event.id)) {
        shell.stdout.write(printer.event(one.event));
        await shell.stdout.drained();
      }
    }
    return 0;
  });
}

/** The newest `count` events that match, the oldest of them first, and the cursor from which to go on without missing or repeating any. */
async function readStart(
  connection: Connection,
  q: string,
  count: number,
): Promise<{ readonly events: readonly EventSummary[]; readonly after: string }> {
  // Read first: what is stored between the two questions then comes from the stream.
  let { cursor: after } = await ask(connection, 'cursor', {});
  const events: EventSummary[] = [];
  let isFirst = true;
  for await (const page of eventPages(connection, { q, order: 'newest', limit: count })) {
    // The index may be behind the journal: what it had not seen is not in the page.
    if (isFirst) after = page.indexedTo;
    isFirst = false;
    events.push(...page.events);
  }
  return { events: events.reverse(), after };
}
