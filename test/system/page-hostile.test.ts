import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { ApiCall } from '../../src/api/call.ts';
import { openPage, type WatchedPage } from '../support/browser.ts';
import { describeWith } from '../support/fault.ts';
import { harmsIn } from '../support/page-harmless.ts';
import { sendHostile, textsPerRequest, type Hostile } from '../support/page-hostile.ts';
import { payloads } from '../support/page-payloads.ts';
import { detailOf, enter, goTo, scrollOn, unfoldAll } from '../support/page-steps.ts';
import { deadlineMs, startProgram, temporaryDirectory, type Program } from '../support/program.ts';

const limitMs = 240_000;
const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 800 };

/** Without a clipboard what is copied is shown, so that it can be looked at. */
const noClipboard = `
  Object.defineProperty(navigator, 'clipboard', { value: undefined });
  document.execCommand = () => false;
`;

describeWith(['chromium'], () => {
  const directory = temporaryDirectory();
  let program: Program;
  let hostile: Hostile;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    program = await startProgram({ data: join(directory.path, 'data') });
    hostile = await sendHostile(program);
    // Filters that are none, and calls that are not there, are asked for here.
    watched = await openPage(program.inspectorUrl, (text) => /status of 40[04]/.test(text));
    ({ page } = watched);
    page.setDefaultTimeout(deadlineMs);
    await page.addInitScript(noClipboard);
    await page.setViewportSize(wide);
    await enter(page, program);
  }, limitMs);
  afterAll(async () => {
    await watched[Symbol.asyncDispose]();
    await program.stop();
    directory[Symbol.dispose]();
  });

  /** Nothing ran, nothing was asked for, and the page is whole. @param where said if not */
  async function expectHarmless(where: string): Promise<void> {
    expect([where, ...(await harmsIn(page)), ...watched.faults]).toEqual([where]);
  }

  /** From the top of the list to its end, or so many screens. */
  async function scrollThrough(name: string, maxScreens: number): Promise<void> {
    const list = page.getByRole('list', { name, exact: true });
    await list.getByRole('link').first().waitFor();
    for (let screen = 0; screen < maxScreens; screen++) {
      await expectHarmless(`${name}, screen ${screen}`);
      const isEnd = await scrollOn(list);
      if (isEnd) break;
    }
  }

  async function openTab(detail: Locator, name: string): Promise<void> {
    await detail.getByRole('tab', { name }).click();
    await detail.getByRole('tab', { name, selected: true }).waitFor();
    if (name === 'Raw') await detail.getByText(/SHA-256|It has no body/).waitFor();
  }

  async function lookThroughTabs(detail: Locator, tabs: readonly string[]): Promise<void> {
    for (const tab of tabs) {
      await openTab(detail, tab);
      await expectHarmless(`${page.url()} ${tab}`);
      const hex = detail.getByRole('radio', { name: 'Hex' });
      if (tab !== 'Raw' || (await hex.count()) === 0) continue;
      await hex.check();
      await expectHarmless(`${page.url()} hex`);
    }
  }

  test.each([wide, narrow])(
    'no list runs what was sent: calls, requests, refused requests, findings, set-up, with facets and chart, $width wide',
    async (viewport) => {
      await page.setViewportSize(viewport);
      await goTo(page, '');
      await scrollThrough('Calls', 40);
      if (viewport === wide)
        for (const more = page.getByRole('button', { name: /^\d+ more$/ }); await more.count();)
          await more.first().click();
      else await page.getByRole('button', { name: 'Facets' }).click();
      await expectHarmless('all facets');
      await goTo(page, '?view=requests&q=type:unknown');
      await scrollThrough('Requests', 40);
      await goTo(page, '?view=findings');
      await scrollThrough('Findings', 20);

      await goTo(page, '?view=requests&show=refused');
      const refused = page.getByRole('region', { name: 'Refused requests' });
      await refused.getByRole('row').nth(50).waitFor();
      expect(await unfoldAll(refused)).toBeGreaterThan(49);
      await expectHarmless('refused requests');
      await goTo(page, '?view=setup');
      await page.getByRole('region', { name: 'Extensions' }).waitFor();
      expect(await unfoldAll(page.getByRole('main'))).toBeGreaterThan(0);
      await expectHarmless('set-up');
    },
    limitMs,
  );

  test.each([wide, narrow])(
    'no opened call runs what was sent: ladder, events, fields, raw, answer, findings, $width wide',
    async (viewport) => {
      await page.setViewportSize(viewport);
      const answer = await program.ask('/api/v1/calls?limit=1000');
      const { calls } = (await answer.json()) as { calls: ApiCall[] };
      expect(calls.length).toBeGreaterThan(500);
      // The first event of each has forty other texts.
      const step = viewport === wide ? 40 : 160;
      for (const { id } of calls.filter((_, at) => at % step === 0)) {
        await goTo(page, `c/${encodeURIComponent(id)}`);
        const detail = detailOf(page);
        await detail.getByRole('region', { name: 'Ladder' }).waitFor();
        await lookThroughTabs(detail, ['Events', 'Fields', 'Raw', 'Answer', 'Findings']);
      }
    },
    limitMs,
  );

  test.each([wide, narrow])(
    'no opened request runs what was sent: fields, raw as text and bytes, answer, findings, $width wide',
    async (viewport) => {
      await page.setViewportSize(viewport);
      const [step, first] = viewport === wide ? [textsPerRequest, 0] : [5 * textsPerRequest, 60];
      expect(hostile.eventIds.length).toBeGreaterThan(600);
      for (const id of hostile.eventIds.filter((_, at) => at % step === first)) {
        await goTo(page, `e/${id}`);
        const detail = detailOf(page);
        await detail.getByRole('tab').first().waitFor();
        await lookThroughTabs(detail, ['Fields', 'Raw', 'Answer', 'Findings']);
        if (id !== hostile.eventIds[0]) continue;
        // It is there to be read, all the same.
        await openTab(detail, 'Raw');
        for (const text of payloads.slice(0, 5)) await detail.getByText(text).first().waitFor();
      }
      await page.setViewportSize(wide);
    },
    limitMs,
  );

  test(
    'a filter made of what was sent is only a filter: its chips, its suggestions, and what is not found by it',
    async () => {
      for (const id of hostile.eventIds.filter((_, at) => at % 160 === 0)) {
        await goTo(page, `e/${id}?view=requests`);
        const fields = detailOf(page).getByRole('button', { name: /^Only this / });
        await fields.first().waitFor();
        const count = Math.min(8, await fields.count());
        for (let at = 0; at < count; at++) {
          await fields.nth(at).click();
          await page.getByRole('list', { name: 'Terms of the filter' }).waitFor();
          await expectHarmless(`filter ${page.url()}`);
        }
        await page.getByRole('button', { name: /^Not / }).first().click();
        await expectHarmless(`negated ${page.url()}`);
        const { searchParams } = new URL(page.url());
        await goTo(page, `?${new URLSearchParams({ q: searchParams.get('q') ?? '' }).toString()}`);
        await page.getByRole('heading', { name: /^No stored call matches/ }).waitFor();
        await expectHarmless(`no match ${page.url()}`);
      }
      await goTo(page, '');
      const box = page.getByLabel('Filter', { exact: true });
      for (const text of payloads.slice(0, 60)) {
        await box.fill(text.toWellFormed());
        await page.keyboard.press('Enter');
        await expectHarmless(`typed ${text}`);
      }
      await box.fill('');
      await page.keyboard.press('Enter');
      await box.click();
      await page.getByRole('listbox').waitFor();
      await expectHarmless('recent filters');
      await page.keyboard.press('Escape');
    },
    limitMs,
  );

  test(
    'what is copied of it is text, and so are the dialogs over it',
    async () => {
      const opened = [
        ...hostile.eventIds.filter((_, at) => at % 130 === 0).map((id) => `e/${id}`),
        ...hostile.callIds.filter((_, at) => at % 130 === 50).map(encodedCall),
      ];
      for (const href of opened) {
        await goTo(page, href);
        const copy = detailOf(page).getByRole('button', { name: 'Copy', exact: true });
        await copy.click();
        await page.locator('[role=menuitem]:focus').waitFor();
        const count = await page.getByRole('menuitem').count();
        await page.keyboard.press('Escape');
        expect(count).toBeGreaterThan(2);
        for (let at = 0; at < count; at++) {
          await copy.click();
          await page.locator('[role=menuitem]:focus').waitFor();
          const item = page.getByRole('menuitem').nth(at);
          if ((await item.getAttribute('aria-disabled')) !== null) {
            await page.keyboard.press('Escape');
            continue;
          }
          await item.click();
          const text = page.getByLabel('Text to copy');
          await text.waitFor();
          expect(await text.inputValue()).not.toBe('');
          await expectHarmless(`copy ${at} of ${href}`);
          await page.keyboard.press('Escape');
        }
      }
      await page.getByRole('button', { name: /^▶?\s*Play/ }).click();
      await page.getByRole('dialog', { name: 'Play a call' }).waitFor();
      await expectHarmless('play');
      await page.keyboard.press('Escape');
    },
    limitMs,
  );

  test(
    'no address of the page runs what it is made of',
    async () => {
      const faults = watched.faults.length;
      for (const text of payloads.filter((_, at) => at % 8 === 1)) {
        const encoded = encodeURIComponent(text.toWellFormed());
        for (const href of [
          `?q=${encoded}&view=${encoded}&tab=${encoded}&show=${encoded}#login=${encoded}`,
          `c/${encoded}?event=${encoded}&tab=fields`,
        ]) {
          await goTo(page, href);
          await expectHarmless(href);
        }
      }
      expect(watched.faults.length).toBe(faults);
    },
    limitMs,
  );
});

function encodedCall(id: string): string {
  return `c/${encodeURIComponent(id.toLowerCase())}`;
}
