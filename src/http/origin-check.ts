import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import { headerValues } from './header-values.ts';
import { originForm } from './request-form.ts';

type Asked = Pick<IncomingMessage, 'rawHeaders' | 'method' | 'url'>;

export interface OriginCheck {
  /** What holds for every request. @throws {AppError} `forbidden_origin` */
  readonly check: (request: Asked) => void;
  /** That a browser says it comes from our own page; a program that says nothing does not pass. @throws {AppError} `forbidden_origin` */
  readonly requireOwnPage: (request: Asked) => void;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Against pages of other sites: a browser says where a request comes from (`Sec-Fetch-Site`, and `Origin` on anything unsafe), and a page
 * cannot change that. Programs that are no browsers send neither, and pass; for them the token decides. Whoever brings cookies is a browser
 * and must say it.
 */
export function createOriginCheck(options: {
  readonly publicUrl?: string | undefined;
  /** Paths, as the contract writes them, that a link on another site may lead to. They hold no data. */
  readonly linkedPaths?: readonly string[];
}): OriginCheck {
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  const linkedPaths = (options.linkedPaths ?? []).map(patternOf);
  const requireOwnPage = (request: Asked): void => {
    const origins = headerValues(request, 'origin');
    const isOwn =
      origins.length === 0
        ? valueOf(request, 'sec-fetch-site') === 'same-origin'
        : origins.length === 1 && origins[0] === selfOrigin(request, publicUrl);
    if (!isOwn) throw refusal();
  };
  return {
    requireOwnPage,
    check: (request) => {
      const isSafe = safeMethods.has(request.method ?? '');
      const sites = headerValues(request, 'sec-fetch-site').map((site) => site.toLowerCase());
      const isFromHere = sites.every((site) => site === 'same-origin' || site === 'none');
      if (isSafe) {
        // Another port of this host is another origin, but gets our cookie; how long an answer takes would tell such a page what is stored.
        if (!isFromHere && !isFollowedLink(request, linkedPaths)) throw refusal();
        return;
      }
      if (!isFromHere) throw refusal();
      const hasOrigin = headerValues(request, 'origin').length > 0;
      if (hasOrigin || headerValues(request, 'cookie').length > 0) requireOwnPage(request);
    },
  };
}

/** Somebody followed a link, in a tab of its own, that no script of the other site can look into. */
function isFollowedLink(request: Asked, paths: readonly RegExp[]): boolean {
  const [path = ''] = originForm(request.url ?? '').split('?');
  return (
    request.method === 'GET' &&
    paths.some((pattern) => pattern.test(path)) &&
    valueOf(request, 'sec-fetch-site') !== undefined &&
    valueOf(request, 'sec-fetch-mode') === 'navigate' &&
    valueOf(request, 'sec-fetch-dest') === 'document'
  );
}

/** What a path of the contract looks like where it is asked for: its parameters are anything but a slash, and the rest is letters. */
function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (/^\{\w+\}$/.test(part) ? '[^/]+' : part));
  return new RegExp(`^${parts.join('/')}$`);
}

/** The value of a header that is there once. */
function valueOf(request: Asked, lowerCaseName: string): string | undefined {
  const values = headerValues(request, lowerCaseName);
  return values.length === 1 ? values[0]?.toLowerCase() : undefined;
}

/** The origin of our own page for who asked: the public one if its name was asked, else this listener's by the name that was. */
function selfOrigin(request: Asked, publicUrl: URL | undefined): string {
  const host = headerValues(request, 'host')[0]?.toLowerCase() ?? '';
  return host === publicUrl?.host ? publicUrl.origin : `http://${host}`;
}

function refusal(): AppError {
  return new AppError('forbidden_origin', 'Requests made by pages of other origins are refused.');
}
