import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { AppError } from '../../errors.ts';
import { ApiRefusal, notFound } from './refusal.ts';
import type { RequestLimit } from './request-limit.ts';
import type { ApiRoute } from './route.ts';
import type { TokenBook } from './token-book.ts';

export interface AppOptions {
  readonly routes: readonly ApiRoute[];
  readonly tokens: TokenBook;
  readonly limit: RequestLimit;
  /** Only loopback names may stand in Host: a web page must not reach it by a name of its own. */
  readonly isLoopback: boolean;
  /** Told of faults of the simulator itself. */
  readonly onFault: (error: unknown) => void;
}

/** Serves the routes. Who asks is looked at before what he sends. */
export function createApp({ routes, isLoopback, onFault, ...access }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.set('env', 'production'); // Express's own last resort then shows no stack.
  app.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  });
  if (isLoopback) app.use(checkHost);
  const router = express.Router({ strict: true, caseSensitive: true });
  for (const [path, rows] of Map.groupBy(routes, (row) => row.path)) {
    const here = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const row of rows)
      here[row.method](authorise(row, access), ...readersOf(row), answer(row));
    here.all(refuseMethod(rows));
  }
  app.use(router);
  app.use(() => {
    throw notFound();
  });
  app.use(refuse(onFault));
  return app;
}

function authorise(
  { scope }: ApiRoute,
  { tokens, limit }: Pick<AppOptions, 'tokens' | 'limit'>,
): RequestHandler {
  return (request, response, next) => {
    if (scope === 'token') {
      const client = tokens.clientOf(request.headers.authorization);
      response.set(limit.take(client));
    }
    next();
  };
}

/** No request of this API comes near. */
const maxBodyBytes = 64 << 10;

function readersOf({ body, bodyType }: ApiRoute): readonly RequestHandler[] {
  if (body === undefined) return [];
  const options = { limit: maxBodyBytes, inflate: false, type: bodyType };
  if (bodyType === 'application/json') return [express.json({ ...options, strict: false })];
  return [express.urlencoded({ ...options, extended: false, parameterLimit: 50 })];
}

function answer(row: ApiRoute): RequestHandler {
  return (request, response) => {
    const at = request.url.indexOf('?');
    const pairs = [...new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1))];
    // NOTE: the pattern of the path has plain parameters only, whose values are texts.
    const params = request.params as Readonly<Record<string, string>>;
    const query = Object.fromEntries(row.query === undefined ? [] : pairs);
    const result = row.handle({ params, query, body: request.body as unknown });
    response.status(row.status);
    if (row.answer === undefined) response.end();
    else response.json(result);
  };
}

function refuseMethod(rows: readonly ApiRoute[]): RequestHandler {
  const allowed = rows
    .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');
  return () => {
    throw new ApiRefusal(405, `Method Not Allowed; this address knows ${allowed}`, {
      headers: { Allow: allowed },
    });
  };
}

const checkHost: RequestHandler = (request, _response, next) => {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!/^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host))
    throw new ApiRefusal(403, 'Ask by localhost or 127.0.0.1; only this machine may');
  next();
};

/** The one place where a failure becomes an answer. */
function refuse(onFault: AppOptions['onFault']): ErrorRequestHandler {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express tells an error handler by its four parameters.
  return (thrown: unknown, _request, response, _next): void => {
    const refusal = toRefusal(thrown);
    if (refusal.status === 500) onFault(thrown);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // What of the body was not read is not waited for.
    if (refusal.status === 413 || refusal.status === 401) response.setHeader('Connection', 'close');
    response.status(refusal.status).set(refusal.headers);
    response.json({ message: refusal.message, ...refusal.more });
  };
}

function toRefusal(thrown: unknown): ApiRefusal {
  if (thrown instanceof ApiRefusal) return thrown;
  if (thrown instanceof AppError)
    return thrown.code === 'bad_scenario'
      ? new ApiRefusal(400, thrown.message)
      : new ApiRefusal(500, thrown.message);
  const status = statusOf(thrown);
  if (status === 413) return new ApiRefusal(413, `The body is larger than ${maxBodyBytes} bytes`);
  // Of express: a path that cannot be decoded, a body that is none or was cut off.
  if (status >= 400 && status < 500) return new ApiRefusal(400, badOf(thrown));
  return new ApiRefusal(500, 'Something failed inside the simulator');
}

function statusOf(thrown: unknown): number {
  const given =
    thrown !== null && typeof thrown === 'object' && 'status' in thrown ? thrown.status : 500;
  return typeof given === 'number' ? given : 500;
}

function badOf(thrown: unknown): string {
  const isPath = thrown instanceof URIError || (thrown as { name?: unknown }).name === 'URIError';
  return isPath ? 'The path cannot be decoded' : 'The body cannot be read as what it says it is';
}
