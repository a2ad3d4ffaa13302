import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { isBusy, toOpenError } from './sqlite-error.ts';

/**
 * Holds the data directory for this process: an exclusive lock on a file of its own, which nobody else ever locks, so that a lock on the
 * database by a backup or a database tool is not taken for a second Ringlog. The kernel lets go of it however the process ends.
 * @returns how to let go
 * @throws {AppError} `data_in_use` if another one holds it
 */
export function lockInstance(directory: string): () => void {
  const path = join(directory, 'ringlog.lock');
  try {
    const db = new SqliteDatabase(path, { timeout: 0 });
    try {
      // Nothing is ever written, so there is nothing to roll back.
      db.pragma('journal_mode = MEMORY');
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      throw error;
    }
    return () => db.close();
  } catch (error) {
    if (isBusy(error))
      throw new AppError(
        'data_in_use',
        `Another Ringlog runs on ${directory}. Stop it, or give this one a data directory of its own.`,
        { cause: error },
      );
    throw toOpenError(error, path);
  }
}
