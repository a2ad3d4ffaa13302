import type { Cursor } from '../journal/event.ts';
import type { Filter } from '../query/filter.ts';
import { Found } from './found.ts';
import type { Live, Shown } from './live.ts';

/** What is stored already: see `Search`. */
interface Stored {
  page(
    filter: Filter,
    range: { readonly order: 'newest'; readonly limit: number; readonly before?: Cursor },
  ): Promise<{ readonly events: readonly Shown[]; readonly next?: Cursor }>;
}

/**
 * Waits until so many matching events are there. Nothing that is stored after `after` is missed, however soon it came; without `after`
 * what is stored counts too, the newest of it.
 * @returns those that came, fewer than `count` if time ran out; and after what it has looked
 */
export async function waitFor(
  live: Live,
  stored: Stored,
  filter: Filter,
  options: {
    readonly after?: Cursor | undefined;
    readonly count: number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly found: Found; readonly after: Cursor }> {
  const { count, timeoutMs } = options;
  const enough = new AbortController();
  const signal = AbortSignal.any([options.signal, enough.signal]);
  // Before looking at what is stored: what comes meanwhile is found from here.
  const after = options.after ?? (await live.head());
  const found = new Found();
  if (options.after === undefined) await findNewest(stored, filter, count, found);
  if (found.count >= count) return { found, after: '' };
  const patience = startPatience(timeoutMs, () => {
    enough.abort();
  });
  try {
    for await (const news of live.follow(filter, after, { signal, idleMs: timeoutMs + graceMs })) {
      for (const event of news.events) if (found.count < count) found.add(event);
      if (found.count >= count) enough.abort();
      else if (news.isPresent === true) patience.noteStoredRead();
    }
  } finally {
    patience.end();
  }
  return { found, after: options.after ?? '' };
}

/** The newest that are stored. A page of large ones holds less than was asked for. */
async function findNewest(
  stored: Stored,
  filter: Filter,
  count: number,
  found: Found,
): Promise<void> {
  let before: Cursor | undefined;
  do {
    const range = { order: 'newest', limit: count - found.count } as const;
    const page = await stored.page(filter, before === undefined ? range : { ...range, before });
    for (const event of page.events) found.addBefore(event);
    // Where nothing more was found among many that were looked at, nobody waits for older ones.
    before = page.events.length === 0 ? undefined : page.next;
  } while (before !== undefined && found.count < count);
}

/** Ends the wait when its time is over: but what was stored before is looked at, if that takes no more than a moment. */
function startPatience(
  timeoutMs: number,
  giveUp: () => void,
): { noteStoredRead(): void; end(): void } {
  let isOver = false;
  let isStoredRead = false;
  const last = setTimeout(giveUp, timeoutMs + graceMs);
  const timer = setTimeout(() => {
    isOver = true;
    if (isStoredRead) giveUp();
  }, timeoutMs);
  return {
    noteStoredRead: () => {
      isStoredRead = true;
      if (isOver) giveUp();
    },
    end: () => {
      clearTimeout(timer);
      clearTimeout(last);
    },
  };
}

const graceMs = 2_000;
