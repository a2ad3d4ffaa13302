import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** A page, and whatever happened in it that must not. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the console and of scripts, violations of the policy, dialogs, requests to anywhere else, and strings that ran. */
  readonly faults: string[];
}

/**
 * Opens a browser of its own.
 * @param origin the only place it may ask for anything
 * @param isExpected which console errors are part of the test
 */
export async function openPage(
  origin: string,
  isExpected: (text: string) => boolean = () => false,
): Promise<WatchedPage> {
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', ({ message }) => faults.push(`script: ${message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) faults.push(`request: ${url.href}`);
  });
  await page.exposeFunction('ringlogTestFault', (text: string) => faults.push(text));
  // As text: it runs in the browser, with the browser's names.
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', (event) => {
      ringlogTestFault('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
    });
    for (const name of ['alert', 'confirm', 'prompt'])
      window[name] = (text) => void ringlogTestFault('ran: ' + name + ' ' + text);
  `);
  return { page, faults, [Symbol.asyncDispose]: () => browser.close() };
}
