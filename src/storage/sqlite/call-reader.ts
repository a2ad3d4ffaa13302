import type { CallSelection, SelectCallsQuery } from '../../index/call-engine.ts';
import type { Rows } from '../../index/search-engine.ts';
import type { CallFacts } from '../../query/call-facts.ts';
import { callCondition } from './call-condition.ts';
import { factColumns, toFacts, type FactRow } from './call-fact-row.ts';
import { formatCursor } from './cursor.ts';
import { longCallRows } from './index-file.ts';
import { jsonOf, type Bounds, type IndexReader } from './index-reader.ts';
import type { JournalFollower } from './journal-follower.ts';
import { tokenExpression } from './token-expression.ts';

/** Reads the calls of an index in the thread that calls it. A call's number (`row`) is that of its first event. */
export class CallReader {
  readonly #index: IndexReader;
  readonly #journal: JournalFollower;

  constructor(index: IndexReader, journal: JournalFollower) {
    this.#index = index;
    this.#journal = journal;
  }

  /** As `CallEngine.selectCalls`. */
  select(query: SelectCallsQuery): CallSelection {
    const { narrowing, order, after, before } = query;
    const wanted = {
      first: after === undefined ? 1 : this.#journal.seqOf(after) + 1,
      last: before === undefined ? Number.MAX_SAFE_INTEGER : this.#journal.seqOf(before) - 1,
    };
    const bounds = this.#index.callsWithinTimes(wanted, narrowing);
    const found =
      narrowing.tokens === undefined || order === 'oldest'
        ? this.#selectByFacts(query, bounds)
        : (this.#fewByFacts(query, bounds) ??
          this.#selectByTokens(query, bounds, tokenExpression(narrowing.tokens)));
    const { tag } = this.#journal;
    return {
      rows: Float64Array.from(found.rows),
      decided:
        found.decided && Float64Array.from(found.rows.filter((row) => found.decided?.has(row))),
      next: found.next,
      indexedTo: formatCursor(tag, this.#index.positionSeq()),
    };
  }

  /** Calls by what is kept of them. */
  #selectByFacts({ narrowing, order, limit, nowUs }: SelectCallsQuery, bounds: Bounds): Selected {
    const { sql, values } = callCondition(narrowing, nowUs);
    const rows = this.#index
      .statement<[Record<string, unknown>], number>(
        `SELECT row FROM call WHERE row BETWEEN CAST(@first AS INTEGER) AND CAST(@last AS INTEGER) ${sql}
         ORDER BY row ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT @limit`,
      )
      .pluck()
      .all({ ...values, ...bounds, limit });
    return { rows, next: rows.length < limit ? undefined : rows.at(-1) };
  }

  /** All calls by what is kept of them if they are few: going through all events with some tokens may take much longer. */
  #fewByFacts(query: SelectCallsQuery, bounds: Bounds): Selected | undefined {
    if (query.narrowing.terms.every(({ isNegated }) => isNegated)) return undefined;
    const found = this.#selectByFacts({ ...query, limit: Math.min(query.limit, fewCalls) }, bounds);
    return found.next === undefined ? found : undefined;
  }

  /**
   * Calls by the tokens of their events, the newest first: the events are gone through from the newest, and as no event of a call comes
   * before the one that numbers it, all calls down to the last event seen are then known. A page that goes on in the middle also looks at
   * the calls that were going on there, whatever their tokens.
   */
  #selectByTokens(query: SelectCallsQuery, bounds: Bounds, expression: string): Selected {
    const limit = query.limit * eventsACall;
    const matches = this.#index
      .statement<[Record<string, unknown>], TokenMatch>(
        `SELECT event.seq, event.call, event.is_cut AS isCut FROM token CROSS JOIN event ON event.seq = token.rowid
         WHERE token MATCH @expression
           AND token.rowid BETWEEN CAST(@first AS INTEGER) AND CAST(@last AS INTEGER)
         ORDER BY token.rowid DESC LIMIT @limit`,
      )
      .all({ expression, first: bounds.first, last: bounds.last, limit });
    const downTo = matches.length < limit ? bounds.first : (matches.at(-1)?.seq ?? bounds.first);
    const calls = new Set<number>();
    const decided = new Set<number>();
    for (const { call, isCut } of matches) {
      if (call === null) continue;
      calls.add(call);
      if (isCut === 0 && query.narrowing.isExact) decided.add(call);
    }
    for (const call of this.#goingOn(bounds, downTo)) calls.add(call);
    const rows = [...calls].filter((row) => row >= downTo && row <= bounds.last);
    rows.sort((a, b) => b - a);
    const { sql, values } = callCondition(query.narrowing, query.nowUs);
    return {
      rows: sql === '' ? rows : this.#those(rows, sql, values),
      decided,
      next: downTo > bounds.first ? downTo : undefined,
    };
  }

