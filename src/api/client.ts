import type * as z from 'zod';
import { notRinglog, reasonOf } from './client-error.ts';
import { askJson, openAnswer, type Connection, type Query } from './client-request.ts';
import { readinessSchema, routes, type RouteName, type Routes } from './contract.ts';
import { importResultSchema, type ImportResult } from './import-routes.ts';
import type { Route, RouteJson } from './route.ts';

/** The routes that answer JSON. */
type JsonRoute = {
  [N in RouteName]: [RouteJson<Routes[N]>] extends [never] ? never : N;
}[RouteName];

type Given<R extends Route> = (R['query'] extends infer Q extends z.ZodType
  ? { readonly query?: Readonly<z.input<Q>> }
  : { readonly query?: never }) &
  (R['params'] extends infer P extends z.ZodType
    ? { readonly params: Readonly<z.input<P>> }
    : { readonly params?: never });

/**
 * Asks a route of the contract that answers JSON. What a newer server says besides is kept.
 * @throws {ApiError}
 */
export function ask<N extends JsonRoute>(
  connection: Connection,
  name: N,
  given: Given<Routes[N]>,
): Promise<RouteJson<Routes[N]>> {
  const route: Route = routes[name];
  // The contract's types say what exactly; all of it is text or numbers.
  const { params = {}, query = {} } = given as { params?: Record<string, string>; query?: Query };
  const path = route.path.replace(/\{(\w+)\}/g, (_all, key: string) =>
    encodeURIComponent(params[key] ?? ''),
  );
  const schema = Object.values(route.answers)[0]?.schema;
  if (!schema) throw new TypeError(`${name} answers no JSON`);
  return askJson(connection, { method: route.method, path, query }, schema) as Promise<
    RouteJson<Routes[N]>
  >; // Of a route with several answers all have one schema.
}

const exportRoutes = { ndjson: 'exportNdjson', csv: 'exportCsv', phplog: 'exportPhplog' } as const;

export type ExportFormat = keyof typeof exportRoutes;

/** Begins an export, the oldest event first. @throws {ApiError} here; what the body throws is to be put through `toApiError` */
export async function openExport(
  connection: Connection,
  format: ExportFormat,
  query: z.input<Routes['exportCsv']['query']>,
): Promise<ReadableStream<Uint8Array>> {
  const { path } = routes[exportRoutes[format]];
  return (await openAnswer(connection, { path, query })).body;
}

/**
 * Sends lines of an import and waits until they are stored.
 * @param lines as the contract has them, each ended with a line feed
 * @throws {ApiError} of a problem with how many were stored by then
 */
export function sendImport(connection: Connection, lines: string): Promise<ImportResult> {
  const { method, path } = routes.importEvents;
  const headers = { 'Content-Type': 'application/x-ndjson' };
  return askJson(connection, { method, path, headers, body: lines }, importResultSchema);
}

/**
 * Asks without the token whether an inspector answers, so that the token goes to nobody else: to no other server, and not to the receiver,
 * which would keep it with the request.
 * @throws {ApiError}
 */
export async function requireInspector(connection: Connection): Promise<void> {
  await ask({ ...connection, token: undefined }, 'healthz', {});
}

/**
 * Asks a server whether it takes events. Never throws: whatever stands in the way is the answer.
 * @param server the inspector's base URL; behind a proxy it may have a path
 */
export async function readReadiness(
  server: string,
  timeoutMs: number,
): Promise<{ readonly isReady: true } | { readonly isReady: false; readonly why: string }> {
  let body: unknown;
  try {
    const response = await fetch(`${server.replace(/\/+$/, '')}/readyz`, {
      redirect: 'error',
      // It takes whole ms only.
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });
    body = await response.json();
  } catch (error) {
    return { isReady: false, why: reasonOf(error) };
  }
  const readiness = readinessSchema.safeParse(body);
  if (!readiness.success) return { isReady: false, why: notRinglog };
  if (readiness.data.ready) return { isReady: true };
  const failed = Object.entries(readiness.data.checks).filter(([, result]) => result !== 'ok');
  return { isReady: false, why: failed.map((check) => check.join(': ')).join(', ') };
}
