import { stringify } from 'csv-stringify/sync';
import { csvCells, csvColumns, type CsvEvent } from './formats/csv.ts';

/** The line that names the columns. */
export const csvHeader = formatLine(csvColumns);

/**
 * An event as a line of CSV (RFC 4180, ends with CRLF).
 * @param show changes each cell before it is quoted, for example for a terminal
 */
export function formatCsvLine(event: CsvEvent, show?: (cell: string) => string): string {
  const cells = csvCells(event);
  return formatLine(show ? cells.map(show) : cells);
}

function formatLine(cells: readonly string[]): string {
  return stringify([[...cells]], {
    record_delimiter: 'windows',
    // By itself it quotes a whole CRLF only.
    quoted_match: /[\r\n]/,
  });
}
