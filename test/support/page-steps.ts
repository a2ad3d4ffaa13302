import type { Locator, Page } from 'playwright-core';
import type { Program } from './program.ts';

/** Fills in the token, and waits until the page is there. */
export async function logInByToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('main', { name: /^(Calls|Requests|Findings|Set-up)$/ }).waitFor();
}

/** Opens the page and logs in. */
export async function enter(page: Page, { inspectorUrl, token }: Program): Promise<void> {
  await page.goto(inspectorUrl);
  await logInByToken(page, token);
}

/** Goes to a place as a click on a link to it does: without loading the document again. @param href relative to the root */
export async function goTo(page: Page, href: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(`/${href}`)}); dispatchEvent(new PopStateEvent('popstate'));`,
  );
}

/** The links that are the rows of the list. */
export function rowsOf(page: Page): Locator {
  return page.getByRole('main').getByRole('list').getByRole('link');
}

/** The call or event that is open beside the list. */
export function detailOf(page: Page): Locator {
  return page.getByRole('region').filter({ has: page.getByRole('tablist') });
}

/** Sends an event as a PBX does, and gives its id. */
export async function sendEvent(receiverUrl: string, query: string): Promise<string> {
  const answer = await fetch(`${receiverUrl}/fordel/show.php?${query}`);
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
  return answer.headers.get('x-event-id') ?? '';
}

/** As much of an element as the tests ask for, in the browser: tests are compiled without its names. */
export interface ShownElement {
  readonly textContent: string | null;
  readonly clientHeight: number;
  scrollTop: number;
  open: boolean;
  getBoundingClientRect(): { readonly top: number };
  querySelectorAll(selector: string): Iterable<ShownElement>;
}

/** Scrolls by what is seen of it. @returns whether the end was reached */
export function scrollOn(list: Locator): Promise<boolean> {
  return list.evaluate((element: ShownElement) => {
    const before = element.scrollTop;
    element.scrollTop += element.clientHeight;
    return element.scrollTop === before;
  });
}

/** Unfolds all that can be. @returns how much there was */
export function unfoldAll(inside: Locator): Promise<number> {
  return inside.evaluate((element: ShownElement) => {
    const all = [...element.querySelectorAll('details')];
    for (const details of all) details.open = true;
    return all.length;
  });
}
