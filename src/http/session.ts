import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headerValues } from './header-values.ts';

/**
 * Logins of browsers, kept by the browsers themselves: a cookie says when it ends, signed with the token. So a login survives a restart, needs
 * no table that could fill up, and ends for all when the token changes.
 */
export interface Sessions {
  /** When the login that a request carries ends, in ms since 1970; undefined if it carries none that holds. */
  expiryOf(request: Pick<IncomingMessage, 'rawHeaders'>): number | undefined;
  /** A `Set-Cookie` that logs in. */
  start(): string;
  /** A `Set-Cookie` that logs out. */
  end(): string;
}

export function createSessions(options: {
  readonly token: string;
  /** Whether browsers come by https: then the cookie never travels without. */
  readonly isSecure: boolean;
  readonly nowUs: () => number;
}): Sessions {
  const { token, nowUs } = options;
  const sign = (text: string): string =>
    createHmac('sha256', token).update(`ringlog session ${text}`).digest('base64url');
  const name = `ringlog_session_${cookieSuffix(token)}`;
  const attributes = `HttpOnly; SameSite=Strict; Path=/${options.isSecure ? '; Secure' : ''}`;
  const expiry = (value: string): number | undefined => {
    const [, seconds = '', signature = ''] = /^(\d{1,12})\.([\w-]{43})$/.exec(value) ?? [];
    const isOurs = timingSafeEqual(digest(signature), digest(sign(seconds)));
    const expiresAtMs = Number(seconds) * 1000;
    return isOurs && expiresAtMs > nowUs() / 1000 ? expiresAtMs : undefined;
  };
  return {
    expiryOf: (request) =>
      cookiesOf(request)
        .filter(([given]) => given === name)
        // A page on another port of this host may have set one of the same name; it cannot sign it.
        .map(([, value]) => expiry(value))
        .find((expiresAtMs) => expiresAtMs !== undefined),
    start: () => {
      const seconds = String(Math.floor(nowUs() / 1e6) + lifeSeconds);
      return `${name}=${seconds}.${sign(seconds)}; ${attributes}; Max-Age=${lifeSeconds}`;
    },
    end: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}

/** 30 days: who watches a PBX comes back after a holiday; who has the cookie has the machine. */
const lifeSeconds = 30 * 24 * 3600;

/** Cookies know no ports: two Ringlogs on one host need two names. It tells nothing about the token. */
function cookieSuffix(token: string): string {
  return createHmac('sha256', token).update('ringlog cookie name').digest('hex').slice(0, 8);
}

function cookiesOf(request: Pick<IncomingMessage, 'rawHeaders'>): [string, string][] {
  return headerValues(request, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
