import type { SenderCount, SenderCounts } from '../../index/sender-counts.ts';
import { formatCursor } from './cursor.ts';
import type { IndexReader } from './index-reader.ts';

/** As `SearchEngine.senders`. @param tag of the journal's cursors */
export function senderCounts(index: IndexReader, tag: string, limit: number): SenderCounts {
  const rows = index
    .statement<[number], CountRow>(
      `SELECT sender.ext AS extension, sender.ext_id AS extensionId, sender.myid, sender.type, sender.method,
         sender.count, last_us AS lastAtUs, call.row AS call
       FROM (SELECT * FROM sender ORDER BY last_us DESC, last DESC LIMIT ?) AS sender
       LEFT JOIN event ON event.seq = sender.last
       LEFT JOIN call ON call.row = event.call AND call.count <= ${maxCallEvents}
       ORDER BY last_us DESC, sender.last DESC`,
    )
    .all(limit + 1);
  return {
    counts: rows
      .slice(0, limit)
      .map(({ call, ...row }) => (call === null ? row : { ...row, call })),
    isComplete: rows.length <= limit,
    indexedTo: formatCursor(tag, index.positionSeq()),
  };
}

/** What a larger call would tell is told by another one soon, and it takes long to put together. */
const maxCallEvents = 100;

type CountRow = Omit<SenderCount, 'call'> & { readonly call: number | null };
