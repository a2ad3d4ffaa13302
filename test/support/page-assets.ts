import { createPage } from '../../src/http/page.ts';

/** A file of the built page for each route that has one. */
export function assetPath(route: string): string {
  if (route.endsWith('.js')) return '/assets/scheme.js';
  if (route.endsWith('.svg')) return '/assets/icon.svg';
  const document = createPage().index({}, './');
  return `/${/assets\/[\w-]+\.css/.exec(document)?.[0] ?? 'the page was not built'}`;
}
