import type { Database, Statement } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import {
  maxRows,
  type Facets,
  type Rows,
  type SelectQuery,
  type Selection,
} from '../../index/search-engine.ts';
import { formatCursor } from './cursor.ts';
import { countedFacets } from './counted-facets.ts';
import { openIndexToRead } from './index-file.ts';
import { slotOf } from './index-slots.ts';
import type { JournalFollower } from './journal-follower.ts';
import { readTransaction } from './read-transaction.ts';
import { tokenExpression } from './token-expression.ts';

/** Reads the index in the thread that calls it. Numbers of rows are the journal's. */
export class IndexReader {
  readonly db: Database;
  /** Runs several reads as one: see `readTransaction`. */
  readonly atOnce: ReturnType<typeof readTransaction>;
  readonly #journal: JournalFollower;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, journal: JournalFollower) {
    this.db = openIndexToRead(path);
    this.atOnce = readTransaction(this.db);
    this.#journal = journal;
  }

  /** A statement by its text: compiling one costs more than running it. The texts are few, but for filters of many terms. */
  statement<P extends unknown[], R>(sql: string): Statement<P, R> {
    if (this.#statements.size > maxStatements) this.#statements.clear();
    const statement = this.#statements.get(sql) ?? this.db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement as unknown as Statement<P, R>; // The caller knows what its text asks and gives.
  }

  /** The newest event in it. */
  positionSeq(): number {
    const sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'position'";
    return this.statement<[], number>(sql).pluck().get() ?? 0;
  }

  /** As `SearchEngine.select`. */
  select(query: SelectQuery): Selection {
    const { narrowing, order, limit } = query;
    const position = this.positionSeq();
    const until = query.until === undefined ? undefined : this.#journal.seqOf(query.until);
    const wanted = this.#boundsOf(query, until);
    const bounds = this.withinTimes(wanted, narrowing);
    const hasTimes = narrowing.fromUs !== undefined || narrowing.untilUs !== undefined;
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const { tokens } = narrowing;
    const source = tokens ? 'token.rowid AS seq FROM token' : 'seq FROM event';
    const join = tokens && hasTimes ? 'CROSS JOIN event ON event.seq = token.rowid' : '';
    // Numbers are bound as REAL, and by those FTS5 does not narrow: without the casts it would go through all rows beyond the bounds.
    const rows = this.statement<[Record<string, unknown>], number>(
      `SELECT ${source} ${join}
       WHERE ${tokens ? 'token MATCH @expression AND token.rowid' : 'seq'}
         BETWEEN CAST(@first AS INTEGER) AND CAST(@last AS INTEGER)
       ${hasTimes ? 'AND event.at_us >= @fromUs AND event.at_us < @untilUs' : ''}
       ORDER BY ${tokens ? 'token.rowid' : 'seq'} ${direction} LIMIT @limit`,
    )
      .pluck()
      .all({
        ...(tokens ? { expression: tokenExpression(tokens) } : {}),
        ...(hasTimes
          ? { fromUs: narrowing.fromUs ?? 0, untilUs: narrowing.untilUs ?? Number.MAX_SAFE_INTEGER }
          : {}),
        ...bounds,
        limit: Math.min(limit, maxRows),
      });
    return {
      rows: Float64Array.from(rows),
      indexedTo: formatCursor(this.#journal.tag, position),
      isCovered: until === undefined || until <= position,
    };
  }

  #boundsOf({ after, before }: SelectQuery, until: number | undefined): Bounds {
    return {
      first: after === undefined ? 1 : this.#journal.seqOf(after) + 1,
      last: Math.min(
        before === undefined ? Number.MAX_SAFE_INTEGER : this.#journal.seqOf(before) - 1,
        until ?? Number.MAX_SAFE_INTEGER,
      ),
    };
  }

  /** Narrows to the rows whose stretches of time the times touch. */
  withinTimes(
    bounds: Bounds,
    times: { readonly fromUs?: number; readonly untilUs?: number },
  ): Bounds {
    const { fromUs, untilUs } = times;
    if (fromUs === undefined && untilUs === undefined) return bounds;
    const range = this.rangeOf(fromUs ?? 0, untilUs ?? Number.MAX_SAFE_INTEGER);
    return {
      first: Math.max(bounds.first, range.first),
      last: Math.min(bounds.last, range.last),
    };
  }

  /**
   * Narrows to the rows that may number a call which began between the times. All events of a call are received when it began or later, but
   * not always in that order: so the one that numbers it may be received after the end of the times, and is then stored before the one that
   * began it.
   */
  callsWithinTimes(
    bounds: Bounds,
    { fromUs, untilUs }: { readonly fromUs?: number; readonly untilUs?: number },
  ): Bounds {
    const { first, last } = fromUs === undefined ? bounds : this.withinTimes(bounds, { fromUs });
    if (untilUs === undefined) return { first, last };
    return { first, last: this.withinTimes({ first, last }, { untilUs }).last };
  }

  /** The rows among which all events between these times are, and how many there are at most. */
  rangeOf(fromUs: number, untilUs: number): Bounds & { readonly count: number } {
    const found = this.statement<[number, number], Bounds & { count: number }>(
      'SELECT ifnull(min(first), 1) AS first, ifnull(max(last), 0) AS last, ifnull(sum(count), 0) AS count FROM slot WHERE slot BETWEEN ? AND ?',
    ).get(slotOf(fromUs), slotOf(untilUs - 1));
    return found ?? { first: 1, last: 0, count: 0 };
  }

  /** Those of the rows of which the index does not have all tokens. */
  cutRows(rows: Rows): ReadonlySet<number> {
    const [one, other] = [rows[0] ?? 0, rows.at(-1) ?? 0];
    return new Set(
      this.statement<[number, number], number>(
        'SELECT seq FROM event WHERE is_cut = 1 AND seq BETWEEN ? AND ?',
      )
        .pluck()
        .all(Math.min(one, other), Math.max(one, other)),
    );
  }

  /** As `SearchEngine.facets`. */
  facets(rows: Rows): Facets {
    // One statement, one text a row: ten thousand statements would take five times as long, six columns twice.
    const each = this.statement<[string], string>(
      `SELECT event.type || char(0) || myid || char(0) || ifnull(status, '') || char(0) || method
         || char(0) || origin || char(0) || ifnull(findings, '') || char(0) || ifnull(ext, '')
       FROM json_each(?) AS row CROSS JOIN event ON event.seq = row.value`,
    ).pluck();
    const kinds = new Map<string, number>();
    for (const kind of each.iterate(jsonOf(rows))) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return countedFacets(kinds);
  }

  /** The number of the first equal request in the day before the event with that number. */
  duplicateOf(seq: number): number | undefined {
    const row = this.statement<[number], { at_us: number; fingerprint: Buffer }>(
      'SELECT at_us, fingerprint FROM event WHERE seq = ?',
    ).get(seq);
    if (!row) return undefined;
    const { at_us: atUs, fingerprint } = row;
    // Nearly always it is the only one; that costs a fifth of looking for the first in a day. With ORDER BY it would be as much again.
    const equal = this.statement<[Buffer], { seq: number; at_us: number }>(
      `SELECT seq, at_us FROM event WHERE fingerprint = ? LIMIT ${fewTwins}`,
    ).all(fingerprint);
    if (equal.length === fewTwins) return this.#firstTwin(seq, atUs);
    const before = equal.filter((other) => other.seq < seq && isWithinDay(other.at_us, atUs));
    return before.length === 0 ? undefined : Math.min(...before.map((other) => other.seq));
  }

  /** What is older is stepped over by its stretches of time: of a probe that comes each second there are millions, and all are equal. */
  #firstTwin(seq: number, atUs: number): number | undefined {
    const { first } = this.rangeOf(atUs - dayUs, atUs + dayUs + 1);
    // Cast, for by a REAL the index would be gone through from its beginning.
    return this.statement<[{ seq: number; first: number; dayUs: number }], number>(
      `SELECT other.seq FROM event AS this JOIN event AS other ON other.fingerprint = this.fingerprint
       WHERE this.seq = @seq AND other.seq >= CAST(@first AS INTEGER) AND other.seq < CAST(@seq AS INTEGER)
         AND other.at_us BETWEEN this.at_us - @dayUs AND this.at_us + @dayUs
       ORDER BY other.seq LIMIT 1`,
    )
      .pluck()
      .get({ seq, first, dayUs });
  }

  close(): void {
    this.db.close();
  }
}

const maxStatements = 200;
const dayUs = 86_400_000_000;
/** Fewer equal requests are looked at one by one. */
const fewTwins = 8;

function isWithinDay(oneUs: number, otherUs: number): boolean {
  return Math.abs(oneUs - otherUs) <= dayUs;
}

export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** For `json_each`: how a statement is given many numbers. */
export function jsonOf(rows: Rows | readonly number[]): string {
  return `[${rows.join(',')}]`;
}

/** What a failed read of the index means. */
export function toIndexError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  return new AppError('index_failed', 'The index cannot be read; it is being made anew.', {
    cause: error,
  });
}
