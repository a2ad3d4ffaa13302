// @ts-check
/* global document, history, location, navigator, window, HTMLElement, ResizeObserver, URL, URLSearchParams */

import { logIn, logOut, readBody, readEvent, readSession, Refusal } from './api.js';
import { detailOf, hasOtherBody } from './detail.js';
import { filterErrorOf } from './filter-error.js';
import { badgeOf, createList } from './list.js';
import { hrefOf } from './rows.js';
import { byId, element } from './text.js';

/**
 * The page: all state that is worth a link is in the URL (`?q=…&event=…`), everything else follows from it. Captured text becomes text
 * nodes and attributes that no browser runs; the Content-Security-Policy holds that even where this script is wrong.
 */

const input = /** @type {HTMLInputElement} */ (byId('q'));
const detail = byId('detail');
/** The filter that is shown, once there is one. @type {string | undefined} */
let shownQ;

const list = createList({
  onAnswer: showAnswer,
  onState: (liveness) => {
    const badge = byId('live');
    badge.hidden = liveness === undefined;
    if (liveness === undefined) return;
    badge.dataset['state'] = liveness.state;
    badge.textContent = badgeOf(liveness);
  },
  onEnd: () => void checkSession(),
  onChange: markSelected,
});

/** What the URL says. */
function place() {
  const query = new URLSearchParams(location.search);
  return { q: query.get('q') ?? '', id: query.get('event') ?? undefined };
}

/** Shows what the URL says. */
function show() {
  const { q, id } = place();
  if (q !== shownQ) {
    shownQ = q;
    input.value = q;
    showEmpty(q);
    void list.load(q);
  }
  void showDetail(id);
}

/** @param {string} href */
function go(href) {
  if (new URL(href, location.href).href !== location.href) history.pushState(null, '', href);
  show();
}

/**
 * @param {string} q
 * @param {Refusal | undefined} refusal
 */
function showAnswer(q, refusal) {
  const isFilter = refusal?.fault.at !== undefined || refusal?.fault.code === 'bad_filter';
  const place = byId('filter-error');
  place.hidden = !isFilter;
  input.setAttribute('aria-invalid', String(isFilter));
  if (refusal && isFilter)
    place.replaceChildren(...filterErrorOf(q, refusal.fault, (mended) => go(hrefOf(mended))));
  const other = byId('list-error');
  other.hidden = refusal === undefined || isFilter;
  other.textContent = refusal?.message ?? '';
  if (refusal?.status === 401) void checkSession();
}

/** @param {string} q */
function showEmpty(q) {
  const empty = byId('empty');
  if (q !== '') {
    const clear = element('a', { href: './' }, 'Clear the filter');
    empty.replaceChildren(
      element('p', {}, 'No stored event matches. What comes and matches appears here. ', clear),
    );
    return;
  }
  const line = `curl '${document.body.dataset['exampleUrl']}'`;
  const copy = element('button', { type: 'button' }, 'Copy');
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(line).then(() => (copy.textContent = 'Copied'));
  });
  empty.replaceChildren(
    element('h2', {}, 'No events yet'),
    element(
      'p',
      {},
      'Send one from a terminal, or point your PBX at this address; it appears here at once:',
    ),
    element('pre', { tabindex: '0' }, line),
    // Without https or localhost there is no clipboard.
    ...(navigator.clipboard ? [copy] : []),
  );
}

/** @param {string | undefined} id */
async function showDetail(id) {
  markSelected();
  if (id === undefined) {
    if (detail.hidden) return;
    const hadFocus = detail.contains(document.activeElement);
    const last = detail.dataset['id'] ?? '';
    detail.hidden = true;
    delete detail.dataset['id'];
    if (hadFocus) linkOf(last)?.focus();
    return;
  }
  if (detail.dataset['id'] === id) return;
  detail.dataset['id'] = id;
  /** @type {Node[]} */
  let content;
  try {
    const event = await readEvent(id);
    const body = hasOtherBody(event.request) ? await readBody(id) : undefined;
    content = detailOf(event, body, hrefOf(place().q));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const close = element(
      'a',
      { href: hrefOf(place().q), class: 'close', 'aria-label': 'Close' },
      '✕',
    );
    content = [element('header', {}, element('h2', {}, error.message), close)];
  }
  if (detail.dataset['id'] !== id) return;
  detail.replaceChildren(...content);
  detail.hidden = false;
  detail.scrollTop = 0;
}

