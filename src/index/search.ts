import type { Cursor } from '../journal/event.ts';
import type { Filter } from '../query/filter.ts';
import { isTelling } from '../query/match.ts';
import { narrow } from '../query/narrow.ts';
import {
  maxRows,
  type NearMiss,
  type Rows,
  type SearchEngine,
  type ShownRow,
} from './search-engine.ts';
import { maxStep, rowsAtOnce, stepsOf } from './search-steps.ts';
import type { SenderCounts } from './sender-counts.ts';

/** Where to look, and how far. */
export interface Range {
  readonly order: 'newest' | 'oldest';
  /** Only events beyond these, exclusive. */
  readonly after?: Cursor | undefined;
  readonly before?: Cursor | undefined;
  readonly limit: number;
  /** Rows to look at before it stops and says so. */
  readonly maxRead?: number;
}

export interface Found {
  readonly rows: Rows;
  /** Where to go on in the same order; absent when there is no more. */
  readonly next?: Cursor;
  /** The number of the event at `next`. */
  readonly nextRow?: number;
  /** It stopped here after `maxRead` rows, with fewer than `limit` found. */
  readonly scannedTo?: Cursor;
  readonly indexedTo: Cursor;
}

export interface Page {
  readonly events: readonly ShownRow[];
  readonly next?: Cursor;
  readonly scannedTo?: Cursor;
  readonly indexedTo: Cursor;
}

/** Long questions, made of the engine's short ones: between two of them others get their turn, and who does not ask on costs nothing. */
export class Search {
  readonly engine: SearchEngine;
  readonly #caughtUp: () => Promise<void>;
  readonly #nowUs: () => number;

  /** @param caughtUp resolves when the index has what was stored before the call, or after a second */
  constructor(engine: SearchEngine, caughtUp: () => Promise<void>, nowUs: () => number) {
    this.engine = engine;
    this.#caughtUp = caughtUp;
    this.#nowUs = nowUs;
  }

  /** As the engine gives them. @throws {AppError} what the engine throws */
  async senders(limit: number): Promise<SenderCounts> {
    await this.#caughtUp();
    return this.engine.senders(limit);
  }

  /** A page of matching events as JSON. @throws {AppError} `bad_cursor`, and what the engine throws */
  async page(filter: Filter, range: Range): Promise<Page> {
    const { rows, indexedTo, next, scannedTo } = await this.find(filter, range);
    const events = await this.engine.show(rows);
    const last = events.at(-1);
    // Large events fill a page early; but those at its end may also be gone by now.
    if (last !== undefined && last.row !== rows.at(-1))
      return { events, indexedTo, next: last.cursor };
    return { events, indexedTo, ...(next && { next }), ...(scannedTo && { scannedTo }) };
  }

