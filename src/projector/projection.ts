import { renameSync, rmSync } from 'node:fs';
import { readEvent, subjectOf, type ReadEvent } from '../index/event-view.ts';
import { indexEntry } from '../index/index-entry.ts';
import type { Cursor, Event } from '../journal/event.ts';
import type { Followed, Place } from '../live/place.ts';
import type { Subject } from '../query/subject.ts';
import { indexPath, isDamage, nextIndexPath, removeIndex } from '../storage/sqlite/index-file.ts';
import { IndexWriter } from '../storage/sqlite/index-writer.ts';
import type { JournalFollower } from '../storage/sqlite/journal-follower.ts';
import { DeliveryLag, type LagCounts } from './delivery-lag.ts';
import type { Teller } from './teller.ts';
import type { IndexStatus } from './thread-contract.ts';

/**
 * Follows the journal: adds each event to the index and tells those who wait for it, in that order, so nobody is told of what a query does
 * not find. An index that is behind, because it is new or another one is being made, is brought up between two such pages: who waits for
 * events is served meanwhile.
 */
export class Projection {
  readonly #directory: string;
  readonly #journal: JournalFollower;
  readonly #teller: Teller;
  readonly #lag = new DeliveryLag();
  readonly #onRebuilt: () => void;
  readonly #onDropped: (error: unknown) => void;
  readonly #onPartial: (cursors: readonly Cursor[]) => void;
  #index: IndexWriter;
  #next: IndexWriter | undefined;
  #isRebuilt = false;
  #stepsWithoutOld = 0;
  #isCurrent = false;
  #position: Place;

