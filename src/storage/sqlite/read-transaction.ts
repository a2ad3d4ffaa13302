import type { Database } from 'better-sqlite3';

/**
 * A function that runs several reads of a connection as one transaction: they see the same state, locks are taken once, and pages that one
 * of them has read are still there for the next, although others write meanwhile. It does not work within itself.
 */
export function readTransaction(db: Database): <T>(work: () => T) => T {
  const begin = db.prepare('BEGIN');
  const end = db.prepare('COMMIT');
  return (work) => {
    begin.run();
    try {
      return work();
    } finally {
      // Some errors have ended it.
      if (db.inTransaction) end.run();
    }
  };
}
