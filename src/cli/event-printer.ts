import type { EventSummary } from '../api/event.ts';
import { csvHeader, formatCsvLine } from '../csv-line.ts';
import { createLine } from '../formats/line.ts';
import { createPhpLog } from '../formats/phplog.ts';
import { printable } from '../formats/printable.ts';
import { jsonPrinter, ndjsonPrinter, plainPrinter, type ListPrinter } from './list-printer.ts';
import type { eventForms } from './output-form.ts';
import type { Output } from './shell.ts';
import { toShownEvent } from './shown-event.ts';

/** Prints events. Whatever the form, captured text holds nothing a terminal would obey. */
export function createEventPrinter(
  form: (typeof eventForms)[number],
  output: Output,
): ListPrinter<EventSummary> {
  const { useColor, width, isTerminal } = output;
  switch (form) {
    case 'pretty':
    case 'line': {
      const line = createLine({
        useColor,
        width: form === 'pretty' ? (width ?? usualWidth) : undefined,
      });
      return plainPrinter((event) => line(toShownEvent(event)));
    }
    case 'json':
      return jsonPrinter();
    case 'ndjson':
      return ndjsonPrinter();
    case 'csv': {
      const show = isTerminal ? printable : undefined;
      return plainPrinter((event) => formatCsvLine(toShownEvent(event), show), csvHeader);
    }
    case 'phplog': {
      const format = createPhpLog({});
      return plainPrinter((event) => format(toShownEvent(event)));
    }
  }
}

/** Of a terminal nobody told us the width of. */
export const usualWidth = 100;
