import type { Database, Statement } from 'better-sqlite3';
import type { Cursor } from '../../journal/event.ts';
import { maxPage, maxPageBytes } from '../../journal/store.ts';
import { parseCursor, requireCursor, tagOf } from './cursor.ts';
import { parseEventId } from './event-id.ts';

/** A row of table `event`. */
export interface EventRow {
  readonly seq: number;
  /** In 32 small hex digits: a buffer for it would cost a fifth of reading the row. */
  readonly id: string;
  readonly received_at_us: number;
  readonly stored_at_us: number;
  readonly peer: string;
  readonly forwarded_peer: string | null;
  readonly origin: number;
  readonly status: number;
  readonly head: Buffer;
  readonly body: Buffer | null;
}

/** Reads table `event` over any connection: pages by sequence number, never by counting rows. */
export class EventRows {
  readonly journalId: string;
  readonly tag: string;
  readonly #after: Statement<[number, number], EventRow>;
  readonly #before: Statement<[number, number], EventRow>;
  readonly #byId: Statement<[Buffer], EventRow>;
  readonly #bySeq: Statement<[number], EventRow>;
  readonly #headSeq: Statement<[], number>;

  constructor(db: Database) {
    this.journalId = String(
      db.prepare("SELECT value FROM meta WHERE name = 'journal_id'").pluck().get(),
    );
    this.tag = tagOf(this.journalId);
    const select = `SELECT seq, lower(hex(id)) AS id, received_at_us, stored_at_us, peer, forwarded_peer, origin, status, head, body FROM event`;
    this.#after = db.prepare(`${select} WHERE seq > ? ORDER BY seq LIMIT ?`);
    this.#before = db.prepare(`${select} WHERE seq < ? ORDER BY seq DESC LIMIT ?`);
    this.#byId = db.prepare(`${select} WHERE id = ?`);
    this.#bySeq = db.prepare(`${select} WHERE seq = ?`);
    // The high-water mark remembers what was deleted; it is only written then.
    this.#headSeq = db
      .prepare<[], number>(
        `SELECT max(value, ifnull((SELECT max(seq) FROM event), 0)) FROM meta WHERE name = 'high_water'`,
      )
      .pluck();
  }

  /** The newest sequence number ever given; 0 in a new journal. */
  headSeq(): number {
    return this.#headSeq.get() ?? 0;
  }

  /** As `Store.since`. */
  since(cursor: Cursor, limit: number): EventRow[] {
    const seq = requireCursor(this.tag, cursor, this.headSeq());
    return page(this.#after.iterate(seq, clamp(limit)));
  }

  /** As `Store.before`. */
  before(cursor: Cursor | undefined, limit: number): EventRow[] {
    const seq =
      cursor === undefined
        ? Number.MAX_SAFE_INTEGER
        : requireCursor(this.tag, cursor, this.headSeq());
    return page(this.#before.iterate(seq, clamp(limit)));
  }

  /** As `Store.get`. */
  get(keys: { ids: readonly string[] } | { cursors: readonly Cursor[] }): EventRow[] {
    const rows =
      'ids' in keys
        ? keys.ids.map((id) => this.#rowById(id))
        : keys.cursors.map((cursor) => this.#rowByCursor(cursor));
    return rows.filter((row) => row !== undefined);
  }

  #rowById(id: string): EventRow | undefined {
    const bytes = parseEventId(id);
    return bytes && this.#byId.get(bytes);
  }

  #rowByCursor(cursor: Cursor): EventRow | undefined {
    const parsed = parseCursor(this.tag, cursor);
    return 'seq' in parsed ? this.#bySeq.get(parsed.seq) : undefined;
  }
}

function clamp(limit: number): number {
  return Math.max(0, Math.min(limit, maxPage));
}

/** Takes rows until one more would make the page too large; the first is always taken. */
function page(rows: Iterable<EventRow>): EventRow[] {
  const taken: EventRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += row.head.length + (row.body?.length ?? 0);
    if (bytes > maxPageBytes && taken.length > 0) break;
    taken.push(row);
  }
  return taken;
}
