import { AppError } from '../../errors.ts';
import type { Search } from '../../index/search.ts';
import type { Live } from '../../live/live.ts';
import type { Followed } from '../../live/place.ts';
import { waitFor } from '../../live/wait.ts';
import { readFilter, readLiveFilter } from '../filter-text.ts';
import type { Handlers } from '../router.ts';
import { Slots } from '../slots.ts';
import { sseFrames, startId } from '../sse.ts';

/** The routes that answer when something happens. */
export function liveRoutes({
  live,
  search,
  nowUs,
  stopping,
  maxStreams = 500,
  maxWaits = 4_000,
}: {
  readonly live: Readonly<Record<Followed, Live>>;
  readonly search: Search;
  readonly nowUs: () => number;
  /** Aborted when the inspector closes: who waits is told at once. */
  readonly stopping: AbortSignal;
  readonly maxStreams?: number | undefined;
  readonly maxWaits?: number | undefined;
}): Pick<Handlers, 'stream' | 'wait'> {
  const streams = new Slots(maxStreams, 'streams');
  const waits = new Slots(maxWaits, 'waits');
  return {
    stream: async ({ query, headers, signal }) => {
      const { q, of } = query;
      const filter = of === 'calls' ? readFilter(q, nowUs()) : readLiveFilter(q, nowUs());
      const lastId = headers['last-event-id'];
      const after = lastId === startId ? '' : (lastId ?? query.after);
      const leave = streams.take();
      const until = AbortSignal.any([signal, stopping]);
      const news = live[of].follow(filter, after, { signal: until, idleMs: pingMs, paceMs });
      const end = (): void => {
        leave();
        // Nobody may be reading it: of a HEAD only the head is answered.
        news.return().catch(() => undefined); // Its end is all that was wanted.
      };
      until.addEventListener('abort', end);
      try {
        if (until.aborted) end();
        // What is wrong is told before the answer begins.
        const first = await news.next();
        return {
          live: sseFrames(of, first.value ?? undefined, news),
        };
      } catch (error) {
        end();
        throw error;
      }
    },
    wait: async ({ query, signal }) => {
      const filter = readLiveFilter(query.q, nowUs());
      const leave = waits.take();
      try {
        const { after, count, timeout: timeoutMs } = query;
        const until = AbortSignal.any([signal, stopping]);
        const { found, after: from } = await waitFor(live.events, search, filter, {
          after,
          count,
          timeoutMs,
          signal: until,
        });
        if (stopping.aborted) throw new AppError('store_closed', 'Ringlog is stopping.');
        if (found.count >= count) {
          const list = found.events.map(({ json }) => json).join(',');
          const cursor = JSON.stringify(found.events.at(-1)?.cursor ?? '');
          return { jsonText: `{"events":[${list}],"cursor":${cursor}}` };
        }
        const misses = await search.nearest(filter, from);
        throw new AppError(
          'no_match',
          `${found.count} of ${count} came within ${timeoutMs / 1000} s.`,
          {
            details: {
              matched: found.count,
              nearest: misses.map(({ json, missed }) => ({
                event: JSON.parse(json) as unknown,
                missed,
              })),
            },
          },
        );
      } finally {
        leave();
      }
    },
  };
}

/** Under load a write then holds many events: so a hundred streams cost little. What comes alone goes out at once. */
const paceMs = 150;

/** Proxies cut what is silent for longer, most of them after 30 or 60 s. */
const pingMs = 15_000;
