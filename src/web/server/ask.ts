import type { RouteName, Routes } from '../../api/contract.ts';
import type { RouteJson } from '../../api/route.ts';
import { serverUrl } from '../place/use-place.ts';
import { Refusal, type Fault } from './refusal.ts';
import { tellUnauthorized } from './unauthorized.ts';

/** What is undefined is left out. */
type Query = Readonly<Record<string, string | number | undefined>>;

export interface Question {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Routes that answer JSON. */
type JsonRoute = {
  [N in RouteName]: RouteJson<Routes[N]> extends never ? never : N;
}[RouteName];

/** An address of the server with its query. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  return serverUrl(search.size === 0 ? path : `${path}?${search.toString()}`);
}

/**
 * Asks a route of the contract; the browser adds the cookie.
 * @param _name of the route: what type its answer has
 * @param path as the contract has it, without the leading slash, its parameters filled in and encoded
 * @throws {Refusal} an answer that is no success, or none; {DOMException} `AbortError`
 */
export async function ask<N extends JsonRoute>(
  _name: N,
  path: string,
  question: Question = {},
): Promise<RouteJson<Routes[N]>> {
  const response = await send(path, question);
  try {
    return (await response.json()) as RouteJson<Routes[N]>;
  } catch (error) {
    throw toRefusal(error, question.signal);
  }
}

/**
 * The same for an answer that is no JSON.
 * @throws {Refusal}
 */
export async function send(path: string, question: Question = {}): Promise<Response> {
  const { method = 'GET', query, body, signal } = question;
  let response;
  try {
    response = await fetch(addressOf(path, query), {
      method,
      cache: 'no-store',
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throw toRefusal(error, signal);
  }
  if (!response.ok) {
    if (response.status === 401 && method === 'GET') tellUnauthorized();
    throw await problemOf(response);
  }
  return response;
}

async function problemOf(response: Response): Promise<Refusal> {
  try {
    return new Refusal(response.status, (await response.json()) as Fault);
  } catch {
    return new Refusal(response.status, {
      code: 'foreign',
      detail: `Something that is not Ringlog answered with status ${response.status}.`,
    });
  }
}

/** A question that was given up stays an abort; whatever else went wrong, nobody answered. */
function toRefusal(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return error;
  return new Refusal(0, { code: 'unreachable', detail: 'The server does not answer.' });
}
