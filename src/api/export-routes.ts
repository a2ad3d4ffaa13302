import * as z from 'zod';
import { cursor, cursorOrStart, filter } from './parameters.ts';
import { indexProblems } from './problem.ts';
import type { Route } from './route.ts';

const query = z.object({
  q: filter,
  after: cursorOrStart
    .default('')
    .meta({ description: 'Begin with the event after this cursor; without it, the oldest.' }),
  until: cursor
    .optional()
    .meta({ description: 'End with the event at this cursor; without it, the newest of now.' }),
});

const headers = z.object({
  'Content-Disposition': z.string().regex(/^attachment; filename="[\w.-]+"$/),
});

/** Everything that matches, as files. */
export const exportRoutes = {
  exportNdjson: {
    method: 'get',
    path: '/api/v1/export.ndjson',
    scope: 'token',
    summary: 'Events without a limit, the oldest first: a JSON object a line (`ExportedEvent`).',
    query,
    answers: { 200: { description: 'The lines.', type: 'application/x-ndjson', headers } },
    problems: ['bad_cursor', ...indexProblems],
  },
  exportCsv: {
    method: 'get',
    path: '/api/v1/export.csv',
    scope: 'token',
    summary: 'The same as a table for a spreadsheet; no cell can be a formula.',
    query,
    answers: { 200: { description: 'RFC 4180, in UTF-8.', type: 'text/csv', headers } },
    problems: ['bad_cursor', ...indexProblems],
  },
  exportPhplog: {
    method: 'get',
    path: '/api/v1/export.phplog',
    scope: 'token',
    summary: "The same in the form of the PBX vendor's example log.",
    query,
    answers: { 200: { description: 'The log.', type: 'text/plain', headers } },
    problems: ['bad_cursor', ...indexProblems],
  },
} as const satisfies Record<string, Route>;
