import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { startLoad, type Load } from './load.ts';
import type { Program } from './program.ts';
import { readMetric } from './read-metric.ts';
import { until } from './until.ts';

/** Holds the write lock of a journal, as a database tool of the operator may; released at the end of the block at the latest. */
export function lockDatabase(data: string): { release(): void; [Symbol.dispose](): void } {
  const db = new SqliteDatabase(join(data, 'ringlog.db'), { timeout: 5000 });
  db.exec('BEGIN IMMEDIATE');
  const release = (): void => {
    db.close();
  };
  return { release, [Symbol.dispose]: release };
}

/**
 * Sends events while the database is locked, and resolves when each of them is known to have been received and to wait: one or more that
 * begin a commit, which cannot end, and then so many behind them.
 */
export async function loadBehindLock(
  program: Pick<Program, 'ask' | 'receiverUrl'>,
  connections: number,
): Promise<readonly Load[]> {
  const { receiverUrl } = program;
  const send = (label: string, connections: number): Load =>
    startLoad({ receiverUrl, label, connections, requests: 1 });
  const loads: Load[] = [];
  await until('one waits behind a commit', async () => {
    loads.push(send(`first${loads.length}`, 1));
    return (await readMetric(program, 'ringlog_journal_queued')) > 0;
  });
  loads.push(send('behind', connections));
  await until(
    'all wait',
    async () => (await readMetric(program, 'ringlog_journal_queued')) >= connections + 1,
  );
  return loads;
}
