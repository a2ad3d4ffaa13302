import { rootUrl } from '../place/use-place.ts';
import { ask, send } from '../server/ask.ts';
import type { TabMessage } from './frame.ts';
import type { Locks, OpenStream, Release, Surroundings, Tabs } from './surroundings.ts';

/** The browser's clock, server, locks and channels. */
export function browserSurroundings(): Surroundings {
  return {
    clock: {
      nowMs: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
    },
    server: {
      openStream: async ({ of, q, after }, signal) => {
        // An empty place is the start, and none is the end: so it is always said.
        const query = new URLSearchParams({ of, q, after });
        const response = await send(`api/v1/stream?${query.toString()}`, { signal });
        return openStreamOf(response);
      },
      events: (question, signal) =>
        ask('events', 'api/v1/events', { query: { ...question, order: 'oldest' }, signal }),
      calls: (question, signal) => ask('calls', 'api/v1/calls', { query: question, signal }),
    },
    tabs: browserTabs(),
  };
}

/** The path of the page's root, which not all pages of an origin share. */
export const rootPath = rootUrl.pathname;

function openStreamOf(response: Response): OpenStream {
  const answeredAtMs = Date.parse(response.headers.get('Date') ?? '');
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  return {
    answeredAtMs: Number.isNaN(answeredAtMs) ? undefined : answeredAtMs,
    read: async () => {
      const chunk = await reader?.read();
      return chunk?.value && decoder.decode(chunk.value, { stream: true });
    },
  };
}

/** Browsers have locks only for pages that nobody on the way can have changed: plain HTTP is not enough, unless it is this machine. */
function browserTabs(): Tabs | undefined {
  const { locks } = navigator as { readonly locks?: LockManager };
  if (!locks || !('BroadcastChannel' in globalThis)) return undefined;
  return {
    locks: locksOf(locks),
    open: (name, onMessage) => {
      const channel = new BroadcastChannel(name);
      // Of this origin, and by its name of a page of this version.
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
        onMessage(data);
      };
      return {
        post: (message) => {
          channel.postMessage(message);
        },
        close: () => {
          channel.close();
        },
      };
    },
    newName: () => crypto.randomUUID(),
  };
}

/** A browser's lock is held as long as a promise waits; here until it is given back. */
function locksOf(locks: LockManager): Locks {
  return {
    take: (name, signal) =>
      new Promise((resolve, reject) => {
        locks
          .request(name, { signal }, () => {
            const held = Promise.withResolvers<undefined>();
            resolve(releaseOf(held));
            return held.promise;
          })
          .catch(reject);
      }),
    takeFree: (name) =>
      new Promise((resolve, reject) => {
        locks
          .request(name, { ifAvailable: true }, (lock) => {
            if (!lock) {
              resolve(undefined);
              return undefined;
            }
            const held = Promise.withResolvers<undefined>();
            resolve(releaseOf(held));
            return held.promise;
          })
          .catch(reject);
      }),
  };
}

function releaseOf(held: PromiseWithResolvers<undefined>): Release {
  return () => {
    held.resolve(undefined);
  };
}
