import { printableJson } from '../formats/printable.ts';
import type { ChangedCall } from '../index/call-book.ts';
import { factsOf } from '../index/call-entry.ts';
import { callView } from '../index/call-view.ts';
import { summaryOf, type ReadEvent } from '../index/event-view.ts';
import type { Cursor } from '../journal/event.ts';
import type { CallMatcher } from '../live/call-matcher.ts';
import type { Matcher } from '../live/matcher.ts';
import type { Followed, Place } from '../live/place.ts';
import type { Subject } from '../query/subject.ts';

/** Tells those who follow events or calls what matches their filters; of what nobody waits for, no JSON is made. */
export class Teller {
  readonly #matchers: { readonly events: Matcher; readonly calls: CallMatcher };
  readonly #journal: { place(cursor: Cursor): Place; placeOf(row: number): Place };
  readonly #publish: (of: Followed, matched: readonly Matched[]) => void;
  readonly #nowUs: () => number;

  /** @param options `nowUs`: µs since 1970 UTC, for what is a zombie depends on it */
  constructor(options: {
    readonly matchers: { readonly events: Matcher; readonly calls: CallMatcher };
    readonly journal: { place(cursor: Cursor): Place; placeOf(row: number): Place };
    readonly publish: (of: Followed, matched: readonly Matched[]) => void;
    readonly nowUs: () => number;
  }) {
    this.#matchers = options.matchers;
    this.#journal = options.journal;
    this.#publish = options.publish;
    this.#nowUs = options.nowUs;
  }

  tellEvents(page: readonly { readonly read: ReadEvent; readonly subject: Subject }[]): void {
    const { events: matcher } = this.#matchers;
    if (matcher.size === 0) return;
    const matched: Matched[] = [];
    for (const { read, subject } of page) {
      const to = matcher.matching(subject);
      if (to.length === 0) continue;
      const json = printableJson(JSON.stringify(summaryOf(read)));
      matched.push({ ...this.#journal.place(read.event.cursor), json, to });
    }
    if (matched.length > 0) this.#publish('events', matched);
  }

  /** @param calls in the order of their last events, by which they are told */
  tellCalls(calls: readonly ChangedCall[]): void {
    const { calls: matcher } = this.#matchers;
    if (matcher.size === 0) return;
    const nowUs = this.#nowUs();
    const matched: Matched[] = [];
    for (const call of calls) {
      const { entry, events } = call;
      const subjects = events.map(({ subject }) => subject);
      const to = matcher.matching(factsOf(entry, nowUs), subjects);
      if (to.length === 0) continue;
      // Not before somebody wants it: a large call is put together again for this.
      const view = callView(call.judged, { nowUs, isPartial: entry.isPartial });
      const json = printableJson(JSON.stringify(view));
      matched.push({ ...this.#journal.placeOf(entry.last), json, to });
    }
    if (matched.length > 0) this.#publish('calls', matched);
  }
}

/** A `MatchedEvent` before it is packed for the receiving thread. */
export interface Matched extends Place {
  /** Of an `EventSummary` or an `ApiCall`. */
  readonly json: string;
  readonly to: readonly number[];
}
