import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { Capture } from '../../journal/capture.ts';
import type { Cursor, Event } from '../../journal/event.ts';
import type { Fact, FactKind, StoredFact } from '../../journal/fact.ts';
import { maxBatch, maxPage, type Store, type StoreHealth } from '../../journal/store.ts';
import { ThreadChannel, workerUrl } from '../../threads/thread-channel.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { packCaptures } from './packed-captures.ts';
import { unpackEvents } from './packed-events.ts';
import type { ReaderCalls } from './reader-thread.ts';
import type { WriterCalls } from './writer-thread.ts';

/**
 * Opens the journal in a data directory, made anew if there is none, and holds the directory until it is closed.
 * @throws {AppError} `data_unusable`, `data_in_use`, `data_damaged`, `data_newer`, `store_failed`
 */
export async function openSqliteStore(options: {
  directory: string;
  /** How long a write waits for a lock that another program holds on the database; then `store_busy`. Default 10 s. */
  busyTimeoutMs?: number;
  /** Only tests pass `OFF`, to be spared the flushes: acknowledged events would not survive a power cut. */
  synchronous?: 'FULL' | 'OFF';
  /** The clock for `storedAtUs` and for the facts of deletions. */
  nowUs?: () => number;
}): Promise<SqliteStore> {
  const { directory, busyTimeoutMs = 10_000, synchronous = 'FULL' } = options;
  await prepareDataDirectory(directory);
  const writer = startThread<WriterCalls>('writer-thread');
  const reader = startThread<ReaderCalls>('reader-thread');
  try {
    await writer.call('open', [{ directory, busyTimeoutMs, synchronous }]);
    await reader.call('open', [directory]);
  } catch (error) {
    await Promise.allSettled([reader.close(), writer.close()]);
    throw error;
  }
  return new SqliteStore(writer, reader, options.nowUs ?? (() => Date.now() * 1000));
}

/**
 * A journal in SQLite. Writes go to one thread with the only connection that can write, reads to another one: so a commit never waits for
 * a query, a query never for a flush, and the main thread for neither.
 */
export class SqliteStore implements Store {
  readonly #writer: ThreadChannel<WriterCalls>;
  readonly #reader: ThreadChannel<ReaderCalls>;
  readonly #nowUs: () => number;
  readonly failed: Promise<AppError>;

  constructor(
    writer: ThreadChannel<WriterCalls>,
    reader: ThreadChannel<ReaderCalls>,
    nowUs: () => number,
  ) {
    this.#writer = writer;
    this.#reader = reader;
    this.#nowUs = nowUs;
    this.failed = Promise.race([writer.failed, reader.failed]);
  }

  async append(batch: readonly Capture[]): Promise<readonly Cursor[]> {
    atMost(maxBatch, batch);
    const packed = packCaptures(batch);
    return this.#writer.call('append', [packed, this.#nowUs()], [packed.bytes]);
  }

  async get(
    keys: { ids: readonly string[] } | { cursors: readonly Cursor[] },
  ): Promise<readonly Event[]> {
    atMost(maxPage, 'ids' in keys ? keys.ids : keys.cursors);
    return unpackEvents(await this.#reader.call('get', [keys]));
  }

  async since(cursor: Cursor, limit: number): Promise<readonly Event[]> {
    return unpackEvents(await this.#reader.call('since', [cursor, limit]));
  }

  async before(cursor: Cursor | undefined, limit: number): Promise<readonly Event[]> {
    return unpackEvents(await this.#reader.call('before', [cursor, limit]));
  }

  head(): Promise<Cursor> {
    return this.#reader.call('head', []);
  }

  prune(beforeUs: number, limit: number): Promise<number> {
    return this.#writer.call('prune', [beforeUs, limit, this.#nowUs()]);
  }

  async remove(cursors: readonly Cursor[], reason: string): Promise<number> {
    atMost(maxPage, cursors);
    return this.#writer.call('remove', [cursors, reason, this.#nowUs()]);
  }

  note(facts: readonly Fact[]): Promise<void> {
    // Bytes of their own: a view into a pool would be sent with the whole pool.
    const own = facts.map((fact) =>
      fact.bytes ? { ...fact, bytes: new Uint8Array(fact.bytes) } : fact,
    );
    return this.#writer.call('note', [own]);
  }

  async notePartialCalls(cursors: readonly Cursor[]): Promise<void> {
    atMost(maxPage, cursors);
    return this.#writer.call('notePartialCalls', [cursors]);
  }

  facts(query: {
    kind?: FactKind;
    beforeSeq?: number;
    limit: number;
  }): Promise<readonly StoredFact[]> {
    return this.#reader.call('facts', [query]);
  }

  health(): Promise<StoreHealth> {
    return this.#reader.call('health', []);
  }

  async close(): Promise<void> {
    // The reader first: only the last connection to go can put the files in order. The writer goes even if the reader has died.
    const closed = [await settled(this.#reader.close()), await settled(this.#writer.close())];
    const failed = closed.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What a thread makes lives for one call: a small nursery is swept in no time, and a large one would only fill memory. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

function startThread<C extends ReaderCalls | WriterCalls>(
  name: 'reader-thread' | 'writer-thread',
): ThreadChannel<C> {
  return new ThreadChannel<C>(
    new Worker(workerUrl(name, import.meta.url), { name, resourceLimits }),
    { name: 'A thread of the store', closed: 'store_closed', failed: 'store_failed' },
  );
}

function atMost(limit: number, items: readonly unknown[]): void {
  if (items.length > limit)
    throw new AppError('internal', `${items.length} items at once; at most ${limit} are allowed.`);
}

async function settled(promise: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