  /** Calls that began within these rows and have events beyond the last of them. */
  #goingOn({ last }: Bounds, downTo: number): number[] {
    if (last === Number.MAX_SAFE_INTEGER) return [];
    return this.#index
      .statement<[Record<string, unknown>], number>(
        `SELECT row FROM call
           WHERE row BETWEEN CAST(@near AS INTEGER) AND CAST(@last AS INTEGER) AND last > @last
         UNION SELECT row FROM call
           WHERE last - row > ${longCallRows} AND last > CAST(@last AS INTEGER)
             AND row BETWEEN CAST(@downTo AS INTEGER) AND CAST(@last AS INTEGER)`,
      )
      .pluck()
      .all({ last, downTo, near: Math.max(downTo, last - longCallRows) });
  }

  #those(rows: readonly number[], sql: string, values: Record<string, unknown>): number[] {
    return this.#index
      .statement<[Record<string, unknown>], number>(
        `SELECT call.row FROM json_each(@rows) AS wanted CROSS JOIN call ON call.row = wanted.value
         WHERE true ${sql} ORDER BY call.row DESC`,
      )
      .pluck()
      .all({ ...values, rows: jsonOf(rows) });
  }

  /** What filters ask of these calls; those that are gone are left out. */
  facts(rows: Rows, nowUs: number): ReadonlyMap<number, CallFacts & { readonly isFull: boolean }> {
    const each = this.#index.statement<[string], FactRow>(
      `SELECT ${factColumns} FROM json_each(?) AS wanted CROSS JOIN call ON call.row = wanted.value`,
    );
    return new Map(
      each
        .all(jsonOf(rows))
        .map((row) => [row.row, { ...toFacts(row, nowUs), isFull: row.is_full === 1 }]),
    );
  }

  /** What filters ask of the calls of these events; events of no call are left out. */
  factsOfEvents(seqs: Rows, nowUs: number): ReadonlyMap<number, CallFacts> {
    const each = this.#index.statement<[string], FactRow & { seq: number }>(
      `SELECT event.seq AS seq, ${factColumns} FROM json_each(?) AS wanted
       CROSS JOIN event ON event.seq = wanted.value CROSS JOIN call ON call.row = event.call`,
    );
    return new Map(each.all(jsonOf(seqs)).map((row) => [row.seq, toFacts(row, nowUs)]));
  }

  /** The numbers of the events of a call, in order. */
  seqsOf(row: number): Iterable<number> {
    return this.#index
      .statement<[number], number>('SELECT seq FROM event WHERE call = ? ORDER BY seq')
      .pluck()
      .iterate(row);
  }

  /** How many events a call has, and whether some were deleted. */
  sizeOf(row: number): { readonly count: number; readonly isPartial: boolean } | undefined {
    const found = this.#index
      .statement<[number], { count: number; is_partial: number }>(
        'SELECT count, is_partial FROM call WHERE row = ?',
      )
      .get(row);
    return found && { count: found.count, isPartial: found.is_partial === 1 };
  }

  /** The newest call. */
  newest(): number | undefined {
    return (
      this.#index.statement<[], number | null>('SELECT max(row) FROM call').pluck().get() ??
      undefined
    );
  }

  /** The call with this key, or the newest whose key begins so. */
  named(key: string, isBeginning: boolean): number | undefined {
    const sql = isBeginning
      ? 'SELECT max(row) FROM call WHERE id >= @key AND id < @end'
      : 'SELECT row FROM call WHERE id = @key';
    const values = isBeginning ? { key, end: `${key}\u{10ffff}` } : { key };
    return (
      this.#index.statement<[Record<string, unknown>], number | null>(sql).pluck().get(values) ??
      undefined
    );
  }

  /** The calls of the events between two numbers (the first exclusive), with the last event of each; and up to where it looked. */
  touched(
    after: number,
    until: number,
    limit: number,
  ): { readonly calls: readonly { row: number; last: number }[]; readonly at: number } {
    const known = Math.min(until, this.#index.positionSeq());
    if (known <= after) return { calls: [], at: after };
    const ends = this.#index
      .statement<[number, number, number], number>(
        'SELECT seq FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
      )
      .pluck()
      .all(after, known, limit);
    const at = ends.length < limit ? known : (ends.at(-1) ?? known);
    // The plus keeps the way in by the range: by the index of calls all of them would be gone through.
    const calls = this.#index
      .statement<[number, number], { row: number; last: number }>(
        `SELECT call AS row, max(seq) AS last FROM event
         WHERE seq > ? AND seq <= ? AND +call IS NOT NULL GROUP BY call ORDER BY last`,
      )
      .all(after, at);
    return { calls, at };
  }
}

interface Selected {
  readonly rows: readonly number[];
  /** Those of the rows, and perhaps others, of which the tokens of an event say that the terms about events hold. */
  readonly decided?: ReadonlySet<number>;
  /** Only calls before this one are left. */
  readonly next: number | undefined;
}

interface TokenMatch {
  readonly seq: number;
  readonly call: number | null;
  readonly isCut: number;
}

/** Reading their events takes a few hundredths of a second. */
const fewCalls = 100;

/** Events asked for to find a call: about as many as usual calls have. */
const eventsACall = 6;
