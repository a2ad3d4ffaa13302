import type { Cursor } from '../../journal/event.ts';
import type { FactKind, StoredFact } from '../../journal/fact.ts';
import type { StoreHealth } from '../../journal/store.ts';
import { openReadConnection } from './connection.ts';
import { formatCursor } from './cursor.ts';
import { databasePath } from './data-directory.ts';
import { EventRows, type EventRow } from './event-rows.ts';
import { FactRows } from './fact-rows.ts';
import { packEvents, type PackedEvents } from './packed-events.ts';
import { reading } from './reading.ts';
import { StoreHealthReader } from './store-health.ts';
import { HandedOver, serveThread } from '../../threads/thread-channel.ts';

/** What the reader thread does. `open` comes first, and only when the writer has made the journal. */
export type ReaderCalls = {
  open: (directory: string) => void;
  get: (keys: { ids: readonly string[] } | { cursors: readonly Cursor[] }) => PackedEvents;
  since: (cursor: Cursor, limit: number) => PackedEvents;
  before: (cursor: Cursor | undefined, limit: number) => PackedEvents;
  head: () => Cursor;
  facts: (query: { kind?: FactKind; beforeSeq?: number; limit: number }) => StoredFact[];
  health: () => StoreHealth;
};

let journal: ReturnType<typeof openJournal> | undefined;

function openJournal(directory: string) {
  const path = databasePath(directory);
  const db = openReadConnection(path);
  const events = new EventRows(db);
  return { db, events, facts: new FactRows(db), health: new StoreHealthReader(db, events, path) };
}

function opened(): NonNullable<typeof journal> {
  if (!journal) throw new Error('The reader is not open.');
  return journal;
}

function packed(read: (events: EventRows) => EventRow[]): HandedOver<PackedEvents> {
  const { events } = opened();
  const page = packEvents(
    events.tag,
    reading(() => read(events)),
  );
  return new HandedOver(page, [page.bytes]);
}

serveThread<ReaderCalls>(
  {
    open: (directory) => {
      journal = openJournal(directory);
    },
    get: (keys) => packed((events) => events.get(keys)),
    since: (cursor, limit) => packed((events) => events.since(cursor, limit)),
    before: (cursor, limit) => packed((events) => events.before(cursor, limit)),
    head: () => {
      const { events } = opened();
      return formatCursor(
        events.tag,
        reading(() => events.headSeq()),
      );
    },
    facts: (query) => reading(() => opened().facts.read(query)),
    health: () => reading(() => opened().health.read()),
  },
  () => {
    journal?.db.close();
  },
);
