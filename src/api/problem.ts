import * as z from 'zod';

/**
 * The codes an error answer of the inspector may carry, with the status each comes with. They are a part of the server's whole error table
 * (`src/errors.ts`), which this folder does not know; a test holds the two together.
 */
export const problemStatus = {
  bad_request: 400,
  bad_cursor: 400,
  unauthorized: 401,
  forbidden_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  forbidden_host: 421,
  internal: 500,
  store_busy: 503,
  store_failed: 503,
  store_closed: 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;

export const problemCodes = Object.keys(problemStatus) as readonly ProblemCode[];

/** The body of every error answer: RFC 9457 with a stable `code`. */
export const problemSchema = z
  .object({
    title: z.string().meta({ description: 'What the code means.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong here, and what is allowed.' }),
    code: z.enum(problemCodes).meta({ description: 'Stable: programs decide by it.' }),
  })
  .meta({ id: 'Problem', description: 'An error, as RFC 9457 has it.' });

export type Problem = z.output<typeof problemSchema>;

export const problemType = 'application/problem+json';
