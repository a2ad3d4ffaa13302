import { Router, type Request } from 'express';
import { routes, type RouteName, type Routes } from '../api/contract.ts';
import { parseParameters } from '../api/parameters.ts';
import type { Route, RouteInput, RouteJson } from '../api/route.ts';
import { AppError } from '../errors.ts';
import { sendReply, type Reply } from './reply.ts';

/** What answers one route: checked parameters in, an answer out. */
type Handler<R extends Route> = (
  input: RouteInput<R>,
) => Reply<RouteJson<R>> | Promise<Reply<RouteJson<R>>>;

/** A handler for each route of the contract, no more and no less. */
export type Handlers = { readonly [N in RouteName]: Handler<Routes[N]> };

/** Lets a request pass, or throws. */
export type Guard = (request: Request) => void;

/** Serves the contract's table; what is not in it is `not_found`. @param requireToken throws `unauthorized` */
export function createRouter(handlers: Handlers, requireToken: Guard): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const names = Object.keys(routes) as RouteName[]; // The keys of a constant are its keys.
  for (const name of names) addRoute(router, routes[name], handlers[name], requireToken);
  router.use(({ method }, response) => {
    if (method === 'OPTIONS') refuseMethod(response, 'GET, HEAD');
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
  requireToken: Guard,
): void {
  const guard = new Map<string, Guard>([
    ['open', () => undefined],
    ['token', requireToken],
  ]).get(route.scope);
  if (!guard) throw new TypeError(`The route ${route.path} declares no scope.`);
  const path = route.path.replace(/\{(\w+)\}/g, ':$1');
  router[route.method](path, async (request, response) => {
    guard(request);
    const input = {
      params: read(route.params, Object.entries(request.params as Record<string, string>)),
      query: read(route.query, queryOf(request.url)),
    };
    // The schemas of this very route just made it; that handlers fit their routes is checked where the handlers are declared.
    await sendReply(response, await handler(input as never));
  });
  router.all(path, (_request, response) => {
    refuseMethod(response, 'GET, HEAD');
  });
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

function refuseMethod(
  response: { setHeader: (name: string, value: string) => unknown },
  allowed: string,
): never {
  response.setHeader('Allow', allowed);
  throw new AppError('method_not_allowed', `This address knows only ${allowed}.`);
}
