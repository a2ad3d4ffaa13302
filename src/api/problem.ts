import * as z from 'zod';
import { eventSummarySchema } from './event.ts';

/**
 * The codes an error answer of the inspector may carry, with the status each comes with. They are a part of the server's whole error table
 * (`src/errors.ts`), which this folder does not know; a test holds the two together.
 */
export const problemStatus = {
  bad_request: 400,
  bad_filter: 400,
  bad_cursor: 400,
  bad_scenario: 400,
  unauthorized: 401,
  forbidden_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  no_match: 406,
  forbidden_host: 421,
  too_many_tries: 429,
  too_many_waiting: 503,
  index_failed: 503,
  index_closed: 503,
  internal: 500,
  overloaded: 503,
  store_full: 503,
  store_busy: 503,
  store_failed: 503,
  store_closed: 503,
} as const;

/** Of every route that asks the store. */
export const storeProblems = ['internal', 'store_busy', 'store_failed', 'store_closed'] as const;

/** Of every route that asks the index. */
export const indexProblems = [
  'bad_filter',
  'index_failed',
  'index_closed',
  ...storeProblems,
] as const;

export type ProblemCode = keyof typeof problemStatus;

export const problemCodes = Object.keys(problemStatus) as readonly ProblemCode[];

/** The body of every error answer: RFC 9457 with a stable `code`. */
export const problemSchema = z
  .object({
    title: z.string().meta({ description: 'What the code means.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong here, and what is allowed.' }),
    code: z.enum(problemCodes).meta({ description: 'Stable: programs decide by it.' }),
    at: z
      .int()
      .optional()
      .meta({ description: 'bad_filter: where in the filter it begins, in UTF-16 units from 0.' }),
    length: z.int().optional().meta({ description: 'bad_filter: how long the wrong stretch is.' }),
    suggestion: z
      .string()
      .optional()
      .meta({ description: 'bad_filter: what could stand there instead.' }),
    stored: z.int().optional().meta({ description: 'import: how many were stored before it.' }),
    known: z.int().optional().meta({ description: 'import: how many were known before it.' }),
    matched: z.int().optional().meta({ description: 'no_match: how many did come.' }),
    nearest: z
      .array(z.object({ event: eventSummarySchema, missed: z.array(z.string()) }))
      .optional()
      .meta({ description: 'no_match: events that nearly fit, and the terms that did not.' }),
  })
  .meta({ id: 'Problem', description: 'An error, as RFC 9457 has it.' });

export type Problem = z.output<typeof problemSchema>;

export const problemType = 'application/problem+json';
