import { createPhpLog } from '../../formats/phplog.ts';
import { printableJson } from '../../formats/printable.ts';
import type { Store } from '../../journal/store.ts';
import { exportedView, readEvent } from '../event-view.ts';
import { openExport } from '../export.ts';
import type { Handlers } from '../router.ts';

/** The routes that give everything, as files. */
export function exportRoutes(
  store: Pick<Store, 'get' | 'since' | 'head'>,
): Pick<Handlers, 'exportNdjson' | 'exportPhplog'> {
  return {
    exportNdjson: async ({ query }) => ({
      type: 'application/x-ndjson',
      fileName: 'ringlog.ndjson',
      chunks: await openExport(
        store,
        query,
        (event) => `${printableJson(JSON.stringify(exportedView(readEvent(event))))}\n`,
      ),
    }),
    exportPhplog: async ({ query }) => {
      const format = createPhpLog({});
      return {
        type: 'text/plain; charset=utf-8',
        fileName: 'ringlog.phplog',
        chunks: await openExport(store, query, (event) =>
          format({ receivedAtUs: event.receivedAtUs, ...readEvent(event).decoded }),
        ),
      };
    },
  };
}
