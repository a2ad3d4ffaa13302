import { AppError } from '../../errors.ts';
import type { Page } from '../page.ts';
import type { Handlers } from '../router.ts';

/** Nothing captured is in a page, so a browser may keep it; but it asks whether it is still the newest. */
export const keepable = { 'Cache-Control': 'no-cache' };
/** What is named by its content is the same for ever. */
const lasting = { 'Cache-Control': 'public, max-age=31536000, immutable' };

/** The routes of the page: its document, under each of its addresses, and its files. */
export function pageRoutes(deps: {
  readonly page: Page;
  readonly version: string;
  /** A URL of the receiver that takes an event, for the first one somebody sends. */
  readonly exampleUrl: () => string;
}): Pick<Handlers, 'root' | 'pageCall' | 'pageEvent' | 'pageScript' | 'pageStyle' | 'pagePicture'> {
  const document = (root: './' | '../') => ({
    text: deps.page.index({ version: deps.version, exampleUrl: deps.exampleUrl() }, root),
    type: 'text/html; charset=utf-8',
    headers: keepable,
  });
  const asset = (name: string, accepted: string | undefined, type: string) => {
    const found = deps.page.asset(name, accepted ?? '');
    if (!found) throw new AppError('not_found', 'The page has no such file.');
    return {
      bytes: found.bytes,
      type,
      headers: {
        ...(found.isHashed ? lasting : keepable),
        Vary: 'Accept-Encoding',
        ...(found.encoding ? { 'Content-Encoding': found.encoding } : {}),
      },
    };
  };
  return {
    root: () => document('./'),
    pageCall: () => document('../'),
    pageEvent: () => document('../'),
    pageScript: ({ params, headers }) =>
      asset(`${params.name}.js`, headers['accept-encoding'], 'text/javascript; charset=utf-8'),
    pageStyle: ({ params, headers }) =>
      asset(`${params.name}.css`, headers['accept-encoding'], 'text/css; charset=utf-8'),
    pagePicture: ({ params, headers }) =>
      asset(`${params.name}.svg`, headers['accept-encoding'], 'image/svg+xml'),
  };
}
