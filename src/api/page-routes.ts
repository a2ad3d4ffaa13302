import * as z from 'zod';
import { eventKey } from './parameters.ts';
import type { Route } from './route.ts';

/** A browser may keep it, but asks each time whether it is still so: nothing captured is in it. */
const keepable = z.object({ 'Cache-Control': z.literal('no-cache') });
const aFile = {
  params: z.object({
    name: z.string().regex(/^[a-z-]{1,32}$/, 'is a name of small letters'),
  }),
};

/** What people read in a browser. None of it holds data: the page asks the API for that. */
export const pageRoutes = {
  root: {
    method: 'get',
    path: '/',
    scope: 'open',
    summary: 'The page: watch, filter and read events in a browser.',
    query: z.object({
      q: z.string().optional().meta({ description: 'The filter it shows.' }),
      event: eventKey.optional(),
    }),
    from: 'anywhere',
    answers: { 200: { description: 'HTML.', type: 'text/html', headers: keepable } },
    problems: [],
  },
  docs: {
    method: 'get',
    path: '/docs',
    scope: 'open',
    summary: 'For people: the API, the filter language, the fields and the errors.',
    answers: { 200: { description: 'HTML.', type: 'text/html', headers: keepable } },
    problems: [],
  },
  pageScript: {
    method: 'get',
    path: '/web/{name}.js',
    scope: 'open',
    summary: 'A script of the page.',
    ...aFile,
    answers: { 200: { description: 'A module.', type: 'text/javascript', headers: keepable } },
    problems: ['not_found'],
  },
  pageStyle: {
    method: 'get',
    path: '/web/{name}.css',
    scope: 'open',
    summary: 'A stylesheet of the page.',
    ...aFile,
    answers: { 200: { description: 'CSS.', type: 'text/css', headers: keepable } },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
