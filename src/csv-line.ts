import { stringify } from 'csv-stringify/sync';
import { csvCells, csvColumns, type CsvEvent } from './formats/csv.ts';

/** The line that names the columns. */
export const csvHeader = formatCsvCells(csvColumns);

/**
 * An event as a line of CSV (RFC 4180, ends with CRLF).
 * @param show changes each cell before it is quoted, for example for a terminal
 */
export function formatCsvLine(event: CsvEvent, show?: (cell: string) => string): string {
  return formatCsvCells(csvCells(event), show);
}

/** Cells that cannot be formulas as such a line. */
export function formatCsvCells(cells: readonly string[], show?: (cell: string) => string): string {
  return stringify([show ? cells.map(show) : [...cells]], {
    record_delimiter: 'windows',
    // By itself it quotes a whole CRLF only.
    quoted_match: /[\r\n]/,
  });
}
