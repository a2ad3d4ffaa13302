import * as z from 'zod';
import { eventSummarySchema } from './event.ts';
import { bucket, cursorOrStart, filter, timeout } from './parameters.ts';
import { indexProblems } from './problem.ts';
import type { Route } from './route.ts';

const time = z.iso.datetime({ precision: 6 });
const indexedTo = z.string().meta({ description: 'The newest event the index had.' });
const facet = z.array(z.object({ value: z.string(), count: z.int() }));

const indexStatus = z
  .object({
    indexedTo,
    behind: z.int().meta({ description: 'How many events were stored since, at most.' }),
    rebuilding: z
      .object({ done: z.int(), of: z.int() })
      .optional()
      .meta({ description: 'A new index that is being made; the old one answers meanwhile.' }),
  })
  .meta({ id: 'IndexStatus', description: 'How far the index is.' });

const anIndexStatus = { type: 'application/json', schema: indexStatus } as const;

/** Questions to the index, and waiting for what comes. */
export const searchRoutes = {
  histogram: {
    method: 'get',
    path: '/api/v1/histogram',
    scope: 'token',
    summary:
      'How many matching events were received, or calls began, when. Without times in the filter: the last 24 hours.',
    query: z.object({
      q: filter,
      bucket,
      by: z
        .enum(['type', 'myid', 'outcome', 'direction'], 'is type, myid, outcome or direction')
        .default('type')
        .meta({
          description:
            'What to count apart: events by type or myid, calls by outcome or direction.',
        }),
    }),
    answers: {
      200: {
        description: 'The stretches of time that have events.',
        type: 'application/json',
        schema: z.object({
          from: time,
          until: time,
          buckets: z.array(z.object({ at: time, counts: z.record(z.string(), z.int()) })),
          isComplete: z.boolean().meta({
            description: 'false: only 50,000 events or calls were looked at, the newest.',
          }),
        }),
      },
    },
    problems: indexProblems,
  },
  facets: {
    method: 'get',
    path: '/api/v1/facets',
    scope: 'token',
    summary: 'The most frequent values among the newest 10,000 matching events, or 2,000 calls.',
    query: z.object({
      q: filter,
      of: z
        .enum(['events', 'calls'], 'is events or calls')
        .default('events')
        .meta({ description: 'What to count.' }),
    }),
    answers: {
      200: {
        description: 'Values and how often they occur, the most frequent first.',
        type: 'application/json',
        schema: z.object({
          facets: z
            .object({
              type: facet.optional(),
              myid: facet,
              ext: facet,
              status: facet.optional(),
              method: facet.optional(),
              origin: facet.optional(),
              outcome: facet.optional(),
              direction: facet.optional(),
              finding: facet,
            })
            .meta({ description: 'Of calls: outcome, direction, finding, ext and myid.' }),
          matches: z.int().meta({ description: 'How many were counted.' }),
          isComplete: z.boolean().meta({ description: 'Whether these are all that match.' }),
          indexedTo,
        }),
      },
    },
    problems: indexProblems,
  },
  stream: {
    method: 'get',
    path: '/api/v1/stream',
    scope: 'token',
    summary:
      'Matching events as server-sent events, as they come: `event` with an EventSummary, its cursor as id; `gap` where some were deleted. Of calls: `call` with a Call as it is then, the cursor of its last event as id.',
    query: z.object({
      q: filter,
      of: z
        .enum(['events', 'calls'], 'is events or calls')
        .default('events')
        .meta({ description: 'Events as they come, or calls each time they change.' }),
      after: cursorOrStart.optional().meta({
        description: 'Begin with the event after this cursor; without it, with what comes now.',
      }),
    }),
    headers: z.object({
      'last-event-id': cursorOrStart
        .optional()
        .meta({ description: 'As a browser sends it when it comes back; wins over `after`.' }),
    }),
    answers: { 200: { description: 'It does not end.', type: 'text/event-stream' } },
    problems: ['bad_cursor', ...indexProblems, 'too_many_waiting'],
  },
  wait: {
    method: 'get',
    path: '/api/v1/wait',
    scope: 'token',
    summary: 'Answers as soon as so many matching events are there.',
    query: z.object({
      q: filter,
      after: cursorOrStart.optional().meta({
        description: 'Only events after this cursor count; without it, also what is stored.',
      }),
      count: z.coerce
        .number('is a whole number from 1 to 1000')
        .int('is a whole number from 1 to 1000')
        .min(1, 'is a whole number from 1 to 1000')
        .max(1000, 'is a whole number from 1 to 1000')
        .default(1)
        .meta({ description: 'How many.' }),
      timeout,
    }),
    answers: {
      200: {
        description:
          'They are there, in the order in which they were stored. Of large ones only the first, 2 MiB: the others come by asking on after the cursor.',
        type: 'application/json',
        schema: z.object({
          events: z.array(eventSummarySchema),
          cursor: z.string().meta({ description: 'Of the last one: go on waiting after it.' }),
        }),
      },
    },
    problems: ['bad_cursor', ...indexProblems, 'no_match', 'too_many_waiting'],
  },
  index: {
    method: 'get',
    path: '/api/v1/index',
    scope: 'token',
    summary: 'How far the index is.',
    answers: { 200: { description: 'Its state.', ...anIndexStatus } },
    problems: ['internal', 'index_failed', 'index_closed'],
  },
  reindex: {
    method: 'post',
    path: '/api/v1/index',
    scope: 'token',
    summary: 'Begins to make a new index from the journal, unless one is being made.',
    answers: { 202: { description: 'It has begun.', ...anIndexStatus } },
    problems: ['internal', 'index_failed', 'index_closed'],
  },
} as const satisfies Record<string, Route>;
