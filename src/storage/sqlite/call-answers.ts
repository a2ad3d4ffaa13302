import { printableJson } from '../../formats/printable.ts';
import { maxTouching, type CallSelection, type SelectCallsQuery } from '../../index/call-engine.ts';
import { judgedCall, type JudgedCall } from '../../index/call-entry.ts';
import { callDetailView, callView, listedCallFindings } from '../../index/call-view.ts';
import { callKey, type CalledEvent } from '../../index/called-event.ts';
import { readEvent, summaryOf } from '../../index/event-view.ts';
import type { Matching, Rows, ShownRow } from '../../index/search-engine.ts';
import type { Cursor } from '../../journal/event.ts';
import { maxPageBytes } from '../../journal/store.ts';
import type { Filter } from '../../query/filter.ts';
import { asksEvents, factsFit, matchesCall } from '../../query/match-call.ts';
import { minIdPrefix } from '../../query/event-term.ts';
import { fold } from '../../query/fold.ts';
import { CallReader } from './call-reader.ts';
import { formatCursor } from './cursor.ts';
import { eachHeldEvent, heldEvents } from './held-events.ts';
import type { IndexReader } from './index-reader.ts';
import type { JournalFollower } from './journal-follower.ts';
import { startTurn } from './turn.ts';

/** The questions about calls that need both index and journal: see `CallEngine`. */
export class CallAnswers {
  readonly #reader: CallReader;
  readonly #journal: JournalFollower;

  constructor(index: IndexReader, journal: JournalFollower) {
    this.#reader = new CallReader(index, journal);
    this.#journal = journal;
  }

  get reader(): CallReader {
    return this.#reader;
  }

  select(query: SelectCallsQuery): CallSelection {
    return this.#reader.select(query);
  }

  matching(filter: Filter, rows: Rows, nowUs: number, decided?: Rows): Matching {
    const facts = this.#reader.facts(rows, nowUs);
    const needsEvents = asksEvents(filter);
    const isDecided = new Set(decided);
    const isOver = startTurn();
    const fitting: number[] = [];
    let looked = 0;
    for (const row of rows) {
      const call = facts.get(row);
      // The tokens that decided may be those of an event that a full call does not hold.
      const readsEvents = needsEvents && (call?.isFull === true || !isDecided.has(row));
      if (
        call &&
        (readsEvents ? matchesCall(filter, call, this.#subjectsOf(row)) : factsFit(filter, call))
      )
        fitting.push(row);
      looked++;
      if (isOver()) break;
    }
    return { rows: Float64Array.from(fitting), looked };
  }

  /** Those of a call, read one after the other: nearly always the first few decide. */
  *#subjectsOf(row: number): Generator<CalledEvent['subject']> {
    for (const { subject } of eachHeldEvent(this.#journal, this.#reader.seqsOf(row))) yield subject;
  }

  show(rows: Rows, nowUs: number): ShownRow[] {
    return this.#page(rows, nowUs, ({ judged, isPartial }) =>
      callView(judged, { nowUs, isPartial }),
    );
  }

  findings(rows: Rows, nowUs: number): ShownRow[] {
    return this.#page(rows, nowUs, ({ judged }) => listedCallFindings(judged));
  }

  #page(rows: Rows, nowUs: number, toShown: (found: FoundCall) => unknown): ShownRow[] {
    const page: ShownRow[] = [];
    let bytes = 0;
    for (const row of rows) {
      const found = this.#judged(row, nowUs);
      if (!found) continue;
      const json = printableJson(JSON.stringify(toShown(found)));
      bytes += json.length + found.events.reduce((sum, event) => sum + event.bytes, 0);
      page.push({ row, cursor: formatCursor(this.#journal.tag, row), json });
      if (bytes > maxPageBytes) break;
    }
    return page;
  }

  named(id: string): number | undefined {
    if (id.toLowerCase() === 'last') return this.#reader.newest();
    const key = callKey(id) ?? '';
    const whole = this.#reader.named(key, false);
    return whole ?? (fold(id).length < minIdPrefix ? undefined : this.#reader.named(key, true));
  }

  showOne(row: number, nowUs: number): string | undefined {
    const found = this.#judged(row, nowUs);
    if (!found) return undefined;
    const { judged, events, isPartial } = found;
    const byId = new Map(events.map((event) => [event.id, event]));
    const shown = this.#journal.get(events.map(({ row: seq }) => seq)).flatMap((stored) => {
      const event = byId.get(stored.id);
      return event === undefined ? [] : [{ event, summary: summaryOf(readEvent(stored)) }];
    });
    const view = callDetailView(judged, shown, { nowUs, isPartial });
    return printableJson(JSON.stringify(view));
  }

  touched(
    after: Cursor,
    until: Cursor,
  ): { readonly rows: Rows; readonly cursors: readonly Cursor[]; readonly at: Cursor } {
    const { tag } = this.#journal;
    const { calls, at } = this.#reader.touched(
      this.#journal.seqOf(after),
      this.#journal.seqOf(until),
      maxTouching,
    );
    return {
      rows: Float64Array.from(calls, ({ row }) => row),
      cursors: calls.map(({ last }) => formatCursor(tag, last)),
      at: formatCursor(tag, at),
    };
  }

  /** A call of which events are left, with those it holds. */
  #judged(row: number, nowUs: number): FoundCall | undefined {
    const size = this.#reader.sizeOf(row);
    const events = size ? this.#eventsOf(row) : [];
    if (!size || events.length === 0) return undefined;
    const judged = judgedCall(events, size.count, nowUs);
    return { judged, events, isPartial: size.isPartial };
  }

  #eventsOf(row: number): readonly CalledEvent[] {
    return heldEvents(this.#journal, this.#reader.seqsOf(row)).events;
  }
}

interface FoundCall {
  readonly judged: JudgedCall;
  readonly events: readonly CalledEvent[];
  readonly isPartial: boolean;
}
