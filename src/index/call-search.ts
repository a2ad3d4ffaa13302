import type { Cursor } from '../journal/event.ts';
import type { Filter } from '../query/filter.ts';
import { asksEvents } from '../query/match-call.ts';
import { narrowCalls } from '../query/narrow-calls.ts';
import type { CallEngine } from './call-engine.ts';
import type { Rows, SearchEngine, ShownRow } from './search-engine.ts';

/** Where to look, and how far. */
export interface CallRange {
  readonly order: 'newest' | 'oldest';
  /** Only calls that began after, or before, the event at this cursor, exclusive. */
  readonly after?: Cursor | undefined;
  readonly before?: Cursor | undefined;
  readonly limit: number;
  /** Calls to look at before it stops and says so. */
  readonly maxLooked?: number;
}

export interface CallPage {
  readonly calls: readonly ShownRow[];
  /** Where to go on in the same order; absent when there is no more. */
  readonly next?: Cursor;
  /** It stopped here after many calls, with fewer than `limit` found. */
  readonly scannedTo?: Cursor;
  readonly indexedTo: Cursor;
}

export interface FoundCalls {
  readonly rows: Rows;
  readonly next?: Cursor;
  /** The number of the call at `next`. */
  readonly nextRow?: number;
  readonly scannedTo?: Cursor;
  readonly indexedTo: Cursor;
}

/** Long questions about calls, made of the engine's short ones, as `Search` does it for events. */
export class CallSearch {
  readonly engine: CallEngine & Pick<SearchEngine, 'cursors'>;
  readonly #caughtUp: () => Promise<void>;
  readonly #nowUs: () => number;

  /** @param caughtUp resolves when the index has what was stored before the call, or after a second */
  constructor(
    engine: CallEngine & Pick<SearchEngine, 'cursors'>,
    caughtUp: () => Promise<void>,
    nowUs: () => number,
  ) {
    this.engine = engine;
    this.#caughtUp = caughtUp;
    this.#nowUs = nowUs;
  }

  /** A page of matching calls as JSON. @throws {AppError} `bad_cursor`, and what the engine throws */
  async page(filter: Filter, range: CallRange): Promise<CallPage> {
    const { rows, indexedTo, next, scannedTo } = await this.find(filter, range);
    const calls = await this.show(rows);
    const last = calls.at(-1);
    // Large calls fill a page early.
    if (last !== undefined && last.row !== rows.at(-1))
      return { calls, indexedTo, next: last.cursor };
    return { calls, indexedTo, ...(next && { next }), ...(scannedTo && { scannedTo }) };
  }

  /** Matching calls, at most `limit`. @throws {AppError} `bad_cursor`, and what the engine throws */
  async find(filter: Filter, range: CallRange): Promise<FoundCalls> {
    await this.#caughtUp();
    const { order, limit, maxLooked = usualLooked } = range;
    const readsEvents = asksEvents(filter);
    const nowUs = this.#nowUs();
    const narrowing = narrowCalls(filter);
    const found: number[] = [];
    let looked = 0;
    let at = order === 'newest' ? range.before : range.after;
    for (let size = limit + 1; ; size = Math.min(size * growth, maxStep)) {
      const bounds =
        order === 'newest'
          ? { after: range.after, before: at }
          : { after: at, before: range.before };
      const selection = await this.engine.selectCalls({
        ...bounds,
        narrowing,
        order,
        limit: size,
        nowUs,
      });
      const { rows, decided, next, indexedTo } = selection;
      const atOnce = readsEvents && decided?.length !== rows.length ? callsAtOnce : factsAtOnce;
      for (let from = 0; from < rows.length && found.length <= limit;) {
        const part = rows.slice(from, from + atOnce);
        const seen =
          filter.terms.length === 0
            ? { rows: part, looked: part.length }
            : await this.engine.matchingCalls(filter, part, nowUs, decided);
        found.push(...seen.rows);
        from += seen.looked;
        looked += seen.looked;
      }
      if (found.length > limit) {
        const taken = Float64Array.from(found.slice(0, limit));
        const nextRow = taken.at(-1) ?? 0;
        return { rows: taken, indexedTo, next: await this.#cursorOf(nextRow), nextRow };
      }
      const all = Float64Array.from(found);
      if (next === undefined) return { rows: all, indexedTo };
      at = await this.#cursorOf(next);
      if (looked >= maxLooked)
        return { rows: all, indexedTo, next: at, nextRow: next, scannedTo: at };
    }
  }

  /** Calls as JSON, in their order; ends early, but not empty, when they are large. */
  show(rows: Rows): Promise<readonly ShownRow[]> {
    return this.engine.showCalls(rows, this.#nowUs());
  }

  /** What the rules say about calls as a whole, as `CallEngine.callFindings` does. */
  findings(rows: Rows): Promise<readonly ShownRow[]> {
    return this.engine.callFindings(rows, this.#nowUs());
  }

  /** One call with its events as JSON; undefined if there is none. @param id see `CallEngine.callNamed` */
  async one(id: string): Promise<string | undefined> {
    await this.#caughtUp();
    const row = await this.engine.callNamed(id);
    return row === undefined ? undefined : this.engine.showCall(row, this.#nowUs());
  }

  /**
   * The matching calls that have events after one cursor, up to another, as they are now: see `Live`. A call comes again for each part of
   * the journal that it has events in.
   */
  async *between(
    filter: Filter,
    { after, until }: { readonly after: Cursor; readonly until: Cursor },
  ): AsyncGenerator<readonly ShownRow[], void, undefined> {
    if (until === '') return;
    for (let at = after; at !== until;) {
      const touched = await this.engine.touchedCalls(at, until);
      if (touched.at === at) {
        // The index is being made anew, and knows nothing yet. Who asked may leave meanwhile.
        await this.#caughtUp();
        yield [];
      }
      const lastOf = new Map(Array.from(touched.rows, (row, i) => [row, touched.cursors[i] ?? at]));
      const { rows } = touched;
      for (let from = 0; from < rows.length;) {
        const part = rows.slice(from, from + callsAtOnce);
        const matching = await this.engine.matchingCalls(filter, part, this.#nowUs());
        for await (const page of this.#pages(matching.rows))
          yield page.map((call) => ({ ...call, cursor: lastOf.get(call.row) ?? call.cursor }));
        from += matching.looked;
      }
      at = touched.at;
    }
  }

  async *#pages(rows: Rows): AsyncGenerator<readonly ShownRow[], void, undefined> {
    for (let rest = rows; rest.length > 0;) {
      const page = await this.show(rest);
      const last = page.at(-1);
      if (!last) return;
      yield page;
      // Large calls fill a page early: the rest comes next.
      rest = rest.slice(rest.indexOf(last.row) + 1);
    }
  }

  async #cursorOf(row: number): Promise<Cursor> {
    const [cursor = ''] = await this.engine.cursors(Float64Array.of(row));
    return cursor;
  }
}

/** Reading the events of so many takes about a hundredth of a second. */
const callsAtOnce = 64;
const factsAtOnce = 2_000;
const growth = 8;
const maxStep = 2_000;
/** As many as have about 50,000 events. */
const usualLooked = 10_000;
