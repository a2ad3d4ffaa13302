import type { EventType } from '../protocol/classify.ts';
import { decodeUtf8 } from '../protocol/utf8.ts';
import type { Fields } from '../protocol/fields.ts';
import { splitTarget } from '../protocol/target.ts';
import { isoTime } from './iso-time.ts';
import type { ShownEvent } from './shown-event.ts';

/** An event as a line of the event log in JSON. Times are ISO 8601 in UTC with µs. */
export interface LogRecord {
  /** When it was received, under the name by which collectors order logs: a line may be written much later. */
  readonly time: string;
  readonly id: string;
  readonly cursor: string;
  /** The same time, under the API's name. */
  readonly receivedAt: string;
  readonly myid: string;
  readonly type: EventType;
  readonly callId?: string | undefined;
  readonly subCallId?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly peer: string;
  readonly fields: Fields;
  /** Bytes of a body that is no form and so gives no fields: what it is, the journal knows. */
  readonly bodyBytes?: number | undefined;
}

export function toLogRecord(event: ShownEvent): LogRecord {
  const receivedAt = isoTime(event.receivedAtUs);
  return {
    time: receivedAt,
    id: event.id,
    cursor: event.cursor,
    receivedAt,
    myid: event.myid,
    type: event.type,
    callId: event.callId,
    subCallId: event.subCallId,
    method: event.method,
    path: decodeUtf8(splitTarget(event.target).path),
    peer: event.peer,
    fields: event.fields,
    bodyBytes: event.form === undefined && event.bodyBytes > 0 ? event.bodyBytes : undefined,
  };
}
