import { createOpenApi } from '../../api/openapi.ts';
import { docsPage } from '../docs-page.ts';
import type { Handlers } from '../router.ts';
import { keepable } from './page.ts';

/** The documentation for people. */
export function docsRoutes(version: string): Pick<Handlers, 'docs'> {
  let text: string | undefined;
  return {
    docs: () => {
      text ??= docsPage(createOpenApi(version));
      return { text, type: 'text/html; charset=utf-8', headers: keepable };
    },
  };
}