  /** Matching rows, at most `limit`. @throws {AppError} `bad_cursor`, and what the engine throws */
  async find(filter: Filter, range: Range): Promise<Found> {
    await this.#caughtUp();
    const { limit, maxRead = maxRows } = range;
    const found: number[] = [];
    let read = 0;
    let at = range.order === 'newest' ? range.before : range.after;
    let indexedTo: Cursor = '';
    for (const step of stepsOf(filter, range)) {
      const { narrowing, isLast } = step;
      for (let size = step.size; ; size = Math.min(size * growth, maxStep)) {
        const wanted = Math.min(size, maxRead - read);
        const selection = await this.engine.select({
          ...boundsOf(range, at),
          narrowing,
          limit: wanted,
        });
        const { rows } = selection;
        indexedTo = selection.indexedTo;
        // In smaller parts while there is hope to be done before the last of them.
        const partSize = isLast ? partSizeOf(narrowing.isExact) : recentAtOnce;
        let looked = 0;
        while (looked < rows.length && found.length <= limit) {
          const part = rows.slice(looked, looked + partSize);
          const seen = await this.engine.matching(filter, part, narrowing.isExact, this.#nowUs());
          found.push(...seen.rows);
          read += seen.looked;
          looked += seen.looked;
          // The rest would not fill the page either.
          if (!isLast && found.length * rows.length < limit * looked) break;
        }
        if (found.length > limit) {
          const taken = Float64Array.from(found.slice(0, limit));
          const nextRow = taken.at(-1) ?? 0;
          const next = await this.#lastCursor(taken);
          return { rows: taken, indexedTo, nextRow, ...named('next', next) };
        }
        if (looked === rows.length && rows.length < wanted)
          return { rows: Float64Array.from(found), indexedTo };
        at = await this.#lastCursor(rows.slice(0, looked));
        if (read >= maxRead) {
          const nextRow = rows[looked - 1] ?? 0;
          const scanned = { nextRow, ...named('next', at), ...named('scannedTo', at) };
          return { rows: Float64Array.from(found), indexedTo, ...scanned };
        }
        if (!isLast) break;
      }
    }
    return { rows: Float64Array.from(found), indexedTo };
  }

  /**
   * All matching rows after one cursor up to another, in commit order, a part at a time. It misses nothing: where the index is behind, the
   * journal is read.
   */
  async *rows(
    filter: Filter,
    { after, until }: { readonly after: Cursor; readonly until: Cursor },
  ): AsyncGenerator<Rows, void, undefined> {
    if (until === '' || after === until) return;
    const narrowing = narrow(filter);
    // Few at first: many who follow only miss a little, or leave soon.
    for (let at = after, limit = rowsAtOnce; ; limit = Math.min(limit * growth, maxStep)) {
      const query = { order: 'oldest', after: at, until, limit } as const;
      const selection = await this.engine.select({ ...query, narrowing });
      const isNarrowed = selection.isCovered;
      const rows = isNarrowed ? selection.rows : await this.engine.list(query);
      const isExact = isNarrowed && narrowing.isExact;
      for (let looked = 0; looked < rows.length;) {
        const part = rows.slice(looked, looked + partSizeOf(isExact));
        const matching = await this.engine.matching(filter, part, isExact, this.#nowUs());
        if (matching.rows.length > 0) yield matching.rows;
        looked += matching.looked;
      }
      if (rows.length < query.limit) return;
      at = (await this.#lastCursor(rows)) ?? at;
    }
  }

  /** The same as JSON: see `Live`. */
  async *between(
    filter: Filter,
    range: { readonly after: Cursor; readonly until: Cursor },
  ): AsyncGenerator<readonly ShownRow[], void, undefined> {
    for await (const rows of this.rows(filter, range)) yield* this.#pages(rows);
  }

  async *#pages(rows: Rows): AsyncGenerator<readonly ShownRow[], void, undefined> {
    for (let from = 0; from < rows.length; from += shownAtOnce) {
      let part = rows.slice(from, from + shownAtOnce);
      while (part.length > 0) {
        const page = await this.engine.show(part);
        const last = page.at(-1);
        if (!last) break;
        yield page;
        // Large events fill a page early: the rest comes next.
        part = part.slice(part.indexOf(last.row) + 1);
      }
    }
  }

  /** Of the events after a cursor, those that fit the filter least badly: among the newest, and among those that a telling term finds. */
  async nearest(filter: Filter, after: Cursor): Promise<readonly NearMiss[]> {
    const newest = await this.engine.list({ order: 'newest', after, limit: rowsAtOnce });
    const rows = new Set(newest);
    for (const term of filter.terms.filter(isTelling).slice(0, maxNearest)) {
      const narrowing = narrow({ terms: [term] });
      const query = { narrowing, order: 'newest', after, limit: shownAtOnce } as const;
      for (const row of (await this.engine.select(query)).rows) rows.add(row);
    }
    const descending = Float64Array.from(rows).sort((a, b) => b - a);
    return this.engine.nearest(filter, descending, maxNearest);
  }

  async #lastCursor(rows: Rows): Promise<Cursor | undefined> {
    const [cursor] = await this.engine.cursors(rows.slice(-1));
    return cursor;
  }
}

const recentAtOnce = 125;

/** Of exact ones nearly none is read. */
function partSizeOf(isExact: boolean): number {
  return isExact ? maxRows : rowsAtOnce;
}

const shownAtOnce = 100;
const growth = 8;
const maxNearest = 3;

function boundsOf(
  { order, after, before }: Range,
  at: Cursor | undefined,
): Pick<Parameters<SearchEngine['select']>[0], 'order' | 'after' | 'before'> {
  return order === 'newest' ? { order, after, before: at } : { order, after: at, before };
}

function named<K extends string>(key: K, cursor: Cursor | undefined): Partial<Record<K, Cursor>> {
  return (cursor === undefined ? {} : { [key]: cursor }) as Partial<Record<K, Cursor>>; // by its one key
}
