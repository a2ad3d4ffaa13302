import type { ShownEvent } from '../formats/shown-event.ts';
import type { Event } from '../journal/event.ts';
import { parseHead } from '../journal/head.ts';
import { decodeEvent } from '../protocol/decode.ts';

/** Decodes a stored event for the formats. */
export function toShownEvent(event: Event): ShownEvent {
  const { method, target, headers } = parseHead(event.head);
  const { body } = event;
  return {
    id: event.id,
    cursor: event.cursor,
    receivedAtUs: event.receivedAtUs,
    method,
    target,
    peer: event.forwardedPeer ?? event.peer,
    status: event.answer.status,
    bodyBytes: body.length,
    ...decodeEvent({
      target,
      contentType: headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1],
      body: Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'),
    }),
  };
}
