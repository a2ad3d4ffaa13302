import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Against pages of other sites: a browser says where a request comes from (`Sec-Fetch-Site`, and `Origin` on anything unsafe), and a page
 * cannot change that. Programs that are no browsers send neither, and pass; for them the token decides.
 * @returns a function that throws `forbidden_origin`
 */
export function createOriginCheck(options: {
  readonly publicUrl?: string | undefined;
}): (request: Pick<IncomingMessage, 'rawHeaders' | 'method'>) => void {
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  return (request) => {
    const isSafe = safeMethods.has(request.method ?? '');
    const sites = headerValues(request, 'sec-fetch-site').map((site) => site.toLowerCase());
    const isFromHere = sites.every((site) => site === 'same-origin' || site === 'none');
    if (sites.includes('cross-site') || (!isSafe && !isFromHere)) throw refusal();
    if (isSafe) return;
    const origins = headerValues(request, 'origin');
    if (origins.length > 1 || !origins.every((origin) => origin === selfOrigin(request, publicUrl)))
      throw refusal();
  };
}

/** The origin of our own page for who asked: the public one if its name was asked, else this listener's by the name that was. */
function selfOrigin(
  request: Pick<IncomingMessage, 'rawHeaders'>,
  publicUrl: URL | undefined,
): string {
  const host = headerValues(request, 'host')[0]?.toLowerCase() ?? '';
  return host === publicUrl?.host ? publicUrl.origin : `http://${host}`;
}

function refusal(): AppError {
  return new AppError('forbidden_origin', 'Requests made by pages of other origins are refused.');
}
