import * as z from 'zod';
import { callKey, eventKey } from './parameters.ts';
import type { Route } from './route.ts';

/** A browser may keep it, but asks each time whether it is still so: nothing captured is in it. */
const keepable = z.object({ 'Cache-Control': z.literal('no-cache') });

/** Of the page's address: what it shows. A link may have any of these, and what they mean is the page's own. */
const shown = z.object({
  q: z.string().optional().meta({ description: 'The filter it shows.' }),
  view: z.string().optional().meta({ description: 'calls, requests, findings or setup.' }),
  tab: z.string().optional().meta({ description: 'Of what is open: events, fields, raw, …' }),
  event: z.string().optional().meta({ description: 'The event of the call that is shown.' }),
  show: z.string().optional().meta({ description: 'refused: the refused requests.' }),
});

const document = { 200: { description: 'HTML.', type: 'text/html', headers: keepable } };

const anAsset = {
  params: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/, 'is the name of a file of the page'),
  }),
  headers: z.object({
    'accept-encoding': z.string().optional().meta({ description: 'br and gzip are known.' }),
  }),
};

/** What has a hash of its content in its name never changes. */
const keepableAsset = z.object({
  'Cache-Control': z.enum(['no-cache', 'public, max-age=31536000, immutable']),
});

/** What people read in a browser. None of it holds data: the page asks the API for that. */
export const pageRoutes = {
  root: {
    method: 'get',
    path: '/',
    scope: 'open',
    summary: 'The page: watch, filter and read calls and requests in a browser.',
    query: shown,
    from: 'anywhere',
    answers: document,
    problems: [],
  },
  pageCall: {
    method: 'get',
    path: '/c/{callId}',
    scope: 'open',
    summary: 'The page, with a call open.',
    params: z.object({ callId: callKey }),
    query: shown,
    from: 'anywhere',
    answers: document,
    problems: [],
  },
  pageEvent: {
    method: 'get',
    path: '/e/{id}',
    scope: 'open',
    summary: 'The page, with an event open.',
    params: z.object({ id: eventKey }),
    query: shown,
    from: 'anywhere',
    answers: document,
    problems: [],
  },
  docs: {
    method: 'get',
    path: '/docs',
    scope: 'open',
    summary: 'For people: the API, the filter language, the fields and the errors.',
    answers: document,
    problems: [],
  },
  pageScript: {
    method: 'get',
    path: '/assets/{name}.js',
    scope: 'open',
    summary: 'A script of the page.',
    ...anAsset,
    answers: {
      200: { description: 'It.', type: 'text/javascript', headers: keepableAsset },
    },
    problems: ['not_found'],
  },
  pageStyle: {
    method: 'get',
    path: '/assets/{name}.css',
    scope: 'open',
    summary: 'A stylesheet of the page.',
    ...anAsset,
    answers: { 200: { description: 'It.', type: 'text/css', headers: keepableAsset } },
    problems: ['not_found'],
  },
  pagePicture: {
    method: 'get',
    path: '/assets/{name}.svg',
    scope: 'open',
    summary: 'A picture of the page.',
    ...anAsset,
    answers: { 200: { description: 'It.', type: 'image/svg+xml', headers: keepableAsset } },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
