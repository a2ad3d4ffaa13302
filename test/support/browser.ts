import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** A page, and whatever happened in it, or in another tab of its browser, that must not. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the console and of scripts, violations of the policy, dialogs, requests to anywhere else, and strings that ran. */
  readonly faults: string[];
}

/** Starting one takes a second: a file of tests does it once. Close it at the end. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/**
 * Opens a browser of its own, or in a running one a window that shares nothing with its others.
 * @param origin the only place it may ask for anything
 * @param isExpected which console errors are part of the test
 */
export async function openPage(
  origin: string,
  isExpected: (text: string) => boolean = () => false,
  running?: Browser,
): Promise<WatchedPage> {
  const browser = running ?? (await startBrowser());
  const context = await browser.newContext();
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text()))
      faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (event) => faults.push(`script: ${event.error().message}`));
  context.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) faults.push(`request: ${url.href}`);
  });
  await context.exposeFunction('ringlogTestFault', (text: string) => faults.push(text));
  // As text: it runs in the browser, with the browser's names.
  await context.addInitScript(`
    addEventListener('securitypolicyviolation', (event) => {
      ringlogTestFault('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
    });
    for (const name of ['alert', 'confirm', 'prompt', 'print'])
      window[name] = (text) => void ringlogTestFault('ran: ' + name + ' ' + text);
  `);
  const page = await context.newPage();
  return {
    page,
    faults,
    [Symbol.asyncDispose]: () => (running ? context.close() : browser.close()),
  };
}