  /** Opens the index, a new one if there is none of this journal and version. What is stored by now is not published. */
  constructor(options: {
    readonly directory: string;
    readonly journal: JournalFollower;
    readonly teller: Teller;
    /** The new index is complete; it is kept up until `replaceIndex`. */
    readonly onRebuilt: () => void;
    /** The new index could not be made, and is gone. */
    readonly onDropped: (error: unknown) => void;
    /** These events are the first left of calls that lost others: the journal should keep that. */
    readonly onPartial: (cursors: readonly Cursor[]) => void;
  }) {
    this.#directory = options.directory;
    this.#journal = options.journal;
    this.#teller = options.teller;
    this.#onRebuilt = options.onRebuilt;
    this.#onDropped = options.onDropped;
    this.#onPartial = options.onPartial;
    removeIndex(nextIndexPath(this.#directory));
    this.#index = this.#openIndex();
    this.#position = this.#journal.place(this.#journal.head());
  }

  /** The last event that was published to whom it matched, or of calls: the last one they were made of. */
  positionOf(of: Followed): Place {
    return of === 'events' ? this.#position : this.#journal.place(this.#index.position);
  }

  get deliveryLag(): LagCounts {
    return this.#lag.counts;
  }

  /** @throws {AppError} `bad_cursor` */
  placeOf(cursor: Cursor): Place {
    return this.#journal.place(cursor);
  }

  get status(): IndexStatus {
    const { position, behind } = this.#index;
    const of = this.#journal.headSeq();
    return {
      indexedTo: position,
      behind,
      ...(this.#next ? { rebuilding: { done: of - this.#next.behind, of } } : {}),
    };
  }

  /** Whether the last step left nothing that was stored or deleted before it out of the index, whatever becomes of a new one. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /** One page of work. @returns whether there may be more */
  step(): boolean {
    this.#isCurrent = false;
    const head = this.#journal.place(this.#journal.head());
    const hasNew = this.#followHead(head);
    // Who waits for news comes first, but not for ever: the index has its turn, too.
    const isLate =
      head.row - this.#position.row > headEvents && this.#stepsWithoutOld < maxStepsWithoutOld;
    this.#stepsWithoutOld = isLate ? this.#stepsWithoutOld + 1 : 0;
    const hasOld = isLate || this.#catchUp(this.#index);
    const hasDeletions = this.#index.followDeletions();
    this.#isCurrent =
      !hasDeletions &&
      this.#position.row >= head.row &&
      this.#index.position === this.#position.cursor;
    if (this.#index.hasLostDeletions) this.rebuild();
    const partial = this.#index.takePartialCalls();
    if (partial.length > 0) this.#onPartial(partial);
    return this.#stepNext() || hasNew || hasOld || hasDeletions || partial.length > 0;
  }

  /** The same for the new index. Where it cannot go on, a full disk for example, the old one does. */
  #stepNext(): boolean {
    const next = this.#next;
    if (!next || this.#isRebuilt) return false;
    try {
      if (this.#catchUp(next) || next.followDeletions()) return true;
      this.#isRebuilt = true;
      this.#onRebuilt();
      return false;
    } catch (error) {
      this.#dropNext();
      this.#onDropped(error);
      return true;
    }
  }

  /** Begins to make a new index, unless one is being made. */
  rebuild(): void {
    if (this.#next) return;
    this.#isRebuilt = false;
    removeIndex(nextIndexPath(this.#directory));
    this.#next = new IndexWriter(nextIndexPath(this.#directory), this.#journal);
  }

  /** Puts the new index into the place of the old one. Whenever the process ends, one of the two is there. */
  replaceIndex(): void {
    const next = this.#next;
    if (!next || !this.#isRebuilt) return;
    try {
      // Who asks next must find in it what was in the old one.
      while (this.#catchUp(next) || next.followDeletions());
      next.keepPartial(this.#index.partialCalls());
      next.close();
    } catch (error) {
      this.#dropNext();
      throw error;
    }
    if (next.hasLostDeletions) {
      this.#dropNext();
      return;
    }
    this.#next = undefined;
    try {
      this.#index.close();
    } catch {
      // It is damaged, and gone in a moment.
    }
    // Its write-ahead log must not be taken for the new one's.
    for (const suffix of ['-wal', '-shm'])
      rmSync(`${indexPath(this.#directory)}${suffix}`, { force: true });
    renameSync(nextIndexPath(this.#directory), indexPath(this.#directory));
    this.#index = this.#openIndex();
  }

  /** Begins anew with an empty index in the place of a damaged one. Can be tried again. */
  removeIndex(): void {
    this.#dropNext();
    this.#index.abandon();
    removeIndex(indexPath(this.#directory));
    this.#index = this.#openIndex();
  }

  close(): void {
    this.#dropNext();
    this.#index.close();
  }

  #dropNext(): void {
    this.#next?.abandon();
    this.#next = undefined;
    this.#isRebuilt = false;
    removeIndex(nextIndexPath(this.#directory));
  }

  #openIndex(): IndexWriter {
    const path = indexPath(this.#directory);
    try {
      const index = new IndexWriter(path, this.#journal);
      if (!index.isAhead) return index;
      index.abandon();
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    removeIndex(path);
    return new IndexWriter(path, this.#journal);
  }

  /** Indexes and publishes what was stored since. */
  #followHead(head: Place): boolean {
    const events = this.#journal.since(this.#position.cursor, headEvents);
    const last = events.at(-1);
    if (!last) {
      // What was stored up to there has been deleted.
      const hasMoved = head.row > this.#position.row;
      if (hasMoved) this.#position = head;
      return hasMoved;
    }
    const page = events.map(toRead);
    // More comes than the index takes: it follows later, and who waits for news need not wait for it.
    const isFlooded = head.row - this.#position.row > maxLateEvents;
    const isCurrent = !isFlooded && this.#index.position === this.#position.cursor;
    const calls = isCurrent ? this.#index.add(page.map(toEntry)) : [];
    this.#position = this.#journal.place(last.cursor);
    for (const { read } of page) this.#lag.note(read);
    this.#teller.tellEvents(page);
    this.#teller.tellCalls(calls);
    return true;
  }

  /** Adds older events, up to those that `followHead` adds. */
  #catchUp(index: IndexWriter): boolean {
    if (index.position === this.#position.cursor) return false;
    // Never back: a transaction may have ended, and then the next thing failed.
    if (this.#journal.seqOf(index.position) > this.#position.row) return false;
    const size = index === this.#index ? oldEvents : nextEvents;
    const events = this.#journal.since(index.position, size);
    const page = events.filter(
      ({ cursor }) => this.#journal.place(cursor).row <= this.#position.row,
    );
    if (page.length > 0) {
      const calls = index.add(page.map((event) => toEntry(toRead(event))));
      // Those who follow calls wait for this index, not for one that is being made.
      if (index === this.#index) this.#teller.tellCalls(calls);
    }
    // What was there has been deleted.
    else index.skipTo(this.#position.cursor);
    return true;
  }
}

/** Few enough that who waits is told at once, enough that a transaction costs each event little. */
const headEvents = 256;
/** A quarter of a second's work of the index. */
const maxLateEvents = 2_000;
const maxStepsWithoutOld = 16;
/** While the index that is asked is behind, nobody gets what came last: a larger page is written in less time for each event. */
const oldEvents = 1_000;
/** For a new one beside it: who asks waits for no more than such a page. */
const nextEvents = 500;

interface Read {
  readonly read: ReadEvent;
  readonly subject: Subject;
}

function toRead(event: Event): Read {
  const read = readEvent(event);
  return { read, subject: subjectOf(read) };
}

function toEntry({ read, subject }: Read): ReturnType<typeof indexEntry> {
  return indexEntry(read, subject);
}
