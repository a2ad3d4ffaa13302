import type { Journal } from '../../journal/journal.ts';
import type { Store } from '../../journal/store.ts';
import { importLines } from '../import.ts';
import { ImportLane } from '../import-lane.ts';
import type { Handlers } from '../router.ts';
import { Slots } from '../slots.ts';

/** The route by which events from elsewhere come in. */
export function importRoutes({
  journal,
  store,
  nowUs,
  maxImports = 4,
}: {
  readonly journal: Pick<Journal, 'append' | 'queued'>;
  readonly store: Pick<Store, 'get'>;
  readonly nowUs: () => number;
  /** How many at a time: each holds some megabytes. */
  readonly maxImports?: number | undefined;
}): Pick<Handlers, 'importEvents'> {
  const lane = new ImportLane({ journal, store });
  const imports = new Slots(maxImports, 'imports');
  return {
    importEvents: async ({ chunks, signal }) => {
      const leave = imports.take();
      try {
        return { json: await importLines(chunks, lane, { nowUs: nowUs(), signal }) };
      } finally {
        leave();
      }
    },
  };
}
