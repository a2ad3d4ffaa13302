// @ts-check
/* global AbortController, document, requestAnimationFrame, window, scrollTo, scrollY, setTimeout, clearTimeout */

import { readEvents, readHead, Refusal } from './api.js';
import { follow } from './live.js';
import { rowOf } from './rows.js';
import { byId, localTime } from './text.js';

/** @typedef {import('./api.js').EventSummary} EventSummary */
/** @typedef {import('./live.js').Liveness} Liveness */

/** So many rows stay fast; older ones are loaded again when somebody wants them. */
const maxRows = 1_000;
/** Scrolled less than this, one looks at the top and wants to see what comes. */
const topPx = 40;
const retryMs = 5_000;

const rows = byId('rows');
const pill = byId('new-events');
const older = /** @type {HTMLButtonElement} */ (byId('older'));

/**
 * The list of events of one filter: newest first, growing at both ends.
 * @param {object} to
 * @param {(q: string, refusal: Refusal | undefined) => void} to.onAnswer how the filter was taken
 * @param {(liveness: Liveness | undefined) => void} to.onState undefined: nothing is followed
 * @param {() => void} to.onEnd the server refused to go on
 * @param {() => void} to.onChange rows came or went
 */
export function createList(to) {
  let q = '';
  /** @type {string | undefined} */
  let next;
  let abort = new AbortController();
  let stop = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  /** Came while one looks further down, newest last. @type {EventSummary[]} */
  let waiting = [];
  let isPlanned = false;
  /** @type {Set<string>} */
  let shown = new Set();

  /** @param {readonly EventSummary[]} events newest first */
  const unseen = (events) =>
    events.filter(({ id }) => {
      const isNew = !shown.has(id);
      shown.add(id);
      return isNew;
    });

  const showWaiting = () => {
    const fresh = waiting.toReversed();
    waiting = [];
    pill.hidden = true;
    document.title = 'Ringlog';
    if (fresh.length === 0) return;
    const made = fresh.map((event) => rowOf(event, q));
    for (const row of made) row.classList.add('fresh');
    rows.prepend(...made);
    trim();
    showFrame();
    to.onChange();
  };

  const trim = () => {
    if (rows.childElementCount <= maxRows) return;
    while (rows.childElementCount > maxRows) {
      const last = /** @type {HTMLElement} */ (rows.lastElementChild);
      const id = last.dataset['id'] ?? '';
      shown.delete(id);
      cursors.delete(id);
      last.remove();
    }
    const last = /** @type {HTMLElement} */ (rows.lastElementChild);
    next = cursors.get(last.dataset['id'] ?? '');
  };

  /** Of the rows, to go on below them after a trim. @type {Map<string, string>} */
  let cursors = new Map();

  /** Table or empty state, and what there is to load. */
  const showFrame = (scannedTo = '') => {
    const isEmpty = rows.childElementCount === 0;
    byId('table').hidden = isEmpty;
    byId('empty').hidden = !isEmpty;
    byId('foot').hidden = next === undefined;
    byId('scanned').textContent =
      scannedTo === '' || next === undefined ? '' : 'There is more to look through. ';
  };

  const onFrame = () => {
    isPlanned = false;
    if (scrollY <= topPx && !document.hidden) {
      showWaiting();
      return;
    }
    pill.textContent = `↑ ${waiting.length}${waiting.length >= maxRows ? ' or more' : ''} new`;
    pill.hidden = waiting.length === 0;
    document.title = waiting.length === 0 ? 'Ringlog' : `(${waiting.length}) Ringlog`;
  };

  const plan = () => {
    if (isPlanned) return;
    isPlanned = true;
    // A hidden page draws no frames, but its title is seen.
    if (document.hidden) onFrame();
    else requestAnimationFrame(onFrame);
  };

  /** @param {EventSummary} event */
  const onEvent = (event) => {
    if (unseen([event]).length === 0) return;
    cursors.set(event.id, event.cursor);
    waiting.push(event);
    if (waiting.length > maxRows) {
      // Older ones would fall off the end anyway.
      const dropped = waiting.shift();
      if (dropped) shown.delete(dropped.id);
    }
    plan();
  };

  /** @param {string} filter */
  const load = async (filter) => {
    q = filter;
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    stop();
    stop = () => {};
    clearTimeout(retry);
    byId('list').setAttribute('aria-busy', 'true');
    try {
      // The head first: what comes after it is either in the page or follows live, or both, never neither.
      const head = await readHead();
      const page = await readEvents(filter, undefined, signal);
      if (signal.aborted) return;
      waiting = [];
      pill.hidden = true;
      shown = new Set();
      cursors = new Map(page.events.map(({ id, cursor }) => [id, cursor]));
      next = page.next;
      rows.replaceChildren(...unseen(page.events).map((event) => rowOf(event, filter)));
      byId('list').classList.remove('stale');
      scrollTo({ top: 0 });
      showFrame(page.scannedTo);
      to.onAnswer(filter, undefined);
      to.onChange();
      stop = follow(filter, head, {
        onEvent,
        onGap: () => void load(filter),
        onState: to.onState,
        onEnd: to.onEnd,
      });
    } catch (error) {
      if (signal.aborted) return;
      const refusal = toRefusal(error);
      byId('list').classList.add('stale');
      // What may pass is tried again; what is wrong with the filter is for whoever wrote it.
      const mayPass = refusal.status === 0 || refusal.status >= 500;
      if (mayPass) retry = setTimeout(() => void load(filter), retryMs);
      to.onState(mayPass ? { state: 'offline', since: new Date() } : undefined);
      to.onAnswer(filter, refusal);
    } finally {
      if (!signal.aborted) byId('list').removeAttribute('aria-busy');
    }
  };

  const loadOlder = async () => {
    if (next === undefined || older.disabled) return;
    const { signal } = abort;
    older.disabled = true;
    try {
      const page = await readEvents(q, next, signal);
      if (signal.aborted) return;
      for (const { id, cursor } of page.events) cursors.set(id, cursor);
      next = page.next;
      rows.append(...unseen(page.events).map((event) => rowOf(event, q)));
      showFrame(page.scannedTo);
      to.onAnswer(q, undefined);
      to.onChange();
    } catch (error) {
      if (!signal.aborted) to.onAnswer(q, toRefusal(error));
    } finally {
      older.disabled = false;
    }
  };

  older.addEventListener('click', () => void loadOlder());
  pill.addEventListener('click', () => {
    scrollTo({ top: 0 });
    showWaiting();
  });
  window.addEventListener('scroll', () => {
    if (scrollY <= topPx && waiting.length > 0) plan();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) plan();
  });
  return {
    load,
    stop: () => {
      abort.abort();
      stop();
      clearTimeout(retry);
    },
  };
}

/**
 * @param {unknown} error
 * @returns {Refusal}
 */
function toRefusal(error) {
  if (error instanceof Refusal) return error;
  throw error;
}

/**
 * What the badge says, truly.
 * @param {Liveness} liveness
 */
export function badgeOf({ state, since }) {
  return state === 'offline'
    ? `offline since ${localTime(since.toISOString()).slice(0, -4)}`
    : state;
}
