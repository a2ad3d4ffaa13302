import * as z from 'zod';
import { eventSchema, eventSummarySchema } from './event.ts';
import { cursor, cursorOrStart, eventKey, filter, limit } from './parameters.ts';
import { indexProblems, storeProblems } from './problem.ts';
import type { Route } from './route.ts';

const anEvent = { params: z.object({ id: eventKey }) };

/** Events, listed and one by one. */
export const eventRoutes = {
  events: {
    method: 'get',
    path: '/api/v1/events',
    scope: 'token',
    summary: 'Events that match a filter, the newest first or the oldest first.',
    query: z.object({
      q: filter,
      order: z
        .enum(['newest', 'oldest'], 'is newest or oldest')
        .default('newest')
        .meta({ description: 'In the order in which they were stored.' }),
      before: cursor
        .optional()
        .meta({ description: 'Only events before this cursor; with order=newest, begin there.' }),
      after: cursorOrStart
        .optional()
        .meta({ description: 'Only events after this cursor; with order=oldest, begin there.' }),
      limit,
    }),
    answers: {
      200: {
        description: 'A page.',
        type: 'application/json',
        schema: z.object({
          events: z.array(eventSummarySchema),
          next: z
            .string()
            .optional()
            .meta({ description: 'Where to go on in the same order; absent at the end.' }),
          scannedTo: z.string().optional().meta({
            description: 'The page ends here, after 50,000 events looked at; there may be more.',
          }),
          indexedTo: z
            .string()
            .meta({ description: 'The newest event the index had; empty if none.' }),
        }),
      },
    },
    problems: ['bad_cursor', ...indexProblems],
  },
  removeEvents: {
    method: 'delete',
    path: '/api/v1/events',
    scope: 'token',
    summary: 'Deletes the events that match a filter, for good; each part leaves a fact.',
    query: z.object({
      q: z
        .string()
        .min(1, 'is a filter; "*" is everything')
        .max(2000)
        .meta({ description: 'A filter, or `*` for everything. There is no default.' }),
    }),
    answers: {
      200: {
        description: 'How many went. What was stored after the call began stays.',
        type: 'application/json',
        schema: z.object({ deleted: z.int() }),
      },
    },
    problems: [...indexProblems, 'store_full'],
  },
  event: {
    method: 'get',
    path: '/api/v1/events/{id}',
    scope: 'token',
    summary: 'One event.',
    ...anEvent,
    answers: { 200: { description: 'It.', type: 'application/json', schema: eventSchema } },
    problems: ['not_found', ...storeProblems],
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
        headers: z.object({
          'Content-Disposition': z.string().regex(/^attachment; filename="[\w.-]+"$/),
          'Content-Security-Policy': z.literal("default-src 'none'; sandbox"),
        }),
      },
    },
    problems: ['not_found', ...storeProblems],
  },
  eventCurl: {
    method: 'get',
    path: '/api/v1/events/{id}/curl',
    scope: 'token',
    summary: 'A shell line that sends it to the receiver again.',
    ...anEvent,
    answers: { 200: { description: 'The line.', type: 'text/plain' } },
    problems: ['not_found', ...storeProblems],
  },
} as const satisfies Record<string, Route>;
