import { csvHeader, formatCsvLine } from '../csv-line.ts';
import type { ReadEvent } from '../index/event-view.ts';

/** An event as a line of `export.csv`. */
export function formatCsvEvent({ event, head, decoded }: ReadEvent): string {
  return formatCsvLine({
    id: event.id,
    cursor: event.cursor,
    receivedAtUs: event.receivedAtUs,
    method: head.method,
    target: head.target,
    peer: event.forwardedPeer ?? event.peer,
    status: event.answer.status,
    origin: event.origin,
    ...decoded,
  });
}

/** The same chunks behind the line that names the columns, which an empty export has, too. */
export async function* withCsvHeader(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  yield csvHeader;
  yield* chunks;
}
