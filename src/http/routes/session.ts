import type { Login } from '../login.ts';
import { AppError } from '../../errors.ts';
import type { Handlers } from '../router.ts';
import type { Sessions } from '../session.ts';

/** The routes by which browsers log in and out. @param access undefined: auth is off */
export function sessionRoutes(
  access: { readonly login: Login; readonly sessions: Sessions } | undefined,
): Pick<Handlers, 'session' | 'logIn' | 'logOut'> {
  return {
    session: ({ caller }) => ({
      json: {
        auth: access === undefined ? 'off' : 'on',
        loggedIn: caller.by !== 'nothing',
        ...(caller.by === 'session'
          ? { expiresAt: new Date(caller.expiresAtMs).toISOString() }
          : {}),
      },
    }),
    logIn: ({ body }) => {
      if (access === undefined)
        throw new AppError('bad_request', 'Auth is off: there is nothing to log in to.');
      access.login.check(body);
      return { empty: true, headers: { 'Set-Cookie': access.sessions.start() } };
    },
    logOut: () => ({
      empty: true,
      headers: access === undefined ? {} : { 'Set-Cookie': access.sessions.end() },
    }),
  };
}
