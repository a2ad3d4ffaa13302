import { join } from 'node:path';
import { CallSearch } from '../../src/index/call-search.ts';
import { Search } from '../../src/index/search.ts';
import { openProjector, type Projector } from '../../src/projector/projector.ts';
import { indexPath, removeIndex } from '../../src/storage/sqlite/index-file.ts';
import { openSqliteSearch } from '../../src/storage/sqlite/search.ts';
import { openSqliteStore, type SqliteStore } from '../../src/storage/sqlite/store.ts';
import { temporaryDirectory } from './program.ts';
import type { LastingSearchHarness } from './search-harness.ts';
import { until } from './until.ts';

/** The store, the projector and the search of one data directory, each with its threads. */
interface Opened {
  readonly store: SqliteStore;
  readonly projector: Projector;
  readonly engine: Awaited<ReturnType<typeof openSqliteSearch>>;
  readonly search: Search;
  readonly calls: CallSearch;
  readonly troubles: string[];
}

async function openAll(directory: string, nowUs: () => number): Promise<Opened> {
  const store = await openSqliteStore({ directory, synchronous: 'OFF', nowUs });
  const later: Partial<Opened> = {};
  const troubles: string[] = [];
  const projector = await openProjector({
    directory,
    maxBodyBytes: 1 << 20,
    onMatched: () => undefined,
    onPartial: (cursors) => void store.notePartialCalls(cursors),
    onTrouble: (code) => troubles.push(code),
    search: () => later.engine,
  });
  const engine = await openSqliteSearch(directory, () => troubles.push('damaged'));
  Object.assign(later, { engine });
  const caughtUp = (): Promise<void> => projector.caughtUp(1_000);
  const search = new Search(engine, caughtUp, nowUs);
  const calls = new CallSearch(engine, caughtUp, nowUs);
  return { store, projector, engine, search, calls, troubles };
}

async function closeAll({ store, projector, engine, troubles }: Opened): Promise<void> {
  await engine.close();
  await projector.close();
  await store.close();
  if (troubles.length > 0) throw new Error(`the index was in trouble: ${troubles.join(', ')}`);
}

/** A SQLite index in a directory of its own. */
export async function openSqliteHarness(
  nowUs: () => number = () => 0,
): Promise<LastingSearchHarness & { readonly projector: Projector }> {
  const temporary = temporaryDirectory();
  const directory = join(temporary.path, 'data');
  let opened = await openAll(directory, nowUs);
  const isBehind = async (): Promise<boolean> => {
    const { behind, rebuilding } = await opened.projector.status();
    return behind > 0 || rebuilding !== undefined;
  };
  return {
    get store() {
      return opened.store;
    },
    get projector() {
      return opened.projector;
    },
    get engine() {
      return opened.engine;
    },
    get search() {
      return opened.search;
    },
    get calls() {
      return opened.calls;
    },
    settle: async () => {
      opened.projector.wake();
      await opened.projector.caughtUp(20_000);
    },
    reopen: async () => {
      await closeAll(opened);
      opened = await openAll(directory, nowUs);
    },
    reopenWithoutIndex: async () => {
      await closeAll(opened);
      removeIndex(indexPath(directory));
      opened = await openAll(directory, nowUs);
    },
    rebuild: async () => {
      await opened.projector.rebuild();
      await until('the new index is in use', async () => !(await isBehind()));
    },
    [Symbol.asyncDispose]: async () => {
      await closeAll(opened);
      temporary[Symbol.dispose]();
    },
  };
}
