import type { Cursor, Event } from '../../journal/event.ts';
import { formatCursor } from './cursor.ts';
import { formatEventId } from './event-id.ts';
import type { EventRow } from './event-rows.ts';
import { origins } from './packed-captures.ts';

/** Events on their way from the reader thread: like `PackedCaptures`, the other way. */
export interface PackedEvents {
  readonly rows: readonly PackedEvent[];
  readonly bytes: ArrayBuffer;
}

type PackedEvent = readonly [columns: EventColumns, headBytes: number, bodyBytes: number];

type EventColumns = readonly [
  cursor: Cursor,
  id: string,
  receivedAtUs: number,
  storedAtUs: number,
  peer: string,
  forwardedPeer: string | null,
  origin: number,
  status: number,
];

/** Packs rows of the journal whose cursors begin with the tag. */
export function packEvents(tag: string, rows: readonly EventRow[]): PackedEvents {
  let size = 0;
  for (const { head, body } of rows) size += head.length + (body?.length ?? 0);
  // Not from the pool: the buffer is moved as a whole. Every byte of it is written below.
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  const packed = rows.map((row) => {
    at += row.head.copy(bytes, at);
    if (row.body) at += row.body.copy(bytes, at);
    return [columnsOf(tag, row), row.head.length, row.body?.length ?? 0] as const;
  });
  return { rows: packed, bytes: bytes.buffer };
}

/** The events; each body has memory of its own, so that keeping one does not keep its whole page. */
export function unpackEvents({ rows, bytes }: PackedEvents): Event[] {
  const buffer = Buffer.from(bytes);
  let at = 0;
  return rows.map(([columns, headBytes, bodyBytes]) => {
    const bodyAt = at + headBytes;
    const head = buffer.toString('latin1', at, bodyAt);
    at = bodyAt + bodyBytes;
    return eventOf(columns, head, new Uint8Array(bytes.slice(bodyAt, at)));
  });
}

/** The same events for the thread that read them. */
export function toEvents(tag: string, rows: readonly EventRow[]): Event[] {
  return rows.map((row) =>
    eventOf(columnsOf(tag, row), row.head.toString('latin1'), row.body ?? noBody),
  );
}

/** It holds nothing that could be changed. */
const noBody = new Uint8Array(0);

function columnsOf(tag: string, row: EventRow): EventColumns {
  return [
    formatCursor(tag, row.seq),
    formatEventId(row.id),
    row.received_at_us,
    row.stored_at_us,
    row.peer,
    row.forwarded_peer,
    row.origin,
    row.status,
  ];
}

function eventOf(columns: EventColumns, head: string, body: Uint8Array): Event {
  const [cursor, id, receivedAtUs, storedAtUs, peer, forwardedPeer, origin, status] = columns;
  return {
    id,
    cursor,
    receivedAtUs,
    storedAtUs,
    peer,
    ...(forwardedPeer === null ? undefined : { forwardedPeer }),
    // The table allows no other number.
    origin: origins[origin] ?? 'received',
    answer: { status },
    head,
    body,
  };
}
