import express, { type Express, type RequestHandler } from 'express';
import { routes } from '../api/contract.ts';
import type { Route } from '../api/route.ts';
import { AppError } from '../errors.ts';
import type { CallSearch } from '../index/call-search.ts';
import type { Search } from '../index/search.ts';
import type { Journal } from '../journal/journal.ts';
import type { Store } from '../journal/store.ts';
import type { Live } from '../live/live.ts';
import type { Followed } from '../live/place.ts';
import type { Logger } from '../logger.ts';
import { createAuth } from './auth.ts';
import { createHostCheck } from './host-check.ts';
import { createListener } from './listener.ts';
import { createLogin } from './login.ts';
import { createMetrics, type ServiceCounts } from './metrics.ts';
import { createOriginCheck, type OriginCheck } from './origin-check.ts';
import { createPage } from './page.ts';
import { problemHandler } from './problem.ts';
import { createRouter } from './router.ts';
import { callRoutes } from './routes/calls.ts';
import { docsRoutes } from './routes/docs.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { factRoutes } from './routes/facts.ts';
import { importRoutes } from './routes/import.ts';
import { pageRoutes } from './routes/page.ts';
import { liveRoutes } from './routes/live.ts';
import { runRoutes, type Runs } from './routes/runs.ts';
import { searchRoutes, type IndexControl } from './routes/search.ts';
import { senderRoutes } from './routes/senders.ts';
import { serviceRoutes, type ReadinessReport } from './routes/service.ts';
import { sessionRoutes } from './routes/session.ts';
import { hasBody, originForm } from './request-form.ts';
import { securityHeaders } from './security-headers.ts';
import { createSessions } from './session.ts';

export interface InspectorDeps {
  readonly store: Pick<Store, 'get' | 'since' | 'before' | 'head' | 'remove' | 'facts' | 'health'>;
  /** For what is imported. */
  readonly journal: Pick<Journal, 'append' | 'queued'>;
  readonly search: Search;
  readonly calls: CallSearch;
  readonly live: Readonly<Record<Followed, Live>>;
  readonly index: IndexControl;
  readonly runs: Runs;
  readonly counts: () => ServiceCounts;
  readonly isReady: () => Promise<ReadinessReport>;
  readonly logger: Logger;
  readonly version: string;
  /** The receiver's URL, for a command that sends an event again. */
  readonly replayUrl: () => string;
  /** A URL of the receiver that takes an event, for the first one somebody sends. */
  readonly exampleUrl: () => string;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
}

export interface InspectorOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Undefined: auth is off, and whoever reaches the listener reads everything. */
  readonly token: string | undefined;
  /** How browsers reach it through a proxy. */
  readonly publicUrl?: string;
  /** Names a Host header may have, beside the listener's own and the public URL's. */
  readonly allowedHosts?: readonly string[];
  /** How many may follow and wait at a time. */
  readonly maxStreams?: number;
  readonly maxWaits?: number;
  /** How many may import at a time. */
  readonly maxImports?: number;
}

export interface Inspector {
  readonly app: Express;
  /** Resolves with the URL, without a slash at the end. @throws {AppError} `listen_failed` */
  listen(): Promise<string>;
  /** A link that logs a browser in, once and within 10 minutes of the start; undefined while not listening or with auth off. */
  readonly loginUrl: string | undefined;
  /** Takes no more requests, lets those under way end for a moment, then ends them. Idempotent. */
  close(): Promise<void>;
}

/**
 * The private listener: reads the journal, and adds only what is imported. What decides whether a request may be served at all (host, origin)
 * is decided before any path is looked at; the scope of a route where its handler is called.
 */
export function createInspector(deps: InspectorDeps, options: InspectorOptions): Inspector {
  let url = '';
  const publicUrl = (): string => options.publicUrl?.replace(/\/+$/, '') ?? url;
  const isHttps = options.publicUrl?.startsWith('https:') ?? false;
  const access = accessOf(options.token, { isSecure: isHttps, nowUs: deps.nowUs });
  const auth = createAuth(access);
  const originCheck = createOriginCheck({ ...options, linkedPaths });
  const listener = createListener((error) => {
    const code = 'code' in error ? String(error.code) : error.name;
    deps.logger.error({ code }, 'inspector cannot accept connections');
  });
  const stopping = new AbortController();
  const metrics = createMetrics({ ...deps, connections: () => listener.connections });
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.set('env', 'production'); // Express's own last resort then shows no stack.
  app.use((_request, response, next) => {
    response.once('finish', () => {
      metrics.countAnswer(response.statusCode);
    });
    next();
  });
  app.use(securityHeaders(isHttps));
  app.use(guards(options, originCheck));
  app.use(
    createRouter(
      {
        ...serviceRoutes({ ...deps, metrics }),
        ...pageRoutes({ ...deps, page: createPage() }),
        ...docsRoutes(deps.version),
        ...sessionRoutes(access),
        ...eventRoutes(deps),
        ...callRoutes(deps),
        ...exportRoutes(deps),
        ...importRoutes({ ...deps, ...options }),
        ...searchRoutes(deps),
        ...senderRoutes(deps),
        ...runRoutes(deps.runs),
        ...liveRoutes({ ...deps, ...options, stopping: stopping.signal }),
        ...factRoutes(deps.store),
      },
      { ...auth, requireOwnPage: originCheck.requireOwnPage },
    ),
  );
  app.use(problemHandler(deps.logger));
  return {
    app,
    listen: async () => (url = await listener.listen(app, options)),
    close: () => {
      stopping.abort();
      return listener.close();
    },
    get loginUrl() {
      return access && url !== '' ? `${publicUrl()}/#login=${access.login.code}` : undefined;
    },
  };
}

/** Where a link on another site may lead. */
const linkedPaths = Object.values<Route>(routes)
  .filter(({ from }) => from === 'anywhere')
  .map(({ path }) => path);

/** What proves who may read; undefined: nothing need be proved. */
function accessOf(
  token: string | undefined,
  options: { readonly isSecure: boolean; readonly nowUs: () => number },
) {
  if (token === undefined) return undefined;
  return {
    token,
    sessions: createSessions({ ...options, token }),
    login: createLogin({ ...options, token }),
  };
}

/** What every request must pass, whatever its path. */
function guards(options: InspectorOptions, originCheck: OriginCheck): RequestHandler {
  const checkHost = createHostCheck(options);
  return (request, response, next) => {
    checkHost(request);
    originCheck.check(request);
    if (hasBody(request)) {
      // Mostly nobody will read it: the connection ends with the answer.
      response.setHeader('Connection', 'close');
      if (request.method === 'GET' || request.method === 'HEAD')
        throw new AppError('bad_request', 'A GET takes no request body here.');
    }
    request.url = originForm(request.url);
    next();
  };
}
