import * as z from 'zod';
import { storeProblems } from './problem.ts';
import type { Route } from './route.ts';

const told = {
  id: z.string().optional().meta({
    description:
      'Of an event that was stored before: it keeps it. Any other line gets one that follows from its time and bytes.',
  }),
  receivedAt: z
    .string()
    .optional()
    .meta({ description: 'ISO 8601 with a zone; absent: when it is imported.' }),
  request: z
    .looseObject({ peer: z.string().optional(), forwardedPeer: z.string().optional() })
    .optional(),
  answer: z
    .looseObject({ status: z.int().min(100).max(999).optional() })
    .optional()
    .meta({ description: 'What was answered; absent: 200.' }),
};

/** A line of `import` with the very bytes of a request. An `ExportedEvent` is one; what only shows the bytes again may be left out, and is what `ringlog import` leaves out. */
const importedEventSchema = z
  .looseObject({
    ...told,
    headBase64: z
      .base64()
      .meta({ description: 'Request line and headers (and trailers), each ended with CRLF.' }),
    bodyBase64: z.base64().optional(),
  })
  .meta({
    id: 'ImportedEvent',
    description:
      'A request and its exact bytes. Other members of an ExportedEvent say nothing new.',
  });

/** A line of `import` for those who have no bytes, but know what was asked. */
const importedRequestSchema = z
  .looseObject({
    ...told,
    method: z.string(),
    target: z.string().meta({ description: 'Path and query.' }),
    httpVersion: z.string().optional(),
    headers: z
      .union([
        z.array(z.tuple([z.string(), z.string()])),
        z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      ])
      .optional(),
    body: z.string().optional().meta({ description: 'As text.' }),
    bodyBase64: z.base64().optional().meta({ description: 'In its place: as bytes.' }),
  })
  .meta({ id: 'ImportedRequest', description: 'A request in words.' });

/** A line of an event log, or an event of a list. */
const loggedEventSchema = z
  .looseObject({
    ...told,
    fields: z.record(z.string(), z.string()),
    path: z.string().optional(),
  })
  .meta({
    id: 'LoggedEvent',
    description:
      'An event of an event log or a list: its fields become the query of a GET to its path. How they were sent, it does not tell.',
  });

/** What became of the lines. */
export const importResultSchema = z
  .object({
    stored: z.int().min(0),
    known: z.int().min(0).meta({ description: 'Were stored before: nothing is stored twice.' }),
    refusedCount: z.int().min(0).meta({ description: 'Cannot be stored; the others were.' }),
    refused: z
      .array(z.object({ line: z.int().min(1), why: z.string() }))
      .max(100)
      .meta({ description: 'The first 100 of these.' }),
  })
  .meta({ id: 'ImportResult', description: 'What became of the lines of an import.' });

export type ImportResult = z.output<typeof importResultSchema>;

/** Events that were received elsewhere or before. */
export const importRoutes = {
  importEvents: {
    method: 'post',
    path: '/api/v1/import',
    scope: 'token',
    summary:
      'Stores requests from elsewhere: lines of JSON, any number, such as an NDJSON export has. What is stored by then stays, however it ends.',
    lines: z
      .union([importedEventSchema, importedRequestSchema, loggedEventSchema])
      .meta({ description: 'A line, at most 3 MiB long.' }),
    answers: {
      200: {
        description: 'All lines are read.',
        type: 'application/json',
        schema: importResultSchema,
      },
    },
    problems: [...storeProblems, 'store_full', 'overloaded', 'too_many_waiting'],
  },
} as const satisfies Record<string, Route>;
