// @ts-check

import { element, localTime, visible } from './text.js';

/** @typedef {import('./api.js').ApiEvent} ApiEvent */

/**
 * Everything about one event.
 * @param {ApiEvent} event
 * @param {string | undefined} body its text, if the fields do not show it
 * @param {string} closeHref
 */
export function detailOf(event, body, closeHref) {
  const { request } = event;
  const path = `api/v1/events/${encodeURIComponent(event.id)}`;
  const fields = Object.entries(event.fields).map(([name, value]) =>
    row(visible(name), visible(value)),
  );
  const head = [
    `${request.method} ${request.target} HTTP/${request.httpVersion}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const facts = [
    row('received', `${localTime(event.receivedAt)} (${event.receivedAt})`),
    row('stored', event.storedAt),
    row('id', event.id),
    row('from', visible(sender(request))),
    row('origin', event.origin),
    row('answered', String(event.answer.status)),
    row('body', `${request.bodyBytes} bytes`),
  ];
  return [
    element(
      'header',
      {},
      element('h2', {}, visible(event.type)),
      element('a', { href: closeHref, class: 'close', 'aria-label': 'Close' }, '✕'),
    ),
    element('h3', {}, 'Fields'),
    fields.length === 0
      ? element('p', { class: 'muted' }, 'It has none.')
      : table('Fields', fields),
    element('h3', {}, 'Request'),
    element('pre', { tabindex: '0' }, head.map((line) => visible(line)).join('\n')),
    ...(body === undefined
      ? []
      : [
          element('h3', {}, 'Body'),
          element(
            'pre',
            { tabindex: '0' },
            body
              .split(/\r?\n/)
              .map((line) => visible(line))
              .join('\n'),
          ),
        ]),
    element(
      'p',
      {},
      ...(request.bodyBytes === 0
        ? []
        : [element('a', { href: `${path}/raw`, download: '' }, 'Body as download'), ' · ']),
      element('a', { href: `${path}/curl` }, 'curl line that sends it again'),
      ' · ',
      element('a', { href: path }, 'JSON'),
    ),
    element('h3', {}, 'Record'),
    table('Record', facts),
  ];
}

/**
 * Whether the body is to be read besides: what a form says is in the fields, and more than this is only for the download.
 * @param {ApiEvent['request']} request
 */
export function hasOtherBody({ bodyBytes, form }) {
  return bodyBytes > 0 && bodyBytes <= 64 * 1024 && form === undefined;
}

/** @param {ApiEvent['request']} request */
function sender({ peer, forwardedPeer }) {
  return forwardedPeer === undefined ? peer : `${forwardedPeer}, by ${peer}`;
}

/**
 * @param {string} name
 * @param {string} value
 */
function row(name, value) {
  return element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value));
}

/**
 * @param {string} label
 * @param {readonly HTMLElement[]} rows
 */
function table(label, rows) {
  return element('table', { class: 'pairs', 'aria-label': label }, element('tbody', {}, ...rows));
}
