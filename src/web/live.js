// @ts-check
/* global EventSource, URLSearchParams, setTimeout, clearTimeout */

/** @typedef {import('./api.js').EventSummary} EventSummary */
/** @typedef {{ state: 'live' | 'reconnecting' | 'offline', since: Date }} Liveness */

/**
 * Follows the events that match, from a cursor on. It goes on from the last event it gave whenever the connection comes back.
 * @param {string} q
 * @param {string} after
 * @param {object} to
 * @param {(event: EventSummary) => void} to.onEvent
 * @param {() => void} to.onGap events were deleted before they could be sent
 * @param {(liveness: Liveness) => void} to.onState
 * @param {() => void} to.onEnd the server refused; asked before each new try
 * @returns {() => void} stops
 */
export function follow(q, after, to) {
  let cursor = after;
  let waitMs = firstWaitMs;
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Liveness['state'] | undefined} */
  let state;
  /** @param {Liveness['state']} next */
  const tell = (next) => {
    if (next === state) return;
    state = next;
    to.onState({ state, since: new Date() });
  };
  const open = () => {
    const query = new URLSearchParams({ after: cursor });
    if (q !== '') query.set('q', q);
    source = new EventSource(`api/v1/stream?${query}`);
    source.addEventListener('open', () => {
      waitMs = firstWaitMs;
      tell('live');
    });
    source.addEventListener('event', ({ data, lastEventId }) => {
      cursor = lastEventId || cursor;
      to.onEvent(JSON.parse(data));
    });
    source.addEventListener('gap', () => {
      to.onGap();
    });
    source.addEventListener('error', () => {
      // The browser tries again by itself unless it was refused.
      if (source?.readyState !== EventSource.CLOSED) {
        tell('reconnecting');
        return;
      }
      tell('offline');
      to.onEnd();
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, maxWaitMs);
    });
  };
  tell('reconnecting');
  open();
  return () => {
    source?.close();
    clearTimeout(timer);
  };
}

const firstWaitMs = 2_000;
const maxWaitMs = 30_000;
