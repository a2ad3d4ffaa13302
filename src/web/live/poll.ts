import type { Frame } from './frame.ts';
import { within } from './pause.ts';
import type { EventsPage, Surroundings } from './surroundings.ts';

/** Where what was read goes, and from where on to read. */
export interface Sink {
  readonly cursor: () => string;
  readonly take: (frames: readonly Frame[]) => void;
}

const pageLimit = 500;
/** Then it is somebody else's turn. */
const maxPages = 20;
const newestCalls = 50;
const answerMs = 10_000;

/**
 * Asks for what was stored since. Of events: all of them. Of calls: the newest; the place stays, so that a later stream tells of
 * the older ones that have changed.
 * @returns whether that was all
 * @throws {Refusal}; anything when the signal is aborted
 */
export async function poll(
  around: Surroundings,
  { of, q }: { readonly of: 'events' | 'calls'; readonly q: string },
  sink: Sink,
  signal: AbortSignal,
): Promise<boolean> {
  const { clock, server } = around;
  if (of === 'calls') {
    const { calls } = await within(clock, answerMs, signal, (until) =>
      server.calls({ q, limit: newestCalls }, until),
    );
    if (signal.aborted) return false;
    // The one that changed first is told first, as far as that is known.
    sink.take(calls.toReversed().map((call) => ({ event: 'call', data: JSON.stringify(call) })));
    return true;
  }
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await eventsAfter(around, { q, after: sink.cursor() }, signal);
    if (signal.aborted) return false;
    sink.take(framesOfPage(page));
    if (page.next === undefined) return true;
  }
  return false;
}

/** A page of what was stored after a cursor, the oldest first. @throws {Refusal}; anything when the signal is aborted */
export function eventsAfter(
  { clock, server }: Surroundings,
  question: { readonly q: string; readonly after: string },
  signal: AbortSignal,
): Promise<EventsPage> {
  return within(clock, answerMs, signal, (until) =>
    server.events({ ...question, limit: pageLimit }, until),
  );
}

/** A page as a stream would have told it. At its end is the place up to which there is no more. */
function framesOfPage({ events, next, indexedTo }: EventsPage): readonly Frame[] {
  const told = events.map((event): Frame => ({
    event: 'event',
    data: JSON.stringify(event),
    id: event.cursor,
  }));
  const at = next ?? indexedTo;
  return at === '' ? told : [...told, { event: '', data: '', id: at }];
}
