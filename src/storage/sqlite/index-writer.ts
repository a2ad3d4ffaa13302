import type { Database, Statement } from 'better-sqlite3';
import { CallBook, type ChangedCall } from '../../index/call-book.ts';
import { callEntry, judgedCall } from '../../index/call-entry.ts';
import type { IndexEntry } from '../../index/index-entry.ts';
import type { Cursor } from '../../journal/event.ts';
import { maxPage } from '../../journal/store.ts';
import { CallTable } from './call-table.ts';
import { formatCursor, requireCursor } from './cursor.ts';
import { openIndexFile } from './index-file.ts';
import { SenderTable } from './sender-table.ts';
import { TimeTable } from './time-table.ts';
import { everyToken } from './token-expression.ts';
import type { DeletedRange, JournalFollower } from './journal-follower.ts';

/**
 * Fills an index in commit order. Each call is one transaction that also moves the position: after a crash the index is as after some
 * call, and goes on from there. Every method throws SQLite's errors.
 */
export class IndexWriter {
  readonly #db: Database;
  readonly #journal: JournalFollower;
  readonly #calls: CallTable;
  readonly #book: CallBook;
  readonly #times: TimeTable;
  readonly #senders: SenderTable;
  readonly #insert: Statement;
  readonly #insertTokens: Statement<[number, string]>;
  readonly #setMeta: Statement<[string, string]>;
  readonly #doomed: Statement<[number, number], DoomedRow>;
  readonly #removeEvent: Statement<[number]>;
  readonly #removeTokens: Statement<[number]>;
  /** Numbers of calls that lost events, and nobody was told. */
  readonly #untold = new Set<number>();
  #position: number;
  #deletions: number;
  #hasLostDeletions = false;

