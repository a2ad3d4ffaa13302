import * as z from 'zod';
import type { Route } from './route.ts';

const session = z
  .object({
    auth: z
      .enum(['on', 'off'])
      .meta({ description: 'off: whoever reaches the inspector may read.' }),
    loggedIn: z.boolean().meta({ description: 'Whether this request might read.' }),
    expiresAt: z.iso
      .datetime({ precision: 3 })
      .optional()
      .meta({ description: 'Of a login by cookie: its end.' }),
  })
  .meta({ id: 'Session', description: 'How this request is seen.' });

const login = z
  .union([
    z.strictObject({ code: z.string().meta({ description: 'Of the link `serve` prints.' }) }),
    z.strictObject({ token: z.string() }),
  ])
  .meta({ id: 'Login', description: 'One of the two ways to log in.' });

/** Login of browsers. Programs need none of it: they send the token. */
export const sessionRoutes = {
  session: {
    method: 'get',
    path: '/api/v1/session',
    scope: 'open',
    summary: 'Whether this request is logged in.',
    answers: { 200: { description: 'The state.', type: 'application/json', schema: session } },
    problems: [],
  },
  logIn: {
    method: 'post',
    path: '/api/v1/session',
    scope: 'open',
    summary: 'Logs a browser in: by the one-time code of the link `serve` prints, or by the token.',
    body: login,
    from: 'own',
    answers: {
      204: {
        description: 'Logged in for 30 days, or until the token changes.',
        headers: z.object({
          'Set-Cookie': z.string().regex(/^ringlog_session_\w+=\d+\.[\w-]+; HttpOnly; /),
        }),
      },
    },
    problems: ['unauthorized', 'too_many_tries'],
  },
  logOut: {
    method: 'delete',
    path: '/api/v1/session',
    scope: 'open',
    summary: 'Logs this browser out.',
    answers: { 204: { description: 'Logged out.' } },
    problems: [],
  },
} as const satisfies Record<string, Route>;
