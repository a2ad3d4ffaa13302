import express, { type Express, type RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import type { Store } from '../journal/store.ts';
import type { Logger } from '../logger.ts';
import { createAuth } from './auth.ts';
import { createHostCheck } from './host-check.ts';
import { createListener } from './listener.ts';
import { createMetrics, type ServiceCounts } from './metrics.ts';
import { createOriginCheck } from './origin-check.ts';
import { problemHandler } from './problem.ts';
import { createRouter } from './router.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { factRoutes } from './routes/facts.ts';
import { serviceRoutes, type ReadinessReport } from './routes/service.ts';
import { hasBody, originForm } from './request-form.ts';
import { securityHeaders } from './security-headers.ts';

export interface InspectorDeps {
  readonly store: Pick<Store, 'get' | 'since' | 'before' | 'head' | 'facts' | 'health'>;
  readonly counts: () => ServiceCounts;
  readonly isReady: () => ReadinessReport;
  readonly logger: Logger;
  readonly version: string;
  /** The receiver's URL, for a command that sends an event again. */
  readonly replayUrl: () => string;
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
}

export interface Inspector {
  readonly app: Express;
  /** Resolves with the URL, without a slash at the end. @throws {AppError} `listen_failed` */
  listen(): Promise<string>;
  /** Takes no more requests, lets those under way end for a moment, then ends them. Idempotent. */
  close(): Promise<void>;
}

/**
 * The private listener: reads the journal, changes nothing. What decides whether a request may be served at all (host, origin, no body)
 * is decided before any path is looked at; the scope of a route where its handler is called.
 */
export function createInspector(deps: InspectorDeps, options: InspectorOptions): Inspector {
  let url = '';
  const listener = createListener((error) => {
    const code = 'code' in error ? String(error.code) : error.name;
    deps.logger.error({ code }, 'inspector cannot accept connections');
  });
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
  app.use(securityHeaders(options.publicUrl?.startsWith('https:') ?? false));
  app.use(guards(options));
  app.use(
    createRouter(
      {
        ...serviceRoutes({
          ...deps,
          metrics,
          url: () => options.publicUrl?.replace(/\/+$/, '') ?? url,
        }),
        ...eventRoutes(deps),
        ...exportRoutes(deps.store),
        ...factRoutes(deps.store),
      },
      createAuth(options.token),
    ),
  );
  app.use(problemHandler(deps.logger));
  return {
    app,
    listen: async () => (url = await listener.listen(app, options)),
    close: () => listener.close(),
  };
}

/** What every request must pass, whatever its path. */
function guards(options: InspectorOptions): RequestHandler {
  const checkHost = createHostCheck(options);
  const checkOrigin = createOriginCheck(options);
  return (request, response, next) => {
    checkHost(request);
    checkOrigin(request);
    if (hasBody(request)) {
      // Nobody will read it: the connection ends with the answer.
      response.setHeader('Connection', 'close');
      if (request.method === 'GET' || request.method === 'HEAD')
        throw new AppError('bad_request', 'No address here takes a request body.');
    }
    request.url = originForm(request.url);
    next();
  };
}
