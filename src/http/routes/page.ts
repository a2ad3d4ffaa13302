import { AppError } from '../../errors.ts';
import type { Page } from '../page.ts';
import type { Handlers } from '../router.ts';

/** Nothing captured is in a page, so a browser may keep it; but it asks whether it is still the newest. */
export const keepable = { 'Cache-Control': 'no-cache' };

/** The routes of the page: its document and its files. */
export function pageRoutes(deps: {
  readonly page: Page;
  readonly version: string;
  /** A URL of the receiver that takes an event, for the first one somebody sends. */
  readonly exampleUrl: () => string;
}): Pick<Handlers, 'root' | 'pageScript' | 'pageStyle'> {
  const file = (name: string, type: string) => {
    const text = deps.page.file(name);
    if (text === undefined) throw new AppError('not_found', 'The page has no such file.');
    return { text, type: `${type}; charset=utf-8`, headers: keepable };
  };
  return {
    root: () => ({
      text: deps.page.index({ version: deps.version, exampleUrl: deps.exampleUrl() }),
      type: 'text/html; charset=utf-8',
      headers: keepable,
    }),
    pageScript: ({ params }) => file(`${params.name}.js`, 'text/javascript'),
    pageStyle: ({ params }) => file(`${params.name}.css`, 'text/css'),
  };
}
