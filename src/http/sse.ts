import { frameOf } from '../live/frame.ts';
import type { News } from '../live/live.ts';
import type { Followed } from '../live/place.ts';

/**
 * News as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The first frame is a place without an
 * event, so that who is cut off before anything came resumes there; the same frame is the sign of life while nothing comes.
 */
export async function* sseFrames(
  of: Followed,
  first: News | undefined,
  rest: AsyncIterable<News>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (first) yield framesOf(of, first);
  for await (const news of rest) yield framesOf(of, news);
}

/** Stands for the place before the first event: a browser that has an empty id sends none when it comes back. */
export const startId = 'start';

function framesOf(of: Followed, { events, at, hasGap }: News): Uint8Array {
  const parts: Uint8Array[] = [];
  if (hasGap === true) {
    const data = JSON.stringify({ after: at, reason: 'Events after this place were deleted.' });
    parts.push(Buffer.from(`event: gap\ndata: ${data}\n\n`));
  }
  for (const event of events) parts.push(event.frame ?? Buffer.from(frameOf(of, event)));
  // A place only; a comment keeps the connection alive where the place is the same.
  if (events.at(-1)?.cursor !== at)
    parts.push(Buffer.from(`: at\nid: ${at === '' ? startId : at}\n\n`));
  return Buffer.concat(parts);
}
