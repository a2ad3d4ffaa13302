import type { ApiCall } from '../api/call.ts';
import { formatCsvCells } from '../csv-line.ts';
import { printable } from '../formats/printable.ts';
import { callCells, callColumns } from './call-csv.ts';
import { createCallLine } from './call-line.ts';
import { jsonPrinter, ndjsonPrinter, plainPrinter, type ListPrinter } from './list-printer.ts';
import type { callForms } from './output-form.ts';
import type { Output } from './shell.ts';

/** Prints calls. Whatever the form, captured text holds nothing a terminal would obey. */
export function createCallPrinter(
  form: (typeof callForms)[number],
  { useColor, isTerminal }: Output,
): ListPrinter<ApiCall> {
  switch (form) {
    case 'pretty':
      return plainPrinter(createCallLine({ useColor, nowUs: () => Date.now() * 1000 }));
    case 'line':
      return plainPrinter(createCallLine({ useColor }));
    case 'json':
      return jsonPrinter();
    case 'ndjson':
      return ndjsonPrinter();
    case 'csv': {
      const show = isTerminal ? printable : undefined;
      return plainPrinter(
        (call) => formatCsvCells(callCells(call), show),
        formatCsvCells(callColumns),
      );
    }
  }
}
