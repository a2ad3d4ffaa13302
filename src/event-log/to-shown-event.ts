import type { ShownEvent } from '../formats/shown-event.ts';
import type { Event } from '../journal/event.ts';
import { headerOf, parseRequestLine, requestLineOf } from '../journal/head.ts';
import { decodeEvent } from '../protocol/decode.ts';

/** Decodes a stored event for the formats. */
export function toShownEvent(event: Event): ShownEvent {
  const { method, target } = parseRequestLine(requestLineOf(event.head));
  const { body } = event;
  return {
    ...decodeEvent(
      body.length === 0
        ? { target, body: '' }
        : {
            target,
            contentType: headerOf(event.head, 'content-type'),
            body: Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'),
          },
    ),
    id: event.id,
    cursor: event.cursor,
    receivedAtUs: event.receivedAtUs,
    method,
    target,
    peer: event.forwardedPeer ?? event.peer,
    status: event.answer.status,
    bodyBytes: body.length,
  };
}
