import { createPhpLog } from '../../formats/phplog.ts';
import { printableJson } from '../../formats/printable.ts';
import { exportedView, readEvent } from '../../index/event-view.ts';
import type { Search } from '../../index/search.ts';
import type { Cursor, Event } from '../../journal/event.ts';
import type { Store } from '../../journal/store.ts';
import { formatCsvEvent, withCsvHeader } from '../csv-export.ts';
import { openExport, type ExportRange } from '../export.ts';
import { readFilter } from '../filter-text.ts';
import type { Handlers } from '../router.ts';

/** The routes that give everything that matches, as files. */
export function exportRoutes({
  store,
  search,
  nowUs,
}: {
  readonly store: Pick<Store, 'get' | 'since' | 'head'>;
  readonly search: Search;
  readonly nowUs: () => number;
}): Pick<Handlers, 'exportNdjson' | 'exportCsv' | 'exportPhplog'> {
  const open = (
    { q, ...range }: ExportRange & { readonly q: string },
    format: (event: Event) => string,
  ): Promise<AsyncIterable<string>> => {
    const filter = readFilter(q, nowUs());
    if (filter.terms.length === 0) return openExport(store, range, format);
    return openExport(store, range, format, async function* (between): AsyncGenerator<
      readonly Cursor[]
    > {
      for await (const rows of search.rows(filter, between)) yield search.engine.cursors(rows);
    });
  };
  return {
    exportNdjson: async ({ query }) => ({
      type: 'application/x-ndjson',
      fileName: 'ringlog.ndjson',
      chunks: await open(
        query,
        (event) => `${printableJson(JSON.stringify(exportedView(readEvent(event))))}\n`,
      ),
    }),
    exportCsv: async ({ query }) => ({
      type: 'text/csv; charset=utf-8',
      fileName: 'ringlog.csv',
      chunks: withCsvHeader(await open(query, (event) => formatCsvEvent(readEvent(event)))),
    }),
    exportPhplog: async ({ query }) => {
      const format = createPhpLog({});
      return {
        type: 'text/plain; charset=utf-8',
        fileName: 'ringlog.phplog',
        chunks: await open(query, (event) =>
          format({ receivedAtUs: event.receivedAtUs, ...readEvent(event).decoded }),
        ),
      };
    },
  };
}
