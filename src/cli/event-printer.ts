import type { EventSummary } from '../api/event.ts';
import { csvHeader, formatCsvLine } from '../csv-line.ts';
import { createLine } from '../formats/line.ts';
import { createPhpLog } from '../formats/phplog.ts';
import { printable, printableJson } from '../formats/printable.ts';
import type { eventForms } from './output-form.ts';
import type { Output } from './shell.ts';
import { toShownEvent } from './shown-event.ts';

/** Prints a list of events in one of the forms: `begin` first, then `event` for each, then `end`; all give whole lines. */
export interface EventPrinter {
  readonly begin: string;
  event(event: EventSummary): string;
  end(): string;
}

/** Whatever the form, captured text holds nothing a terminal would obey. */
export function createEventPrinter(
  form: (typeof eventForms)[number],
  output: Output,
): EventPrinter {
  const { useColor, width, isTerminal } = output;
  switch (form) {
    case 'pretty':
    case 'line': {
      const line = createLine({
        useColor,
        width: form === 'pretty' ? (width ?? usualWidth) : undefined,
      });
      return plain((event) => line(toShownEvent(event)));
    }
    case 'json':
      return jsonPrinter();
    case 'ndjson':
      return plain((event) => `${printableJson(JSON.stringify(event))}\n`);
    case 'csv': {
      const show = isTerminal ? printable : undefined;
      return { ...plain((event) => formatCsvLine(toShownEvent(event), show)), begin: csvHeader };
    }
    case 'phplog': {
      const format = createPhpLog({});
      return plain((event) => format(toShownEvent(event)));
    }
  }
}

/** Of a terminal nobody told us the width of. */
const usualWidth = 100;

function plain(event: EventPrinter['event']): EventPrinter {
  return { begin: '', event, end: () => '' };
}

/** One document, written as it comes. */
function jsonPrinter(): EventPrinter {
  let separator = '';
  return {
    begin: '[',
    event: (event) => {
      const text = `${separator}\n${printableJson(JSON.stringify(event))}`;
      separator = ',';
      return text;
    },
    end: () => '\n]\n',
  };
}