function markSelected() {
  const { id } = place();
  for (const row of document.querySelectorAll('tr[aria-selected]'))
    row.removeAttribute('aria-selected');
  if (id !== undefined) linkOf(id)?.closest('tr')?.setAttribute('aria-selected', 'true');
}

/**
 * @param {string} id
 * @returns {HTMLElement | undefined}
 */
function linkOf(id) {
  const row = [...byId('rows').children].find(
    (one) => one instanceof HTMLElement && one.dataset['id'] === id,
  );
  return row?.querySelector('a') ?? undefined;
}

/** Login or events, as the server sees this browser. */
async function checkSession() {
  let session;
  try {
    session = await readSession();
  } catch {
    return; // The badge says already that nobody answers.
  }
  byId('login').hidden = session.loggedIn;
  for (const id of ['events', 'filter']) byId(id).hidden = !session.loggedIn;
  byId('log-out').hidden = session.expiresAt === undefined;
  if (session.loggedIn) {
    show();
    return;
  }
  list.stop();
  shownQ = undefined;
  byId('live').hidden = true;
  byId('rows').replaceChildren();
  detail.replaceChildren();
  delete detail.dataset['id'];
  byId('token').focus();
}

/** @param {{ code: string } | { token: string }} proof */
async function enter(proof) {
  const place = byId('login-error');
  place.hidden = true;
  try {
    await logIn(proof);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    place.textContent = error.message;
    place.hidden = false;
  }
  await checkSession();
}

/** The link of `serve`. Its code leaves the address at once: it is of no use to a history or a shoulder. */
async function enterByLink() {
  const code = /^#login=([\w-]+)$/.exec(location.hash)?.[1];
  if (code === undefined) return false;
  history.replaceState(null, '', location.pathname + location.search);
  await enter({ code });
  return true;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    if (document.activeElement === input) input.blur();
    else if (place().id !== undefined) go(hrefOf(place().q));
    return;
  }
  if (event.target instanceof HTMLElement && event.target.closest('input')) return;
  if (event.key === '/') {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === 'j' || event.key === 'k') {
    const current =
      document.activeElement?.closest('#rows tr') ?? document.querySelector('tr[aria-selected]');
    const step = event.key === 'j' ? current?.nextElementSibling : current?.previousElementSibling;
    const target = current ? step : byId('rows').firstElementChild;
    target?.querySelector('a')?.focus();
  }
}

byId('filter').addEventListener('submit', (event) => {
  event.preventDefault();
  const q = input.value.trim();
  if (q === shownQ) shownQ = undefined; // Asked again on purpose.
  go(hrefOf(q, place().id));
});
byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = /** @type {HTMLInputElement} */ (byId('token'));
  const given = token.value.trim();
  token.value = '';
  void enter({ token: given });
});
byId('log-out').addEventListener('click', () => void logOut().then(checkSession));
byId('rows').addEventListener('click', (event) => {
  // Anywhere in a row, unless text is being selected there.
  if (!(event.target instanceof HTMLElement) || event.target.closest('a')) return;
  if (String(document.getSelection()) === '')
    event.target.closest('tr')?.querySelector('a')?.click();
});
document.addEventListener('click', (event) => {
  const link = event.target instanceof HTMLElement ? event.target.closest('a') : null;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link?.getAttribute('href')?.startsWith('./') || !isPlain) return;
  event.preventDefault();
  go(link.href);
});
document.addEventListener('keydown', onKey);
// What sticks below the bar must know how high it is: an error or a narrow screen makes it grow.
const bar = /** @type {HTMLElement} */ (document.querySelector('body > header'));
new ResizeObserver(() => {
  document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`);
}).observe(bar);
window.addEventListener('popstate', show);
window.addEventListener('hashchange', () => void enterByLink());

if (!(await enterByLink())) await checkSession();
