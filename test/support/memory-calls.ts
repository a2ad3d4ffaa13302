import { AppError } from '../../src/errors.ts';
import { printableJson } from '../../src/formats/printable.ts';
import type { CallEngine } from '../../src/index/call-engine.ts';
import { judgedCall, type JudgedCall } from '../../src/index/call-entry.ts';
import { callDetailView, callView, listedCallFindings } from '../../src/index/call-view.ts';
import { readEvent, summaryOf } from '../../src/index/event-view.ts';
import type { Rows } from '../../src/index/search-engine.ts';
import type { Cursor } from '../../src/journal/event.ts';
import { fold } from '../../src/query/fold.ts';
import type { MemoryStore } from './memory-store.ts';
import { isNaiveMatch, naiveCalls, type NaiveCall } from './naive-calls.ts';

/** The simplest engine: it puts all calls together for each question, and narrows nothing. Row n is the store's n-th event. */
export class MemoryCallEngine implements CallEngine {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  selectCalls(
    query: Parameters<CallEngine['selectCalls']>[0],
  ): ReturnType<CallEngine['selectCalls']> {
    return this.#answer(() => {
      const { after, before, order, limit } = query;
      const first = after === undefined ? 1 : this.#rowOf(after) + 1;
      const beyond = before === undefined ? Infinity : this.#rowOf(before);
      const rows = this.#calls()
        .map(({ row }) => row)
        .filter((row) => row >= first && row < beyond);
      rows.sort((a, b) => (order === 'newest' ? b - a : a - b));
      return {
        rows: Float64Array.from(rows.slice(0, limit)),
        next: rows.length > limit ? rows[limit - 1] : undefined,
        indexedTo: this.#store.events.at(-1)?.cursor ?? '',
      };
    });
  }

  matchingCalls(
    ...[filter, rows, nowUs]: Parameters<CallEngine['matchingCalls']>
  ): ReturnType<CallEngine['matchingCalls']> {
    return this.#answer(() => ({
      looked: rows.length,
      rows: rows.filter((row) => {
        const call = this.#at(row);
        return call !== undefined && isNaiveMatch(filter, call, nowUs);
      }),
    }));
  }

  showCalls(rows: Rows, nowUs: number): ReturnType<CallEngine['showCalls']> {
    return this.#show(rows, nowUs, (judged) => callView(judged, { nowUs, isPartial: false }));
  }

  callFindings(rows: Rows, nowUs: number): ReturnType<CallEngine['callFindings']> {
    return this.#show(rows, nowUs, listedCallFindings);
  }

  #show(
    rows: Rows,
    nowUs: number,
    toShown: (judged: JudgedCall) => unknown,
  ): ReturnType<CallEngine['showCalls']> {
    return this.#answer(() =>
      Array.from(rows).flatMap((row) => {
        const judged = this.#judged(row, nowUs);
        if (!judged) return [];
        const json = printableJson(JSON.stringify(toShown(judged)));
        return [{ row, cursor: this.#store.events[row - 1]?.cursor ?? '', json }];
      }),
    );
  }

  callNamed(id: string): ReturnType<CallEngine['callNamed']> {
    return this.#answer(() => {
      const calls = this.#calls().reverse();
      if (id.toLowerCase() === 'last') return calls[0]?.row;
      const wanted = fold(id);
      const found =
        calls.find(({ key }) => key === wanted) ??
        calls.find(({ key }) => wanted.length >= 6 && key.startsWith(wanted));
      return found?.row;
    });
  }

  showCall(row: number, nowUs: number): ReturnType<CallEngine['showCall']> {
    return this.#answer(() => {
      const judged = this.#judged(row, nowUs);
      if (!judged) return undefined;
      const events = (this.#at(row)?.events ?? []).flatMap((event) => {
        const stored = this.#store.events[event.row - 1];
        return stored === undefined ? [] : [{ event, summary: summaryOf(readEvent(stored)) }];
      });
      return printableJson(
        JSON.stringify(callDetailView(judged, events, { nowUs, isPartial: false })),
      );
    });
  }

  touchedCalls(after: Cursor, until: Cursor): ReturnType<CallEngine['touchedCalls']> {
    return this.#answer(() => {
      const [first, last] = [this.#rowOf(after) + 1, this.#rowOf(until)];
      const calls = this.#calls()
        .map(({ row, events }) => ({
          row,
          last: events.findLast((event) => event.row >= first && event.row <= last)?.row,
        }))
        .filter((call): call is { row: number; last: number } => call.last !== undefined)
        .sort((a, b) => a.last - b.last);
      return {
        rows: Float64Array.from(calls, ({ row }) => row),
        cursors: calls.map((call) => this.#store.events[call.last - 1]?.cursor ?? ''),
        at: until,
      };
    });
  }

  callFacets(): ReturnType<CallEngine['callFacets']> {
    return this.#answer(() => ({ outcome: [], direction: [], finding: [], ext: [], myid: [] }));
  }

  callHistogram(): ReturnType<CallEngine['callHistogram']> {
    return this.#answer(() => []);
  }

  callCounts(): ReturnType<CallEngine['callCounts']> {
    return this.#answer(() => ({ outcomes: {}, unrecorded: 0, findings: {} }));
  }

  #judged(row: number, nowUs: number): JudgedCall | undefined {
    const call = this.#at(row);
    return call && judgedCall(call.events, call.events.length, nowUs);
  }

  #at(row: number): NaiveCall | undefined {
    return this.#calls().find((call) => call.row === row);
  }

  #calls(): NaiveCall[] {
    return [...naiveCalls(this.#store.events)];
  }

  #rowOf(cursor: Cursor): number {
    if (cursor === '') return 0;
    const row = this.#store.events.findIndex((event) => event.cursor === cursor) + 1;
    if (row === 0) throw new AppError('bad_cursor', 'This is no cursor of this journal.');
    return row;
  }

  #answer<T>(answer: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#store.fault !== undefined) throw this.#store.fault; // eslint-disable-line @typescript-eslint/only-throw-error -- Anything may be thrown.
      resolve(answer());
    });
  }
}
