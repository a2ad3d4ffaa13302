import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';

/**
 * Makes the check that a request carries the token, as `Authorization: Bearer …` and nowhere else: what is in a URL ends up in logs.
 * @param token undefined: auth is off, and every request passes
 * @returns a function that throws `unauthorized`
 */
export function createAuth(token: string | undefined): (request: IncomingMessage) => void {
  if (token === undefined) return () => undefined;
  const expected = digest(token);
  return (request) => {
    const [value, ...more] = headerValues(request, 'authorization');
    if (value === undefined) throw refusal('This address needs the token');
    const given = /^Bearer +([^ ]+)$/i.exec(value)?.[1];
    if (given === undefined || more.length > 0)
      throw refusal('The Authorization header is not understood; the token is needed');
    // Digests have one length, so the comparison tells nothing about the token, not even how long it is.
    if (!timingSafeEqual(digest(given), expected)) throw refusal('This is not the token');
  };
}

function refusal(what: string): AppError {
  return new AppError(
    'unauthorized',
    `${what}. Send it as "Authorization: Bearer TOKEN"; "ringlog token" prints it.`,
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
