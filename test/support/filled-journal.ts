import { randomUUID } from 'node:crypto';
import { maxBatch } from '../../src/journal/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { eventTarget } from './call-events.ts';
import { someCapture } from './captures.ts';

/**
 * Makes a journal of so many events without the flushes, a minute apart for each hundred.
 * @param options of the n-th: when it is stored, and the target of its request
 */
export async function fillJournal(
  directory: string,
  count: number,
  options: {
    readonly storedAtUs?: (n: number) => number;
    readonly targetOf?: (n: number) => string;
  } = {},
): Promise<void> {
  const { storedAtUs = () => Date.now() * 1000, targetOf = eventTarget } = options;
  let n = 0;
  const store = await openSqliteStore({
    directory,
    synchronous: 'OFF',
    nowUs: () => storedAtUs(n),
  });
  try {
    while (n < count) {
      const size = Math.min(maxBatch, count - n);
      const first = n;
      const batch = Array.from({ length: size }, (_, i) =>
        someCapture({
          id: randomUUID(),
          receivedAtUs: anyTimeUs + Math.floor((first + i) / 100) * 60_000_000,
          head: `GET ${targetOf(first + i)} HTTP/1.1\r\nHost: somehost.com\r\n`,
        }),
      );
      await store.append(batch);
      n += size;
    }
  } finally {
    await store.close();
  }
}

const anyTimeUs = 1_700_000_000_000_000;
