import { AppError } from './errors.ts';
import { CallSearch } from './index/call-search.ts';
import { Search } from './index/search.ts';
import type { Store } from './journal/store.ts';
import { Live } from './live/live.ts';
import type { Followed } from './live/place.ts';
import { openProjector, type Projector } from './projector/projector.ts';
import { openSqliteSearch } from './storage/sqlite/search.ts';

/** What finds events and calls, and follows them. */
export interface OpenIndex {
  readonly projector: Projector;
  readonly search: Search;
  readonly calls: CallSearch;
  readonly live: Readonly<Record<Followed, Live>>;
}

/**
 * Opens what finds events and follows them. It is derived from the journal: none of its troubles stops the receiver, but a journal that
 * cannot be read does.
 * @param options `onFatal`: the journal cannot be read. `onTrouble`: people should know, and everything else goes on
 * @throws {AppError} what opening the journal throws; `index_failed`
 */
export async function openIndex(
  directory: string,
  {
    onFatal,
    onTrouble,
    maxBodyBytes,
    store,
    nowUs,
  }: {
    readonly onFatal: (error: AppError) => void;
    readonly onTrouble: (error: AppError, message: string) => void;
    readonly maxBodyBytes: number;
    readonly store: Pick<Store, 'notePartialCalls'>;
    /** µs since 1970 UTC. */
    readonly nowUs: () => number;
  },
): Promise<OpenIndex> {
  const later: {
    engine?: Awaited<ReturnType<typeof openSqliteSearch>>;
    live?: OpenIndex['live'];
  } = {};
  const projector = await openProjector({
    directory,
    maxBodyBytes,
    onMatched: (of, events) => later.live?.[of].deliver(events),
    onPartial: (cursors) => {
      store.notePartialCalls(cursors).catch(() => undefined); // It is told again after the next start.
    },
    onTrouble: (code) => {
      const cause = Object.assign(new Error(code), { code });
      const error = new AppError('index_failed', 'The index cannot be written.', { cause });
      onTrouble(error, 'the index cannot be written; trying again');
    },
    search: () => later.engine,
  });
  void projector.failed.then((error) => {
    onTrouble(error, 'the index is no longer kept up until a restart; receiving goes on');
  });
  try {
    const engine = await openSqliteSearch(directory, () => {
      onTrouble(new AppError('index_failed', 'The index is damaged.'), 'making the index anew');
      projector.rebuild().catch(() => undefined); // The projector tells of what keeps it from that.
    });
    void engine.failed.then(onFatal);
    const caughtUp = (): Promise<void> => projector.caughtUp(indexWaitMs);
    const search = new Search(engine, caughtUp, nowUs);
    const calls = new CallSearch(engine, caughtUp, nowUs);
    const live = {
      events: new Live(projector.sourceOf('events'), search),
      calls: new Live(projector.sourceOf('calls'), calls),
    };
    Object.assign(later, { engine, live });
    return { projector, search, calls, live };
  } catch (error) {
    await projector.close();
    throw error;
  }
}

/** A question waits so long for the index to have what was stored before it. */
const indexWaitMs = 1_000;

/** A store whose deletions the projector hears of. */
export function deletingStore(
  store: Pick<Store, 'prune' | 'remove'>,
  projector: Pick<Projector, 'wake'>,
): Pick<Store, 'prune' | 'remove'> {
  const told = async (deleted: Promise<number>): Promise<number> => {
    const count = await deleted;
    if (count > 0) projector.wake();
    return count;
  };
  return {
    prune: (beforeUs, limit) => told(store.prune(beforeUs, limit)),
    remove: (cursors, reason) => told(store.remove(cursors, reason)),
  };
}