  /** Opens the index at a path, a new one if there is none that can be used. */
  constructor(path: string, journal: JournalFollower) {
    const db = openIndexFile(path, journal.journalId);
    this.#db = db;
    this.#journal = journal;
    this.#calls = new CallTable(db, journal);
    this.#book = new CallBook(this.#calls);
    this.#times = new TimeTable(db);
    this.#senders = new SenderTable(db);
    this.#insert = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertTokens = db.prepare('INSERT INTO token (rowid, tokens) VALUES (?, ?)');
    this.#setMeta = db.prepare('UPDATE meta SET value = ? WHERE name = ?');
    this.#doomed = db.prepare(
      'SELECT seq, at_us, type, myid, call, sender FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq',
    );
    this.#removeEvent = db.prepare('DELETE FROM event WHERE seq = ?');
    this.#removeTokens = db.prepare('DELETE FROM token WHERE rowid = ?');
    const meta = db.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck();
    this.#position = Number(meta.get('position'));
    this.#deletions = Number(meta.get('deletions'));
    if (this.#position === 0 && this.#deletions === 0) this.#skipDeletions();
    const noted = new Set(journal.partialCalls(0, Number.MAX_SAFE_INTEGER));
    for (const { row } of this.#calls.partial()) if (!noted.has(row)) this.#untold.add(row);
  }

  /** The last event in it. */
  get position(): Cursor {
    return formatCursor(this.#journal.tag, this.#position);
  }

  /** How many events were stored since. */
  get behind(): number {
    return Math.max(0, this.#journal.headSeq() - this.#position);
  }

  /** Whether it belongs to a journal that went on from another state than this one, as when a backup was restored. */
  get isAhead(): boolean {
    return (
      // What is no number is beyond everything.
      !(this.#position <= this.#journal.headSeq()) ||
      !(this.#deletions >= 0) ||
      this.#deletions > this.#journal.lastDeletion() ||
      this.#deletions + 1 < this.#journal.firstDeletion()
    );
  }

  /** Adds the next events, in commit order. @returns the calls that changed by them, in the order of their last events */
  add(entries: readonly IndexEntry[]): readonly ChangedCall[] {
    const last = entries.at(-1);
    if (!last) return [];
    const head = this.#journal.headSeq();
    const lastSeq = requireCursor(this.#journal.tag, last.cursor, head);
    const partial = new Set(this.#journal.partialCalls(this.#position + 1, lastSeq));
    const changed = this.#transaction(() => {
      for (const entry of entries) {
        const seq = requireCursor(this.#journal.tag, entry.cursor, head);
        this.#add(seq, entry);
        if (entry.callKey !== undefined && partial.has(seq)) this.#book.markPartial(entry.callKey);
      }
      this.#times.write();
      this.#senders.write();
      const calls = this.#book.takeChanged();
      for (const call of calls) this.#calls.put(call.entry);
      this.#setMeta.run(String(lastSeq), 'position');
      return calls;
    });
    this.#position = lastSeq;
    return changed;
  }

  /** Moves the position over events that are gone. */
  skipTo(cursor: Cursor): void {
    const seq = this.#journal.seqOf(cursor);
    this.#setMeta.run(String(seq), 'position');
    this.#position = seq;
  }

  #add(seq: number, entry: IndexEntry): void {
    const { extensions, tokens, fingerprint, callKey, called } = entry;
    const call = callKey === undefined ? null : this.#book.rowOf(callKey, seq);
    this.#insert.run(
      seq,
      entry.receivedAtUs,
      entry.type,
      entry.myid,
      entry.origin,
      entry.method,
      entry.status ?? null,
      extensions.length === 0 ? null : JSON.stringify(extensions),
      call,
      entry.findings === '' ? null : entry.findings,
      entry.isCut ? 1 : 0,
      fingerprint,
      this.#senders.count(entry, seq),
    );
    this.#insertTokens.run(seq, `${everyToken} ${[...tokens].join(' ')}`);
    this.#times.count(entry, seq);
    if (callKey !== undefined) this.#book.add(callKey, { ...called, row: seq });
  }

  /** Takes out events that the journal has deleted since the last call, a part of them at a time. @returns whether there may be more */
  followDeletions(): boolean {
    const ranges = this.#journal.deletionsAfter(this.#deletions, partRanges);
    const [next] = ranges;
    if (!next) return false;
    if (next.n > this.#deletions + 1) this.#hasLostDeletions = true;
    let followed = this.#deletions;
    this.#transaction(() => {
      let removed = 0;
      let enough = partRows;
      const cut = new Set<number>();
      for (let some = ranges; some.length > 0;) {
        for (const range of some) {
          for (const { seq, call } of this.#remove(range)) {
            removed++;
            if (call === null) continue;
            cut.add(call);
            if (seq === call) enough = Math.max(enough, this.#calls.countOf(call) / partOfCall);
          }
          followed = range.n;
          if (removed >= enough) break;
        }
        const goesOn = enough > partRows && removed < enough;
        some = goesOn ? this.#journal.deletionsAfter(followed, partRanges) : [];
      }
      this.#senders.write();
      // Once, for each of the ranges may be of the same call.
      for (const call of cut) this.#shrink(call);
      // Without the lost ones this index may not be taken for complete by the next start either.
      if (!this.#hasLostDeletions) this.#setMeta.run(String(followed), 'deletions');
    });
    this.#deletions = followed;
    return true;
  }

  /** Whether the journal no longer knew of a deletion when its turn came: the index has events that are gone, and should be made anew. */
  get hasLostDeletions(): boolean {
    return this.#hasLostDeletions;
  }

  /** @returns what went */
  #remove({ first, last }: DeletedRange): readonly DoomedRow[] {
    const rows = this.#doomed.all(first, last);
    for (const { seq } of rows) {
      this.#removeTokens.run(seq);
      this.#removeEvent.run(seq);
    }
    this.#times.remove(rows);
    this.#senders.remove(rows);
    return rows;
  }

  /** Makes a call anew of the events that are left of it. */
  #shrink(row: number): void {
    const key = this.#calls.keyOf(row);
    if (key === undefined) return;
    this.#book.forget(key);
    const rest = this.#calls.shrink(row);
    if (!rest) return;
    const { events, isFull } = this.#calls.eventsOf(rest.row);
    this.#calls.markPartial(key);
    this.#untold.add(rest.row);
    // The rest may be gone from the journal, too: then its turn comes.
    if (events.length === 0) return;
    this.#calls.put(callEntry(key, judgedCall(events, rest.count), { ...rest, isFull }));
  }

  /** The first events left of calls that lost others, which the journal does not know of yet: some, and each only once. */
  takePartialCalls(): readonly Cursor[] {
    const some = [...this.#untold].slice(0, maxPage);
    for (const seq of some) this.#untold.delete(seq);
    return some.map((seq) => formatCursor(this.#journal.tag, seq));
  }

  /** The keys of calls of which some events were deleted. Of a damaged index none. */
  partialCalls(): readonly string[] {
    try {
      return this.#calls.partial().map(({ key }) => key);
    } catch {
      return [];
    }
  }

  /** Marks calls that another index knew to be without some of their events. */
  keepPartial(keys: readonly string[]): void {
    this.#transaction(() => {
      for (const key of keys) this.#calls.markPartial(key);
    });
  }

  /** An index that begins with the journal of now knows nothing of what went before. */
  #skipDeletions(): void {
    this.#deletions = this.#journal.lastDeletion();
    this.#setMeta.run(String(this.#deletions), 'deletions');
  }

  #transaction<T>(work: () => T): T {
    try {
      return this.#db.transaction(work).immediate();
    } catch (error) {
      // What they remember was not written.
      this.#book.clear();
      this.#times.clear();
      this.#senders.clear();
      throw error;
    }
  }

  /** Closes it without care for what is in it. Again does nothing. */
  abandon(): void {
    this.#db.close();
  }

  /** Merges the write-ahead log into the file, so that the file alone is the index, and closes it. */
  close(): void {
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#db.close();
    }
  }
}

/** A transaction of this many is short; so nobody who waits for events waits long for one. */
const partRows = 1_000;
const partRanges = 1_000;
/** When its first event goes, all that is left of a call gets another number: with this part of a large call at once, that stays cheap. */
const partOfCall = 4;

interface DoomedRow {
  readonly seq: number;
  readonly at_us: number;
  readonly type: string;
  readonly myid: string;
  readonly call: number | null;
  readonly sender: number;
}
