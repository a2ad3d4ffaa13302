import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { toAppError, type AppError } from '../errors.ts';
import type { Cursor } from '../journal/event.ts';
import { maxPageBytes } from '../journal/store.ts';
import type { Source } from '../live/live.ts';
import type { Followed, MatchedEvent } from '../live/place.ts';
import { Signals } from '../threads/signals.ts';
import { ThreadChannel, workerUrl } from '../threads/thread-channel.ts';
import type { LagCounts } from './delivery-lag.ts';
import type { IndexStatus, ProjectorCalls, ProjectorNews } from './thread-contract.ts';

/** Fills the index and tells who waits for events, in a thread of its own. Its methods reject with `index_failed` and `index_closed`. */
export interface Projector {
  /** What tells of new events, or of calls that change. */
  sourceOf(of: Followed): Source;
  /** Resolves when its thread has died: searching and waiting end, receiving goes on. Never rejects. */
  readonly failed: Promise<AppError>;
  /** Says that more is stored. Costs next to nothing. */
  wake(): void;
  /** Resolves when what was stored before the call is in the index, or after `timeoutMs`. */
  caughtUp(timeoutMs: number): Promise<void>;
  /** How long events took to arrive, since the start. */
  deliveryLag(): Promise<LagCounts>;
  /** Begins to make a new index, unless one is being made. */
  rebuild(): Promise<IndexStatus>;
  status(): Promise<IndexStatus>;
  close(): Promise<void>;
}

/**
 * Starts the projector on a data directory whose journal is open.
 * @param options `maxBodyBytes`: of the largest request that is taken. `onPartial`: of calls that lost events the first that are left,
 *   which the journal should keep; what it does not keep is told again after the next start. `search`: who reads the index and must let go
 *   of it for a moment when a new one takes its place
 * @throws {AppError} what opening the journal throws; `index_failed`
 */
export async function openProjector(options: {
  readonly directory: string;
  readonly maxBodyBytes: number;
  readonly onMatched: (of: Followed, events: readonly MatchedEvent[]) => void;
  readonly onTrouble: (code: string) => void;
  readonly onPartial: (cursors: readonly Cursor[]) => void;
  readonly search: () => { release(): Promise<void>; open(): Promise<void> } | undefined;
}): Promise<Projector> {
  const signals = new Signals();
  const worker = new Worker(workerUrl('projector-thread', import.meta.url), {
    name: 'projector',
    resourceLimits: {
      maxYoungGenerationSizeMb: 8,
      maxOldGenerationSizeMb: heapMb(Math.max(maxPageBytes, options.maxBodyBytes)),
    },
  });
  /** Tries again until it is done: without it a damaged index stays in the way. @returns whether it is done, or nobody is left to do it */
  const tryReplaceIndex = async (): Promise<boolean> => {
    const search = options.search();
    try {
      await search?.release();
      await thread.call('replaceIndex', []);
      await search?.open();
      return true;
    } catch (error) {
      const { code } = toAppError(error);
      if (!isGone.has(code)) options.onTrouble(code);
      // Until the next try it asks what is there.
      await search?.open().catch(() => undefined);
      return isGone.has(code);
    }
  };
  const replaceIndex = async (): Promise<void> => {
    while (!(await tryReplaceIndex())) await setTimeout(retryMs, undefined, { ref: false });
  };
  let replacing = Promise.resolve();
  const thread = new ThreadChannel<ProjectorCalls, ProjectorNews>(
    worker,
    { name: 'The projector', closed: 'index_closed', failed: 'index_failed' },
    (news) => {
      switch (news.kind) {
        case 'matched':
          options.onMatched(news.of, news.events);
          return;
        case 'partial':
          options.onPartial(news.cursors);
          return;
        case 'trouble':
          options.onTrouble(news.code);
          return;
        case 'replace':
          // One after the other: who reads lets go and opens again in turns.
          replacing = replacing.then(replaceIndex).catch(() => {
            options.onTrouble('index_failed');
          });
      }
    },
  );
  try {
    await thread.call('open', [{ directory: options.directory, memory: signals.memory }]);
  } catch (error) {
    await thread.close();
    throw error;
  }
  return {
    failed: thread.failed,
    wake: () => {
      signals.wake();
    },
    caughtUp: (timeoutMs) => signals.caughtUpTo(signals.wakeCount, timeoutMs),
    sourceOf: (of) => ({
      subscribe: (id, filter) => thread.call('subscribe', [of, id, filter]),
      unsubscribe: (id) => {
        thread.call('unsubscribe', [of, id]).catch(() => undefined); // It is gone anyhow.
      },
      position: () => thread.call('position', [of]),
      head: () => thread.call('position', ['events']),
      placeOf: (cursor) => thread.call('placeOf', [cursor]),
      hasGapAfter: (cursor) => thread.call('hasGapAfter', [cursor]),
    }),
    rebuild: async () => {
      await thread.call('rebuild', []);
      return thread.call('status', []);
    },
    status: () => thread.call('status', []),
    deliveryLag: () => thread.call('deliveryLag', []),
    close: () => thread.close(),
  };
}

/**
 * It keeps some 30 MB, and what it reads at once takes up to a dozen times its size: decoded, as words, as JSON. It is given no more,
 * because V8 lets half of what it may have pile up before it cleans.
 */
function heapMb(bytesAtOnce: number): number {
  return 64 + 16 * Math.ceil(bytesAtOnce / 2 ** 20);
}

const retryMs = 1_000;

/** The thread of the projector or of the search is no more. */
const isGone: ReadonlySet<string> = new Set(['index_closed', 'index_failed', 'store_failed']);
