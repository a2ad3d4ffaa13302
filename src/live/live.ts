import type { Cursor } from '../journal/event.ts';
import type { Filter } from '../query/filter.ts';
import { printFilter } from '../query/print.ts';
import { Inbox } from './inbox.ts';
import type { MatchedEvent, Place } from './place.ts';
import { ToldEvent } from './told-event.ts';

/** What tells of new events, or of calls that change: see `Projector`. */
export interface Source {
  subscribe(id: number, filter: Filter): Promise<Place>;
  unsubscribe(id: number): void;
  /** Up to where it has told of everything. Of calls this may be far behind, and even go back: while their index is being made. */
  position(): Promise<Place>;
  /** The newest event: what is stored later comes after it. */
  head(): Promise<Place>;
  /** @throws {AppError} `bad_cursor` */
  placeOf(cursor: Cursor): Promise<Place>;
  hasGapAfter(cursor: Cursor): Promise<boolean>;
}

/** What is stored already: see `Search`. */
export interface Past {
  /** Matching events after a cursor up to another, in commit order, in pages. */
  between(
    filter: Filter,
    range: { readonly after: Cursor; readonly until: Cursor },
  ): AsyncIterable<readonly Shown[]>;
}

/** An event or a call as JSON. */
export interface Shown {
  readonly cursor: Cursor;
  readonly json: string;
  /** What a stream writes of it, where that is at hand. */
  readonly frame?: Uint8Array;
}

/** What a follower is given. */
export interface News {
  readonly events: readonly Shown[];
  /** Everything that matches up to here has been given. */
  readonly at: Cursor;
  /** What was stored when it began has been given. */
  readonly isPresent?: boolean;
  /** Events after the place where it was may have been deleted before it got them. */
  readonly hasGap?: boolean;
}

/**
 * Follows the events that match a filter, or the calls, each told by its last event. Past and present come by one loop: what is stored is read up to a place, and from there on what
 * arrives is taken; a follower that is too slow for what arrives goes back to reading. So nothing is missed and nothing comes twice.
 */
export class Live {
  readonly #source: Source;
  readonly #past: Past;
  readonly #groups = new Map<string, Group>();
  readonly #byId = new Map<number, Group>();
  #lastId = 0;
  #followers = 0;

  constructor(source: Source, past: Past) {
    this.#source = source;
    this.#past = past;
  }

  get followers(): number {
    return this.#followers;
  }

  /** Takes what the source has matched. */
  deliver(events: readonly MatchedEvent[]): void {
    for (const event of events) {
      let told: ToldEvent | undefined;
      for (const id of event.to)
        for (const inbox of this.#byId.get(id)?.inboxes ?? [])
          inbox.put((told ??= new ToldEvent(event)));
    }
  }

  /** The newest place: what is stored later comes after it. */
  async head(): Promise<Cursor> {
    return (await this.#source.head()).cursor;
  }

  /**
   * Events that match, in commit order, until the signal. While nothing comes, every `idleMs` only the place moves.
   * @param after where to begin; without it with what is stored from now on
   * @param pace `paceMs`: after something was given, what comes next is given no sooner than that, or than half of it where it was little;
   *   without it everything is given at once
   * @throws {AppError} `bad_cursor`; what source and past throw
   */
  async *follow(
    filter: Filter,
    after: Cursor | undefined,
    pace: Pace,
  ): AsyncGenerator<News, void, undefined> {
    const { signal } = pace;
    const inbox = new Inbox();
    const leave = this.#join(filter, inbox);
    this.#followers++;
    try {
      await leave.joined;
      for (let at = after; !signal.aborted;) {
        inbox.clear();
        const place = await this.#beginning(at);
        if (at === undefined) yield { events: [], at: place.cursor, isPresent: true };
        else yield* this.#read(filter, at, place.cursor, signal);
        inbox.beginAfter(place);
        at = place.cursor;
        for await (const news of this.#arrivals(inbox, place, pace)) {
          yield news;
          ({ at } = news);
        }
      }
    } finally {
      this.#followers--;
      leave.now();
    }
  }

  /** Up to where the past is read. What is stored is not always looked at yet: somebody may begin after that. */
  async #beginning(after: Cursor | undefined): Promise<Place> {
    if (after === undefined) return this.#source.head();
    const position = await this.#source.position();
    const place = await this.#source.placeOf(after);
    return place.row > position.row ? place : position;
  }

  async *#read(
    filter: Filter,
    after: Cursor,
    until: Cursor,
    signal: AbortSignal,
  ): AsyncGenerator<News, void, undefined> {
    // Before and after reading: what is deleted meanwhile is missed, too.
    const hasGap = await this.#source.hasGapAfter(after);
    yield { events: [], at: after, hasGap };
    let at = after;
    for await (const events of this.#past.between(filter, { after, until })) {
      if (signal.aborted) return;
      at = events.at(-1)?.cursor ?? at;
      yield { events, at };
    }
    if (!hasGap && (await this.#source.hasGapAfter(after)))
      yield { events: [], at: until, isPresent: true, hasGap: true };
    else yield { events: [], at: until, isPresent: true };
  }

  /** What arrives, until the inbox has overflown. */
  async *#arrivals(
    inbox: Inbox,
    from: Place,
    { signal, idleMs, paceMs = 0 }: Pace,
  ): AsyncGenerator<News, void, undefined> {
    let at = from;
    let isIdle = false;
    let notBeforeMs = -Infinity;
    while (!signal.aborted && !inbox.hasOverflown()) {
      // Asked first: what matched up to there has arrived when the answer has.
      const place = isIdle ? await this.#source.position() : undefined;
      // Never back: who makes an index anew tells of everything again.
      const { row } = at;
      const events = inbox.take().filter((event) => event.row > row);
      const last = events.at(-1);
      if (last) at = last;
      else if (place && place.row > row && !inbox.hasOverflown()) at = place;
      if (last) notBeforeMs = performance.now() + (events.length > few ? paceMs : paceMs / 2);
      if (last || place) yield { events, at: at.cursor };
      // Not by the clock: a timer may be early by a little, and then the place would stay for twice as long.
      isIdle = !(await inbox.arrival(idleMs, signal));
      const earlyMs = notBeforeMs - performance.now();
      if (earlyMs > 0) await inbox.filling(earlyMs, signal);
    }
  }

  /** Followers of one filter share a subscription. */
  #join(filter: Filter, inbox: Inbox): { readonly joined: Promise<unknown>; now(): void } {
    const key = printFilter(filter);
    let group = this.#groups.get(key);
    if (!group) {
      const id = ++this.#lastId;
      group = { id, inboxes: new Set(), joined: this.#source.subscribe(id, filter) };
      this.#groups.set(key, group);
      this.#byId.set(id, group);
    }
    const { id, inboxes, joined } = group;
    inboxes.add(inbox);
    return {
      joined,
      now: () => {
        inboxes.delete(inbox);
        if (inboxes.size > 0) return;
        this.#groups.delete(key);
        this.#byId.delete(id);
        this.#source.unsubscribe(id);
      },
    };
  }
}

/** So few at once are somebody's own call; where more come together, there is load. */
const few = 2;

/** How long a follower goes on, and how often it is given something. */
interface Pace {
  readonly signal: AbortSignal;
  readonly idleMs: number;
  readonly paceMs?: number;
}

interface Group {
  readonly id: number;
  readonly inboxes: Set<Inbox>;
  readonly joined: Promise<unknown>;
}
