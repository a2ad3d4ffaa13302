import type { Cursor } from '../journal/event.ts';
import type { Followed } from './place.ts';

const eventNames = { events: 'event', calls: 'call' } as const;
const beforeData = '\ndata: ';
const end = '\n\n';

/**
 * An event or a call as a stream writes it: a server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). JSON and
 * cursors hold no line feeds, so a line each is enough.
 */
export function frameOf(
  of: Followed,
  { cursor, json }: { readonly cursor: Cursor; readonly json: string },
): string {
  return `id: ${cursor}\nevent: ${eventNames[of]}${beforeData}${json}${end}`;
}

/** The JSON that a frame was made of. */
export function jsonIn(frame: Uint8Array): string {
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.length).toString();
  return text.slice(text.indexOf(beforeData) + beforeData.length, -end.length);
}
