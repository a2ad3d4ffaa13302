import * as z from 'zod';
import { eventSchema, eventSummarySchema } from './event.ts';
import { factKinds, factSchema } from './fact.ts';
import { cursor, cursorOrStart, eventKey, limit } from './parameters.ts';
import type { Route, RouteJson } from './route.ts';

/** What `/readyz` answers, ready or not. */
export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z
      .record(z.string(), z.string())
      .meta({ description: 'What was looked at: `ok`, or what is wrong.' }),
  })
  .meta({ id: 'Readiness', description: 'Whether events are taken.' });

const store = ['internal', 'store_busy', 'store_failed', 'store_closed'] as const;
const anEvent = { params: z.object({ id: eventKey }) };

const aRange = z.object({
  after: cursorOrStart
    .default('')
    .meta({ description: 'Begin with the event after this cursor; without it, the oldest.' }),
  until: cursor
    .optional()
    .meta({ description: 'End with the event at this cursor; without it, the newest of now.' }),
});

const next = z
  .string()
  .optional()
  .meta({ description: 'Where to go on in the same order; absent when there is no more.' });

const attachment = z.object({
  'Content-Disposition': z.string().regex(/^attachment; filename="[\w.-]+"$/),
});

/** Every address of the inspector. A route that is not here cannot be served. */
export const routes = {
  root: {
    method: 'get',
    path: '/',
    scope: 'open',
    summary: 'What this is, and where to go on.',
    answers: { 200: { description: 'A short text.', type: 'text/plain' } },
    problems: [],
  },
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
  events: {
    method: 'get',
    path: '/api/v1/events',
    scope: 'token',
    summary: 'Events, the newest first or the oldest first.',
    query: z.object({
      order: z
        .enum(['newest', 'oldest'], 'is newest or oldest')
        .default('newest')
        .meta({ description: 'In the order in which they were stored.' }),
      before: cursor
        .optional()
        .meta({ description: 'With order=newest: begin with the event before this cursor.' }),
      after: cursorOrStart
        .optional()
        .meta({ description: 'With order=oldest: begin with the event after this cursor.' }),
      limit,
    }),
    answers: {
      200: {
        description: 'A page.',
        type: 'application/json',
        schema: z.object({ events: z.array(eventSummarySchema), next }),
      },
    },
    problems: ['bad_cursor', ...store],
  },
  event: {
    method: 'get',
    path: '/api/v1/events/{id}',
    scope: 'token',
    summary: 'One event.',
    ...anEvent,
    answers: { 200: { description: 'It.', type: 'application/json', schema: eventSchema } },
    problems: ['not_found', ...store],
  },
  eventRaw: {
    method: 'get',
    path: '/api/v1/events/{id}/raw',
    scope: 'token',
    summary: 'Its body, byte for byte, as a download.',
    ...anEvent,
    answers: {
      200: {
        description: 'The body.',
        type: 'application/octet-stream',
        headers: attachment.extend({
          'Content-Security-Policy': z.literal("default-src 'none'; sandbox"),
        }),
      },
    },
    problems: ['not_found', ...store],
  },
  eventCurl: {
    method: 'get',
    path: '/api/v1/events/{id}/curl',
    scope: 'token',
    summary: 'A shell line that sends it to the receiver again.',
    ...anEvent,
    answers: { 200: { description: 'The line.', type: 'text/plain' } },
    problems: ['not_found', ...store],
  },
  exportNdjson: {
    method: 'get',
    path: '/api/v1/export.ndjson',
    scope: 'token',
    summary: 'Events without a limit, the oldest first: a JSON object a line (`ExportedEvent`).',
    query: aRange,
    answers: {
      200: { description: 'The lines.', type: 'application/x-ndjson', headers: attachment },
    },
    problems: ['bad_cursor', ...store],
  },
  exportPhplog: {
    method: 'get',
    path: '/api/v1/export.phplog',
    scope: 'token',
    summary: "The same in the form of the PBX vendor's example log.",
    query: aRange,
    answers: { 200: { description: 'The log.', type: 'text/plain', headers: attachment } },
    problems: ['bad_cursor', ...store],
  },
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
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** An event with all there is to show, as the API gives it. */
export type ApiEvent = RouteJson<Routes['event']>;
