// @ts-check
/* global URLSearchParams */

import { element, localTime, visible } from './text.js';

/** @typedef {import('./api.js').EventSummary} EventSummary */

const from = ['CallerIDNum', 'CallerExtension', 'src_number', 'extension_name', 'agent_number'];
const to = ['CalledNumber', 'CalledExtension', 'CalledDID', 'dst_number', 'did_number'];
const status = ['CallStatus', 'status', 'agent_status', 'new_status_id'];

/** A cell holds no more; the detail has it all. */
const maxCell = 80;

/**
 * One event in the list. Captured text goes into it as text only.
 * @param {EventSummary} event
 * @param {string} q the filter in force, kept in the links
 */
export function rowOf(event, q) {
  const { fields } = event;
  const ends = [firstOf(fields, from), firstOf(fields, to)].filter((end) => end !== '');
  const who =
    ends.length > 0 ? ends.join(' → ') : `${event.request.method} ${event.request.target}`;
  const time = element(
    'a',
    { href: hrefOf(q, event.id), title: event.receivedAt },
    localTime(event.receivedAt),
  );
  const call = event.callId ?? '';
  return element(
    'tr',
    { 'data-id': event.id, 'data-type': event.type },
    element('td', { class: 'time' }, time),
    cell(event.type, 'type'),
    cell(event.myid),
    cell(who, 'who'),
    cell(stateOf(fields)),
    element('td', { class: 'call' }, ...(call === '' ? [] : [callLink(call)])),
  );
}

/**
 * Where the page shows a filter, and perhaps an event.
 * @param {string} q
 * @param {string} [id]
 */
export function hrefOf(q, id) {
  const query = new URLSearchParams();
  if (q !== '') query.set('q', q);
  if (id !== undefined) query.set('event', id);
  return query.size === 0 ? './' : `./?${query}`;
}

/** @param {string} call */
function callLink(call) {
  const term = /^[\w.@-]+$/.test(call) ? call : `"${call.replace(/["\\]/g, '\\$&')}"`;
  const title = visible(`All events of call ${call}`, maxCell);
  return element('a', { href: hrefOf(`call:${term}`), title }, visible(call.slice(0, 8)));
}

/**
 * @param {string} text
 * @param {string} [name] of its class
 */
function cell(text, name = '') {
  const shown = visible(text, maxCell);
  return element('td', name === '' ? { title: shown } : { class: name, title: shown }, shown);
}

/** @param {Readonly<Record<string, string>>} fields */
function stateOf(fields) {
  const talkUs = Number(fields['Duration']);
  const state = firstOf(fields, status);
  return talkUs > 0 ? `${state} ${talkTime(talkUs)}` : state;
}

/**
 * As the commands print it.
 * @param {number} us
 */
function talkTime(us) {
  const seconds = us / 1e6;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

/**
 * @param {Readonly<Record<string, string>>} fields
 * @param {readonly string[]} names
 */
function firstOf(fields, names) {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}
