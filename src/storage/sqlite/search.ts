import { Worker } from 'node:worker_threads';
import type { AppError } from '../../errors.ts';
import type { CallEngine } from '../../index/call-engine.ts';
import type { SearchEngine } from '../../index/search-engine.ts';
import { ThreadChannel, workerUrl } from '../../threads/thread-channel.ts';
import type { SearchCalls, SearchNews } from './search-contract.ts';

/**
 * Opens the index of a data directory for questions; the projector must have made it. They are answered in a thread of their own: a long
 * one delays others of its kind only.
 * @param onDamaged told each time the index turns out to be damaged: it should be made anew
 * @throws {AppError} `index_failed`, and what opening the journal throws
 */
export async function openSqliteSearch(
  directory: string,
  onDamaged: () => void,
): Promise<SearchEngine & CallEngine & { readonly failed: Promise<AppError> }> {
  const worker = new Worker(workerUrl('search-thread', import.meta.url), {
    name: 'search',
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const thread = new ThreadChannel<SearchCalls, SearchNews>(
    worker,
    { name: 'The search', closed: 'index_closed', failed: 'store_failed' },
    onDamaged,
  );
  let opened = thread.call('open', [directory]);
  await opened.catch(async (error: unknown) => {
    await thread.close();
    throw error;
  });
  const call: typeof thread.call = async (name, args) => {
    // It may have been let go while this waited.
    for (let seen: unknown; seen !== opened;) await (seen = opened);
    return thread.call(name, args);
  };
  let release: (() => void) | undefined;
  return {
    failed: thread.failed,
    select: (query) => call('select', [query]),
    list: (query) => call('list', [query]),
    matching: (filter, rows, isExact, nowUs) => call('matching', [filter, rows, isExact, nowUs]),
    show: (rows) => call('show', [rows]),
    findings: (rows) => call('findings', [rows]),
    nearest: (filter, rows, limit) => call('nearest', [filter, rows, limit]),
    cursors: (rows) => call('cursors', [rows]),
    histogram: (query) => call('histogram', [query]),
    facets: (rows) => call('facets', [rows]),
    senders: (limit) => call('senders', [limit]),
    duplicateOf: (cursor) => call('duplicateOf', [cursor]),
    selectCalls: (query) => call('selectCalls', [query]),
    matchingCalls: (filter, rows, nowUs, decided) =>
      call('matchingCalls', [filter, rows, nowUs, decided]),
    showCalls: (rows, nowUs) => call('showCalls', [rows, nowUs]),
    callFindings: (rows, nowUs) => call('callFindings', [rows, nowUs]),
    callNamed: (id) => call('callNamed', [id]),
    showCall: (row, nowUs) => call('showCall', [row, nowUs]),
    touchedCalls: (after, until) => call('touchedCalls', [after, until]),
    callFacets: (rows, nowUs) => call('callFacets', [rows, nowUs]),
    callHistogram: (query) => call('callHistogram', [query]),
    callCounts: (nowUs) => call('callCounts', [nowUs]),
    release: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      opened = promise;
      release = () => {
        resolve(undefined);
      };
      return thread.call('release', []);
    },
    open: async () => {
      try {
        await thread.call('open', [directory]);
      } finally {
        // Those who wait get an answer in any case.
        release?.();
      }
    },
    close: () => thread.close(),
  };
}
