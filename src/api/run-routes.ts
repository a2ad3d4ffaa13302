import * as z from 'zod';
import { runOrderSchema, runSchema, scenarioSchema } from './run.ts';
import type { Route } from './route.ts';

const run = { params: z.object({ id: z.string().min(1).max(64) }) };
const one = z.object({ run: runSchema });

/** The simulator in the server: it plays into the server's own receiver. */
export const runRoutes = {
  scenarios: {
    method: 'get',
    path: '/api/v1/scenarios',
    scope: 'token',
    summary: 'What the simulator can play.',
    answers: {
      200: {
        description: 'All, by name.',
        type: 'application/json',
        schema: z.object({ scenarios: z.array(scenarioSchema) }),
      },
    },
    problems: ['bad_scenario', 'internal'],
  },
  runs: {
    method: 'get',
    path: '/api/v1/runs',
    scope: 'token',
    summary: 'What is being played, and the latest that were: at most 100, the newest first.',
    answers: {
      200: {
        description: 'The list.',
        type: 'application/json',
        schema: z.object({ runs: z.array(runSchema) }),
      },
    },
    problems: [],
  },
  startRun: {
    method: 'post',
    path: '/api/v1/runs',
    scope: 'token',
    summary:
      'Begins to play scenarios into the receiver, over HTTP like anyone; its events have the origin fixture.',
    body: runOrderSchema,
    answers: {
      202: { description: 'It has begun.', type: 'application/json', schema: one },
    },
    problems: ['bad_scenario', 'too_many_waiting', 'internal', 'store_closed'],
  },
  run: {
    method: 'get',
    path: '/api/v1/runs/{id}',
    scope: 'token',
    summary: 'How far a run is.',
    ...run,
    answers: { 200: { description: 'It.', type: 'application/json', schema: one } },
    problems: ['not_found'],
  },
  stopRun: {
    method: 'delete',
    path: '/api/v1/runs/{id}',
    scope: 'token',
    summary: 'Stops a run; one that has ended stays as it is.',
    ...run,
    answers: {
      200: { description: 'It, as far as it came.', type: 'application/json', schema: one },
    },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
