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
  readonly isReady: () => ReadinessReport;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly version: string;
  /** Where this inspector is reached, without a slash at the end. */
  readonly url: () => string;
}): Pick<Handlers, 'root' | 'healthz' | 'readyz' | 'openapi' | 'metrics'> {
  let document: OpenApiDocument | undefined;
  return {
    root: () => ({ text: welcome(deps.version, deps.url()) }),
    healthz: () => ({ json: { status: 'ok' } }),
    readyz: () => {
      const { ready, checks } = deps.isReady();
      return { status: ready ? 200 : 503, json: { ready, checks: { ...checks } } };
    },
    openapi: () => {
      document ??= createOpenApi(deps.version);
      return { json: { ...document, paths: { ...document.paths } } };
    },
    metrics: async () => ({ text: await deps.metrics.text(), type: deps.metrics.contentType }),
  };
}

function welcome(version: string, url: string): string {
  return `Ringlog ${version}: the inspector. What the receiver stored is read here.

The API is under ${url}/api/v1 and described at ${url}/api/v1/openapi.json.
It needs the token, which "ringlog token" prints:

  curl -H "Authorization: Bearer $(ringlog token)" ${url}/api/v1/events
`;
}
