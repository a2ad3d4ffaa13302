import { Feed } from '../../src/web/feed/feed.ts';
import type { FeedPage, FeedSink, FeedSource } from '../../src/web/feed/source.ts';

/** A row of a made-up list. */
export interface Row {
  readonly id: number;
  readonly text: string;
}

export const row = (id: number, text = ''): Row => ({ id, text });
export const order = {
  keyOf: ({ id }: Row): string => String(id),
  compare: (a: Row, b: Row): number => b.id - a.id,
};

/** A list of rows 1 to `count` in pages of ten, and a hand on what comes and on time. */
function harness(count: number, change: Partial<FeedSource<Row>> = {}) {
  let stored = Array.from({ length: count }, (_, at) => row(count - at));
  let sink: FeedSink<Row> | undefined;
  let follows = 0;
  const timers = new Map<number, () => void>();
  let timerId = 0;
  const taken: string[] = [];
  const pages: (string | undefined)[] = [];
  const source: FeedSource<Row> = {
    page: (before): Promise<FeedPage<Row>> => {
      pages.push(before);
      const rows = stored.filter(({ id }) => before === undefined || id < Number(before));
      const page = rows.slice(0, 10);
      const next = rows.length > 10 ? String(page.at(-1)?.id) : undefined;
      return Promise.resolve({ rows: page, next, indexedTo: String(stored[0]?.id ?? 0) });
    },
    nextAfter: ({ id }) => Promise.resolve(String(id)),
    follow: (after, given) => {
      sink = given;
      follows++;
      return { stop: () => (sink = undefined), cursor: () => after };
    },
    ...order,
    isSettled: () => true,
    ...change,
  };
  const feed = new Feed<Row>(source, {
    setTimeout: (then) => {
      timers.set(++timerId, then);
      return timerId;
    },
    clearTimeout: (timer) => timers.delete(timer),
    onTaken: (keys) => taken.push(...keys),
  });
  return {
    feed,
    taken,
    pages,
    ids: () => feed.state().rows.map(({ id }) => id),
    come: (...rows: Row[]) => {
      stored = [...rows, ...stored.filter(({ id }) => !rows.some((one) => one.id === id))];
      sink?.onRows(rows);
    },
    lose: (id: number) => (stored = stored.filter((one) => one.id !== id)),
    sink: () => sink,
    follows: () => follows,
    /** Lets all timers that are set run. */
    tick: () => {
      const due = [...timers.values()];
      timers.clear();
      for (const then of due) then();
      return settled();
    },
    timers,
  };
}

/** Until everything that was promised has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** The same with its first page. */
export async function started(
  count: number,
  change: Partial<FeedSource<Row>> = {},
): Promise<ReturnType<typeof harness>> {
  const made = harness(count, change);
  made.feed.start();
  await settled();
  return made;
}
