import type { Database, Statement } from 'better-sqlite3';
import type { IndexEntry } from '../../index/index-entry.ts';
import { slotOf, slotUs } from './index-slots.ts';

/**
 * How many events of each type every extension sent under which myid by which method, and when the newest came, as `sender` keeps it in an
 * index that is being written. Runs inside the caller's transactions: `write` ends what `count` and `remove` began.
 */
export class SenderTable {
  readonly #find: Statement<SenderKey, { id: number }>;
  readonly #insert: Statement<SenderKey>;
  readonly #more: Statement<[Added & { id: number }]>;
  readonly #less: Statement<[number, number], { last_us: number }>;
  readonly #removeEmpty: Statement<[number]>;
  readonly #range: Statement<[number, number], { first: number | null; last: number | null }>;
  readonly #newest: Statement<[NewestQuery], { id: number; lastUs: number; last: number }>;
  readonly #setLast: Statement<[number, number, number]>;
  /** The numbers of rows by their keys: events have the same few. */
  #ids = new Map<string, number>();
  #added = new Map<number, Added>();
  #removed = new Map<number, Removed>();

  constructor(db: Database) {
    this.#find = db.prepare(
      'SELECT id FROM sender WHERE ext = ? AND ext_id = ? AND myid = ? AND type = ? AND method = ?',
    );
    this.#insert = db.prepare(
      'INSERT INTO sender (ext, ext_id, myid, type, method, count, last_us, last) VALUES (?, ?, ?, ?, ?, 0, 0, 0)',
    );
    this.#more = db.prepare(
      `UPDATE sender SET count = count + @count, last = iif(@lastUs >= last_us, @last, last),
       last_us = max(last_us, @lastUs) WHERE id = @id`,
    );
    this.#less = db.prepare(
      'UPDATE sender SET count = count - ? WHERE id = ? RETURNING CAST(last_us AS INTEGER) AS last_us',
    );
    this.#removeEmpty = db.prepare('DELETE FROM sender WHERE id = ? AND count <= 0');
    this.#range = db.prepare(
      'SELECT min(first) AS first, max(last) AS last FROM slot WHERE slot BETWEEN ? AND ?',
    );
    this.#newest = db.prepare(
      `WITH newest AS (
         SELECT sender, max(at_us) AS at_us FROM event
         WHERE seq BETWEEN CAST(@first AS INTEGER) AND CAST(@last AS INTEGER) AND at_us >= @fromUs
           AND sender IN (SELECT value FROM json_each(@ids)) GROUP BY sender
       )
       SELECT sender AS id, at_us AS lastUs, max(seq) AS last FROM event JOIN newest USING (sender, at_us)
       WHERE seq BETWEEN CAST(@first AS INTEGER) AND CAST(@last AS INTEGER) GROUP BY sender`,
    );
    this.#setLast = db.prepare('UPDATE sender SET last_us = ?, last = ? WHERE id = ?');
  }

  /** Counts an event. @returns the number of its sender's row */
  count(entry: Counted, seq: number): number {
    const { sender, myid, type, method, receivedAtUs: atUs } = entry;
    const key = `${sender.extension}\0${sender.extensionId}\0${myid}\0${type}\0${method}`;
    const id =
      this.#ids.get(key) ??
      this.#open(key, [sender.extension, sender.extensionId, myid, type, method]);
    const added = this.#added.get(id);
    if (!added) this.#added.set(id, { count: 1, lastUs: atUs, last: seq });
    else {
      added.count++;
      if (atUs >= added.lastUs) [added.lastUs, added.last] = [atUs, seq];
    }
    return id;
  }

  #open(key: string, values: SenderKey): number {
    const id = this.#find.get(...values)?.id ?? Number(this.#insert.run(...values).lastInsertRowid);
    if (this.#ids.size >= maxKnown) this.#ids.clear();
    this.#ids.set(key, id);
    return id;
  }

  /** Takes events out again, which are gone from `event`. */
  remove(events: readonly { readonly at_us: number; readonly sender: number }[]): void {
    for (const { at_us: atUs, sender } of events) {
      const removed = this.#removed.get(sender);
      if (!removed) this.#removed.set(sender, { count: 1, newestUs: atUs });
      else {
        removed.count++;
        removed.newestUs = Math.max(removed.newestUs, atUs);
      }
    }
  }

  write(): void {
    for (const [id, added] of this.#added) this.#more.run({ ...added, id });
    this.#added.clear();
    if (this.#removed.size > 0) this.#writeRemoved();
  }

  #writeRemoved(): void {
    const doubtful = new Map<number, number>();
    for (const [id, { count, newestUs }] of this.#removed) {
      const lastUs = this.#less.get(count, id)?.last_us;
      const isEmpty = this.#removeEmpty.run(id).changes > 0;
      if (!isEmpty && lastUs !== undefined && newestUs >= lastUs) doubtful.set(id, lastUs);
    }
    this.#removed.clear();
    this.#ids.clear(); // Rows may have gone.
    if (doubtful.size > 0) this.#findLast(doubtful);
  }

  /**
   * Looks for the newest event of those whose newest one is gone: mostly it came just before; else farther and farther back, for all at once.
   * @param doubtful when the newest one came that was known, by row
   */
  #findLast(doubtful: Map<number, number>): void {
    const times = [...doubtful.values()];
    const [oldest, newest] = [slotOf(Math.min(...times)), slotOf(Math.max(...times))];
    for (const slots of stepsBack) {
      if (doubtful.size === 0) return;
      const from = Math.max(0, oldest - slots);
      const range = this.#range.get(from, newest);
      if (range?.first == null || range.last === null) continue;
      const ids = JSON.stringify([...doubtful.keys()]);
      const { first, last } = range;
      for (const found of this.#newest.all({ first, last, fromUs: from * slotUs, ids })) {
        this.#setLast.run(found.lastUs, found.last, found.id);
        doubtful.delete(found.id);
      }
    }
  }

  /** Forgets what was counted and not written, and what a transaction that failed had begun. */
  clear(): void {
    this.#ids.clear();
    this.#added.clear();
    this.#removed.clear();
  }
}

/** More than a PBX has; of made-up ones no more are remembered. */
const maxKnown = 10_000;
/** Five minutes, an hour, ever. */
const stepsBack = [1, 12, Infinity];

type Counted = Pick<IndexEntry, 'sender' | 'myid' | 'type' | 'method' | 'receivedAtUs'>;
type SenderKey = [ext: string, extId: string, myid: string, type: string, method: string];

interface Added {
  count: number;
  lastUs: number;
  last: number;
}

interface Removed {
  count: number;
  newestUs: number;
}

interface NewestQuery {
  readonly first: number;
  readonly last: number;
  readonly fromUs: number;
  /** JSON. */
  readonly ids: string;
}
