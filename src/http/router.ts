import { Router, type Request, type Response } from 'express';
import { parseBody } from '../api/body.ts';
import { routes, type RouteName, type Routes } from '../api/contract.ts';
import { parseParameters } from '../api/parameters.ts';
import type { Caller, Route, RouteInput, RouteJson } from '../api/route.ts';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';
import { readJsonBody } from './json-body.ts';
import { sendReply, type Reply } from './reply.ts';
import { hasBody } from './request-form.ts';
import { openStreamedBody } from './streamed-body.ts';

/** What answers one route: checked parameters in, an answer out. */
type Handler<R extends Route> = (
  input: RouteInput<R>,
) => Reply<RouteJson<R>> | Promise<Reply<RouteJson<R>>>;

/** A handler for each route of the contract, no more and no less. */
export type Handlers = { readonly [N in RouteName]: Handler<Routes[N]> };

/** Who may call. */
export interface Access {
  /** @throws {AppError} `unauthorized` */
  readonly requireToken: (request: Request) => void;
  /** @throws {AppError} `forbidden_origin` */
  readonly requireOwnPage: (request: Request) => void;
  readonly callerOf: (request: Request) => Caller;
}

/** Serves the contract's table; what is not in it is `not_found`. */
export function createRouter(handlers: Handlers, access: Access): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const names = Object.keys(routes) as RouteName[]; // The keys of a constant are its keys.
  for (const name of names) addRoute(router, routes[name], handlers[name], access);
  const paths = Map.groupBy<string, Route>(Object.values(routes), ({ path }) => path);
  for (const [path, rows] of paths)
    router.all(patternOf(path), (_request, response) => {
      refuseMethod(response, rows);
    });
  router.use(({ method }, response) => {
    if (method === 'OPTIONS') refuseMethod(response, Object.values(routes));
    throw new AppError(
      'not_found',
      'There is nothing at this address. The API is described at /api/v1/openapi.json.',
    );
  });
  return router;
}

/**
 * Adds one route. Its scope is checked in the function that calls its handler, so no spelling of a path leads to one without the other.
 * @throws {TypeError} if the route declares no scope
 */
export function addRoute(
  router: Router,
  route: Route,
  handler: (input: never) => Reply<unknown> | Promise<Reply<unknown>>,
  access: Access,
): void {
  const guard = new Map([
    ['open', () => undefined],
    ['token', access.requireToken],
  ]).get(route.scope);
  if (!guard) throw new TypeError(`The route ${route.path} declares no scope.`);
  router[route.method](patternOf(route.path), async (request, response) => {
    guard(request);
    const closed = new AbortController();
    response.once('close', () => {
      closed.abort();
    });
    if (route.from === 'own') access.requireOwnPage(request);
    const parameters = {
      params: read(route.params, Object.entries(request.params as Record<string, string>)),
      query: read(route.query, queryOf(request.url)),
      headers: read(route.headers, headersOf(route.headers, request)),
    };
    const stream = route.lines && openStreamedBody(request, response);
    const input = {
      ...parameters,
      body: stream ? {} : await bodyOf(route, request, response),
      chunks: stream?.chunks,
      caller: access.callerOf(request),
      signal: closed.signal,
    };
    try {
      // The schemas of this very route just made it; that handlers fit their routes is checked where the handlers are declared.
      await sendReply(response, await handler(input as never));
    } catch (error) {
      await stream?.discard();
      throw error;
    }
  });
}

/** A path of the contract as express writes it. */
function patternOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function read(
  schema: Route['query'],
  given: Iterable<readonly [string, string]>,
): Record<string, unknown> {
  const parsed = parseParameters(schema, given);
  if ('wrong' in parsed) throw new AppError('bad_request', parsed.wrong);
  return parsed.values;
}

/** The query as it was sent: express's own parsers merge repetitions or drop what is beyond a thousand. */
function queryOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

function headersOf(schema: Route['headers'], request: Request): [string, string][] {
  return Object.keys(schema?.shape ?? {}).flatMap((name) =>
    headerValues(request, name).map((value): [string, string] => [name, value]),
  );
}

async function bodyOf(route: Route, request: Request, response: Response): Promise<unknown> {
  if (!route.body) {
    if (hasBody(request)) throw new AppError('bad_request', 'This address takes no request body.');
    return {};
  }
  const parsed = parseBody(route.body, await readJsonBody(request, response));
  if ('wrong' in parsed) throw new AppError('bad_request', parsed.wrong);
  return parsed.value;
}

function refuseMethod(response: Response, rows: readonly Route[]): never {
  const methods = rows.flatMap(({ method }) =>
    method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
  );
  const allowed = [...new Set(methods)].join(', ');
  response.setHeader('Allow', allowed);
  throw new AppError('method_not_allowed', `This address knows only ${allowed}.`);
}
