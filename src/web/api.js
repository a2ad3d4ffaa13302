// @ts-check
/* global fetch, TextDecoder, URLSearchParams */

/** @typedef {import('../api/event.ts').EventSummary} EventSummary */
/** @typedef {import('../api/contract.ts').ApiEvent} ApiEvent */
/** @typedef {{ events: EventSummary[], next?: string, scannedTo?: string }} EventPage */
/** @typedef {{ auth: 'on' | 'off', loggedIn: boolean, expiresAt?: string }} Session */
/** @typedef {{ code: string, detail: string, at?: number, length?: number, suggestion?: string }} Fault */

/** An answer that is no success, or none at all. */
export class Refusal extends Error {
  /**
   * @param {number} status 0 if the server was not reached
   * @param {Fault} fault
   */
  constructor(status, fault) {
    super(fault.detail);
    this.status = status;
    this.fault = fault;
  }
}

/**
 * Asks the API; the browser adds the cookie.
 * @param {string} path relative to the page
 * @param {RequestInit} [init]
 * @returns {Promise<unknown>}
 * @throws {Refusal}
 */
async function ask(path, init) {
  let response;
  let body;
  try {
    response = await fetch(path, { cache: 'no-store', ...init });
    body = response.status === 204 ? undefined : await response.json();
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new Refusal(0, { code: 'unreachable', detail: 'The server does not answer.' });
  }
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}

/** @returns {Promise<Session>} */
export async function readSession() {
  return /** @type {Session} */ (await ask('api/v1/session'));
}

/** @param {{ code: string } | { token: string }} proof */
export async function logIn(proof) {
  await ask('api/v1/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(proof),
  });
}

export async function logOut() {
  await ask('api/v1/session', { method: 'DELETE' });
}

/** @returns {Promise<string>} */
export async function readHead() {
  return /** @type {{ cursor: string }} */ (await ask('api/v1/cursor')).cursor;
}

/**
 * @param {string} q
 * @param {string | undefined} before
 * @param {AbortSignal} signal
 */
export async function readEvents(q, before, signal) {
  const query = new URLSearchParams({ limit: '100' });
  if (q !== '') query.set('q', q);
  if (before !== undefined) query.set('before', before);
  return /** @type {EventPage} */ (await ask(`api/v1/events?${query}`, { signal }));
}

/** @param {string} id */
export async function readEvent(id) {
  return /** @type {ApiEvent} */ (await ask(`api/v1/events/${encodeURIComponent(id)}`));
}

/**
 * The body of an event as text; undefined if it is none, or cannot be had now.
 * @param {string} id
 */
export async function readBody(id) {
  try {
    const response = await fetch(`api/v1/events/${encodeURIComponent(id)}/raw`);
    if (!response.ok) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(await response.arrayBuffer());
  } catch {
    return undefined;
  }
}
