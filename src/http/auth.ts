import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../api/route.ts';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';
import type { Sessions } from './session.ts';

export interface Auth {
  /** Who asks. Never throws: whose proof is wrong has none. */
  callerOf(request: IncomingMessage): Caller;
  /** @throws {AppError} `unauthorized` unless the caller may read */
  requireToken(request: IncomingMessage): void;
}

/**
 * Makes the check that a request carries the token as `Authorization: Bearer …`, or the cookie of a login; nowhere else: what is in a URL
 * ends up in logs. A request with an Authorization header is judged by that alone.
 * @param access undefined: auth is off, and every request passes
 */
export function createAuth(
  access: { readonly token: string; readonly sessions: Sessions } | undefined,
): Auth {
  if (access === undefined)
    return { callerOf: () => ({ by: 'all' }), requireToken: () => undefined };
  const { sessions } = access;
  const expected = digest(access.token);
  const judge = (request: IncomingMessage): Caller | { readonly wrong: string } => {
    const [value, ...more] = headerValues(request, 'authorization');
    if (value === undefined) {
      const expiresAtMs = sessions.expiryOf(request);
      return expiresAtMs === undefined
        ? { wrong: 'This address needs the token' }
        : { by: 'session', expiresAtMs };
    }
    const given = /^Bearer +([^ ]+)$/i.exec(value)?.[1];
    if (given === undefined || more.length > 0)
      return { wrong: 'The Authorization header is not understood; the token is needed' };
    // Digests have one length, so the comparison tells nothing about the token, not even how long it is.
    return timingSafeEqual(digest(given), expected)
      ? { by: 'token' }
      : { wrong: 'This is not the token' };
  };
  return {
    callerOf: (request) => {
      const caller = judge(request);
      return 'wrong' in caller ? { by: 'nothing' } : caller;
    },
    requireToken: (request) => {
      const caller = judge(request);
      if ('wrong' in caller)
        throw new AppError(
          'unauthorized',
          `${caller.wrong}. Send it as "Authorization: Bearer TOKEN"; "ringlog token" prints it.`,
        );
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
