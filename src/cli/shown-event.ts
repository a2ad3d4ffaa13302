import { Buffer } from 'node:buffer';
import type { EventSummary } from '../api/event.ts';
import type { CsvEvent } from '../formats/csv.ts';
import type { ShownEvent } from '../formats/shown-event.ts';
import { eventTypes } from '../protocol/classify.ts';

/** An event of the API as the formats show it. */
export function toShownEvent(event: EventSummary): ShownEvent & CsvEvent {
  const { request } = event;
  return {
    id: event.id,
    cursor: event.cursor,
    receivedAtUs: microseconds(event.receivedAt),
    method: request.method,
    // The API shows bytes as text, the formats take them one character each.
    target: Buffer.from(request.target).toString('latin1'),
    peer: request.forwardedPeer ?? request.peer,
    status: event.answer.status,
    bodyBytes: request.bodyBytes,
    origin: event.origin,
    myid: event.myid,
    type: eventTypes.find((type) => type === event.type) ?? 'unknown',
    ...(event.callId === undefined ? {} : { callId: event.callId }),
    ...(event.subCallId === undefined ? {} : { subCallId: event.subCallId }),
    // Without a prototype, as a parameter may be called like a part of one.
    fields: Object.assign(Object.create(null) as Record<string, string>, event.fields),
    query: request.query,
    ...(request.form === undefined ? {} : { form: request.form }),
  };
}

/** µs since 1970 of an ISO time in UTC with six places. */
export function microseconds(iso: string): number {
  return Date.parse(`${iso.slice(0, 23)}Z`) * 1000 + Number(iso.slice(23, 26));
}
