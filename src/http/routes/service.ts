import { createOpenApi, type OpenApiDocument } from '../../api/openapi.ts';
import type { Metrics } from '../metrics.ts';
import type { Handlers } from '../router.ts';

/** What a check of readiness found: `ok` for each, or what is wrong. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** The routes about the service itself. */
export function serviceRoutes(deps: {
  readonly isReady: () => Promise<ReadinessReport>;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly version: string;
}): Pick<Handlers, 'healthz' | 'readyz' | 'openapi' | 'metrics'> {
  let document: OpenApiDocument | undefined;
  return {
    healthz: () => ({ json: { status: 'ok' } }),
    readyz: async () => {
      const { ready, checks } = await deps.isReady();
      return { status: ready ? 200 : 503, json: { ready, checks: { ...checks } } };
    },
    openapi: () => {
      document ??= createOpenApi(deps.version);
      return { json: { ...document, paths: { ...document.paths } } };
    },
    metrics: async () => ({ text: await deps.metrics.text(), type: deps.metrics.contentType }),
  };
}
