import type { ListedFinding } from '../api/finding.ts';
import type { ResolvedConfig } from '../config.ts';
import { painter } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import { askServer } from './client-command.ts';
import { dayTime } from './day-time.ts';
import { levelPaint } from './finding-counts.ts';
import { jsonPrinter, ndjsonPrinter, plainPrinter, type ListPrinter } from './list-printer.ts';
import { printPages } from './ls.ts';
import { outputForm } from './output-form.ts';
import { findingPages } from './pages.ts';
import type { Output, Shell } from './shell.ts';
import { microseconds } from './shown-event.ts';

const forms = ['line', 'json', 'ndjson'] as const;

/** Prints what the rules say about stored events and calls that match, the newest first. */
export function listFindings(
  resolved: ResolvedConfig,
  shell: Shell,
  filter: string,
): Promise<number> {
  const { limit } = resolved.config;
  const form = outputForm(resolved, forms, 'line');
  return askServer(resolved, shell, filter, async (connection) => {
    let left = limit;
    const count = await printPages(
      shell,
      findingPages(connection, { q: filter, limit }),
      ({ findings }) => {
        // Those of one event come together.
        const taken = findings.slice(0, left);
        left -= taken.length;
        return taken;
      },
      createPrinter(form, shell.stdout),
    );
    if (count === 0 && shell.stderr.isTerminal)
      shell.stderr.write('The rules have nothing to say there. "ringlog rules" lists them.\n');
    return 0;
  });
}

function createPrinter(
  form: (typeof forms)[number],
  { useColor }: Output,
): ListPrinter<ListedFinding> {
  if (form === 'json') return jsonPrinter();
  if (form === 'ndjson') return ndjsonPrinter();
  const paint = painter(useColor);
  const paints = levelPaint(paint);
  const timeOf = dayTime();
  return plainPrinter(
    (finding) =>
      `${paint.dim(timeOf(microseconds(finding.at)))} ${whereOf(finding)}: ${paints[finding.level](finding.level)} ${finding.rule} ${printable(finding.message)}\n`,
  );
}

/** The call by what the filter and `show call` take; else the event by its id, for `show event`. */
function whereOf({ callId, eventId }: ListedFinding): string {
  if (callId !== undefined) return `call=${printable(callId.slice(0, 8))}`;
  return eventId === undefined ? 'stream' : `event=${eventId}`;
}
