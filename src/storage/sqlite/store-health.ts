import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import type { StoreHealth } from '../../journal/store.ts';
import { sqliteVersion } from './connection.ts';
import type { EventRows } from './event-rows.ts';

/** Reads the health of a journal in a few steps, however many events it has. */
export class StoreHealthReader {
  readonly #path: string;
  readonly #engine: string;
  readonly #journalId: string;
  readonly #ends: Statement<[], Ends>;

  constructor(db: Database, rows: EventRows, path: string) {
    this.#path = path;
    this.#engine = `sqlite ${sqliteVersion(db)}`;
    this.#journalId = rows.journalId;
    const end = (which: 'min' | 'max'): string =>
      `(SELECT stored_at_us FROM event WHERE seq = (SELECT ${which}(seq) FROM event))`;
    // Numbers are given without holes and only the oldest events are deleted, so the ends tell the count exactly.
    this.#ends = db.prepare(
      `SELECT ifnull((SELECT max(seq) FROM event) - (SELECT min(seq) FROM event) + 1, 0) AS events,
         ${end('min')} AS oldest_us, ${end('max')} AS newest_us`,
    );
  }

  read(): StoreHealth {
    const ends = this.#ends.get();
    const disk = statfsSync(dirname(this.#path));
    return {
      engine: this.#engine,
      journalId: this.#journalId,
      events: ends?.events ?? 0,
      ...(ends?.oldest_us == null ? {} : { oldestStoredAtUs: ends.oldest_us }),
      ...(ends?.newest_us == null ? {} : { newestStoredAtUs: ends.newest_us }),
      sizeBytes: ['', '-wal', '-shm'].reduce((sum, end) => sum + sizeOf(this.#path + end), 0),
      freeBytes: disk.bavail * disk.bsize,
    };
  }
}

interface Ends {
  readonly events: number;
  readonly oldest_us: number | null;
  readonly newest_us: number | null;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
