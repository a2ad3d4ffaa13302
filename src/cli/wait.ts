import { ask } from '../api/client.ts';
import { ApiError } from '../api/client-error.ts';
import type { Connection } from '../api/client-request.ts';
import type { ResolvedConfig } from '../config.ts';
import type { EventSummary } from '../api/event.ts';
import { createLine } from '../formats/line.ts';
import { printable } from '../formats/printable.ts';
import { askServer } from './client-command.ts';
import { createEventPrinter } from './event-printer.ts';
import { CommandFailure } from './failure.ts';
import { eventForms, outputForm } from './output-form.ts';
import type { Output, Shell } from './shell.ts';
import { toShownEvent } from './shown-event.ts';

/**
 * Waits until so many events match, and prints them; without `--after` what is stored counts, too.
 * @throws {AppError} `no_match`, with the nearest misses
 */
export function wait(resolved: ResolvedConfig, shell: Shell, filter: string): Promise<number> {
  const { config } = resolved;
  const form = outputForm(resolved, eventForms, shell.stdout.isTerminal ? 'pretty' : 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    const events = await waitInTurns(connection, config.timeout, {
      q: filter,
      after: config.after,
      count: config.count,
      shell,
    });
    const printer = createEventPrinter(form, shell.stdout);
    shell.stdout.write(
      printer.begin + events.map((event) => printer.item(event)).join('') + printer.end(),
    );
    return 0;
  });
}

/** How long the answer may take beyond the wait. */
const graceMs = 10_000;

/** Proxies, and fetch itself, give up on an answer that takes minutes. Asking again misses nothing: what is stored by then counts. */
const turnMs = 60_000;

async function waitInTurns(
  connection: Connection,
  timeoutMs: number,
  query: { q: string; after: string | undefined; count: number; shell: Pick<Shell, 'stderr'> },
): Promise<readonly EventSummary[]> {
  const deadlineMs = performance.now() + timeoutMs;
  const { q, count, shell } = query;
  const events: EventSummary[] = [];
  let { after } = query;
  for (let leftMs = timeoutMs; ; leftMs = Math.ceil(deadlineMs - performance.now())) {
    const waitMs = Math.min(Math.max(leftMs, 1), turnMs);
    const turn = { ...connection, timeoutMs: waitMs + graceMs };
    try {
      const asked = { q, after, count: count - events.length, timeout: spanOf(waitMs) };
      const answer = await ask(turn, 'wait', { query: asked });
      events.push(...answer.events);
      if (events.length >= count || answer.events.length === 0) return events;
      // All of them are there; they are too large for one answer.
      after = answer.cursor;
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : undefined;
      if (problem?.code !== 'no_match') throw error;
      if (timeoutMs > turnMs && performance.now() < deadlineMs) continue;
      throw new CommandFailure(
        'no_match',
        `${events.length + (problem.matched ?? 0)} of ${count} matching ${count === 1 ? 'event' : 'events'} came within ${timeoutMs / 1000} s.`,
        nearest(problem.nearest ?? [], shell.stderr),
      );
    }
  }
}

/** As a person would write it, where it comes out even. */
function spanOf(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** The events that came closest, and what each of them missed. */
function nearest(
  misses: readonly { readonly event: EventSummary; readonly missed: readonly string[] }[],
  output: Output,
): string {
  if (misses.length === 0) return '';
  const line = createLine({ useColor: output.useColor });
  const shown = misses.map(
    ({ event, missed }) =>
      `  ${line(toShownEvent(event))}    missed: ${missed.map(printable).join(' ')}\n`,
  );
  return `Nearest:\n${shown.join('')}`;
}
