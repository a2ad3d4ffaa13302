import * as z from 'zod';
import { callRoutes } from './call-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { factKinds, factSchema } from './fact.ts';
import { importRoutes } from './import-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { limit } from './parameters.ts';
import { storeProblems as store } from './problem.ts';
import type { Route, RouteJson } from './route.ts';
import { runRoutes } from './run-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { senderRoutes } from './sender-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** What `/readyz` answers, ready or not. */
export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z
      .record(z.string(), z.string())
      .meta({ description: 'What was looked at: `ok`, or what is wrong.' }),
  })
  .meta({ id: 'Readiness', description: 'Whether events are taken.' });

const next = z
  .string()
  .optional()
  .meta({ description: 'Where to go on in the same order; absent when there is no more.' });

/** Every address of the inspector. A route that is not here cannot be served. */
export const routes = {
  ...pageRoutes,
  healthz: {
    method: 'get',
    path: '/healthz',
    scope: 'open',
    summary: 'Whether the process answers at all.',
    answers: {
      200: {
        description: 'It does.',
        type: 'application/json',
        schema: z.object({ status: z.literal('ok') }),
      },
    },
    problems: [],
  },
  readyz: {
    method: 'get',
    path: '/readyz',
    scope: 'open',
    summary: 'Whether events are taken.',
    answers: {
      200: { description: 'They are.', type: 'application/json', schema: readinessSchema },
      503: { description: 'They are not.', type: 'application/json', schema: readinessSchema },
    },
    problems: ['internal'],
  },
  openapi: {
    method: 'get',
    path: '/api/v1/openapi.json',
    scope: 'open',
    summary: 'This description.',
    answers: {
      200: {
        description: 'An OpenAPI 3.1 document.',
        type: 'application/json',
        schema: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }),
      },
    },
    problems: [],
  },
  metrics: {
    method: 'get',
    path: '/metrics',
    scope: 'token',
    summary: 'Counts and sizes for Prometheus.',
    answers: { 200: { description: 'In its text format.', type: 'text/plain' } },
    problems: ['internal'],
  },
  ...eventRoutes,
  ...callRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...searchRoutes,
  ...senderRoutes,
  ...runRoutes,
  facts: {
    method: 'get',
    path: '/api/v1/facts',
    scope: 'token',
    summary: 'What the service itself noted, such as refused requests; the newest first.',
    query: z.object({
      kind: z
        .enum(factKinds, `is one of ${factKinds.join(', ')}`)
        .optional()
        .meta({ description: 'Only these.' }),
      before: z.coerce
        .number('is the seq of a fact')
        .int('is the seq of a fact')
        .min(0, 'is the seq of a fact')
        .optional()
        .meta({ description: 'Begin with the fact before this seq.' }),
      limit,
    }),
    answers: {
      200: {
        description: 'A page.',
        type: 'application/json',
        schema: z.object({ facts: z.array(factSchema), next }),
      },
    },
    problems: [...store],
  },
  cursor: {
    method: 'get',
    path: '/api/v1/cursor',
    scope: 'token',
    summary: 'The newest cursor: what is stored from now on comes after it.',
    answers: {
      200: {
        description: 'The cursor; empty in a new journal.',
        type: 'application/json',
        schema: z.object({ cursor: z.string() }),
      },
    },
    problems: [...store],
  },
  ...sessionRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** An event with all there is to show, as the API gives it. */
export type ApiEvent = RouteJson<Routes['event']>;
