import type { News } from '../live/live.ts';

/**
 * News as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The first frame is a place without an
 * event, so that who is cut off before anything came resumes there; the same frame is the sign of life while nothing comes.
 */
export async function* sseFrames(
  name: 'event' | 'call',
  first: News | undefined,
  rest: AsyncIterable<News>,
): AsyncGenerator<string, void, undefined> {
  if (first) yield framesOf(name, first);
  for await (const news of rest) yield framesOf(name, news);
}

/** Stands for the place before the first event: a browser that has an empty id sends none when it comes back. */
export const startId = 'start';

/** JSON and cursors hold no line feeds, so a line each is enough. */
function framesOf(name: string, { events, at, hasGap }: News): string {
  let frames = '';
  if (hasGap === true) {
    const data = JSON.stringify({ after: at, reason: 'Events after this place were deleted.' });
    frames += `event: gap\ndata: ${data}\n\n`;
  }
  for (const { cursor, json } of events) frames += `id: ${cursor}\nevent: ${name}\ndata: ${json}\n\n`;
  // A place only; a comment keeps the connection alive where the place is the same.
  return events.at(-1)?.cursor === at
    ? frames
    : `${frames}: at\nid: ${at === '' ? startId : at}\n\n`;
}
