import * as z from 'zod';
import { callDetailSchema, callSchema } from './call.ts';
import { listedFindingSchema } from './finding.ts';
import { callKey, cursor, cursorOrStart, filter, limit } from './parameters.ts';
import { indexProblems, storeProblems } from './problem.ts';
import type { Route } from './route.ts';

const next = z
  .string()
  .optional()
  .meta({ description: 'Where to go on in the same order; absent at the end.' });
const scannedTo = z.string().optional().meta({
  description: 'The page ends here, after many calls looked at; there may be more.',
});
const indexedTo = z
  .string()
  .meta({ description: 'The newest event the index had; empty if none.' });

/** Calls, and what the rules say. */
export const callRoutes = {
  calls: {
    method: 'get',
    path: '/api/v1/calls',
    scope: 'token',
    summary: 'Calls that match a filter, the newest first or the oldest first.',
    query: z.object({
      q: filter,
      order: z
        .enum(['newest', 'oldest'], 'is newest or oldest')
        .default('newest')
        .meta({ description: 'In the order in which their first events were stored.' }),
      before: cursor.optional().meta({
        description: 'Only calls that began before the event at this cursor.',
      }),
      after: cursorOrStart.optional().meta({
        description: 'Only calls that began after the event at this cursor.',
      }),
      limit,
    }),
    answers: {
      200: {
        description: 'A page.',
        type: 'application/json',
        schema: z.object({ calls: z.array(callSchema), next, scannedTo, indexedTo }),
      },
    },
    problems: ['bad_cursor', ...indexProblems],
  },
  call: {
    method: 'get',
    path: '/api/v1/calls/{callId}',
    scope: 'token',
    summary: 'One call with its legs, events and findings.',
    params: z.object({ callId: callKey }),
    answers: {
      200: { description: 'It.', type: 'application/json', schema: callDetailSchema },
    },
    problems: ['not_found', 'index_failed', 'index_closed', ...storeProblems],
  },
  findings: {
    method: 'get',
    path: '/api/v1/findings',
    scope: 'token',
    summary:
      'What the rules say about matching events and calls, the newest first. `finding:` in the filter chooses rules or levels. A page with `next` may have fewer findings than asked for.',
    query: z.object({
      q: filter,
      before: cursor.optional().meta({ description: 'Go on here: `next` of the last page.' }),
      limit: limit.meta({ description: 'How many at most; those of one event stay together.' }),
    }),
    answers: {
      200: {
        description: 'A page.',
        type: 'application/json',
        schema: z.object({ findings: z.array(listedFindingSchema), next, indexedTo }),
      },
    },
    problems: ['bad_cursor', ...indexProblems],
  },
} as const satisfies Record<string, Route>;
