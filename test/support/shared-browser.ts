import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openPage, startBrowser, type WatchedPage } from './browser.ts';

/** One browser for all tests of a block: starting one takes a second. @returns opens a page in a window of its own, as `openPage` does */
export function sharedBrowser(): (
  origin: string,
  isExpected?: (text: string) => boolean,
) => Promise<WatchedPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return (origin, isExpected) => {
    if (!browser) throw new Error('The browser is there within tests only.');
    return openPage(origin, isExpected, browser);
  };
}
