import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openPage } from '../support/browser.ts';
import { describeWith } from '../support/fault.ts';
import { detailOf, enter, rowsOf, sendEvent } from '../support/page-steps.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

const limitMs = 180_000;

/** What the list shows, each row in words. */
async function labelsOf(page: Page): Promise<readonly string[]> {
  const links = await rowsOf(page).all();
  const labels = await Promise.all(links.map((link) => link.getAttribute('aria-label')));
  return labels.map(String);
}

/** The filter in the address. */
function filterOf(page: Page): string {
  return new URL(page.url()).searchParams.get('q') ?? '';
}

describeWith(['chromium'], () => {
  test(
    'from the empty page to a played call, its ladder and every part of it, a filter of each kind, the same in another tab, and over a crash of the server',
    async () => {
      using directory = temporaryDirectory();
      const data = join(directory.path, 'data');
      await using first = await startProgram({ data });
      const isOutage = (text: string): boolean => /ERR_CONNECTION_REFUSED|401|ERR_/.test(text);
      await using watched = await openPage(first.inspectorUrl, isOutage);
      const { page } = watched;
      await page.setViewportSize({ width: 1280, height: 900 });
      await enter(page, first);

      // A call is played from the empty page and is there within seconds, while it still goes on.
      await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
      await page.getByRole('button', { name: /^Queue/ }).click();
      const rows = rowsOf(page);
      await rows.first().waitFor({ timeout: 5_000 });
      await page.getByRole('main').getByText('open', { exact: true }).waitFor();
      await page.getByText('Live', { exact: true }).waitFor();

      // Opened while it goes on, it is seen to its end without another click.
      await rows.first().click();
      const detail = detailOf(page);
      await detail.getByRole('heading', { level: 2 }).waitFor();
      await detail
        .getByText(/^\W*answered$/)
        .first()
        .waitFor({ timeout: 30_000 });
      expect(page.url()).toMatch(/\/c\/[0-9a-f]{32}$/);
      await detail.getByRole('heading', { name: 'Ladder' }).waitFor();
      expect(await detail.getByRole('button', { name: /hangup/ }).count()).toBeGreaterThan(3);
      await detail.getByRole('tab', { name: /Fields/ }).click();
      await detail.getByText('EventTime', { exact: true }).waitFor();
      await detail.getByRole('tab', { name: 'Raw' }).click();
      await detail.getByText(/POST \/fordel\/show\.php/).waitFor();
      await detail.getByRole('tab', { name: 'Answer' }).click();
      await detail.getByText('200').first().waitFor();
      await page.keyboard.press('Escape');
      await detail.waitFor({ state: 'detached' });

      // Another call, that nobody answers; then each way to filter.
      await page.getByRole('button', { name: 'Play' }).click();
      const play = page.getByRole('dialog', { name: 'Play a call' });
      await play.getByRole('radio', { name: 'At once' }).check();
      await play.getByText('A call from outside straight to 101, who does not answer').click();
      await until('both are there', async () => (await labelsOf(page)).length === 2);
      await until(
        'it is over',
        async () => (await labelsOf(page))[0]?.startsWith('missed') === true,
      );

      const filter = page.locator('#filter');
      await filter.fill('outcome:missed');
      await filter.press('Enter');
      await until('one is left', async () => (await labelsOf(page)).length === 1);
      expect(filterOf(page)).toBe('outcome:missed');
      await page.getByRole('button', { name: 'Not outcome:missed' }).click();
      await until(
        'the other is left',
        async () => (await labelsOf(page))[0]?.startsWith('answered') === true,
      );
      expect(filterOf(page)).toBe('-outcome:missed');
      await page.getByRole('button', { name: /^Remove -?outcome/ }).click();
      await until('both are back', async () => (await labelsOf(page)).length === 2);
      await page.goBack();
      await until('back undoes it', async () => (await labelsOf(page)).length === 1);
      await page.goForward();

      const facets = page.getByRole('complementary', { name: 'Facets' });
      await facets
        .getByRole('button', { name: /^missed/ })
        .first()
        .click();
      await until('the facet filters', async () => (await labelsOf(page)).length === 1);
      expect(filterOf(page)).toBe('outcome:missed');

      const chart = page.getByRole('slider', { name: /^Time chart/ });
      await chart.waitFor();
      const box = await chart.boundingBox();
      if (!box) throw new Error('The chart is not there.');
      await page.mouse.move(box.x + box.width * 0.2, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 });
      await page.mouse.up();
      await until('the brush is in the filter', () => /after:\S+ before:/.test(filterOf(page)));
      await page.getByRole('button', { name: 'All time' }).click();
      await until('the whole time is back', () => !filterOf(page).includes('after:'));

      // The address is the view.
      await rows.first().click();
      await detail.getByRole('tab', { name: /Fields/ }).click();
      await detail.getByText('EventTime', { exact: true }).waitFor();
      const second = await page.context().newPage();
      await second.goto(page.url());
      await detailOf(second).getByText('EventTime', { exact: true }).waitFor();
      await until('the same rows', async () => (await labelsOf(second)).length === 1);
      expect(await labelsOf(second)).toEqual(await labelsOf(page));
      await second.close();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Remove -?outcome/ }).click();
      await until('both are back', async () => (await labelsOf(page)).length === 2);

      // The server is killed and comes back: the badge says so, nothing is missing and nothing is there twice.
      await first.stop('SIGKILL');
      await page.getByText(/^Offline since/).waitFor();
      expect((await labelsOf(page)).length).toBe(2);
      const ports = [first.receiverUrl, first.inspectorUrl].map((url) => new URL(url).host);
      await using again = await startProgram({
        data,
        args: ['--receive', ports[0] ?? '', '--inspect', ports[1] ?? ''],
      });
      for (const call of ['aa', 'bb', 'cc'])
        await sendEvent(
          again.receiverUrl,
          `myid=7&EventType=dial-in&CallID=${call.repeat(16)}&CallerIDNum=1`,
        );
      await until('all five are there', async () => (await labelsOf(page)).length === 5, 30_000);
      await page.getByText('Live', { exact: true }).waitFor();
      await sendEvent(
        again.receiverUrl,
        `myid=7&EventType=dial-in&CallID=${'dd'.repeat(16)}&CallerIDNum=2`,
      );
      await until('it is live again', async () => (await labelsOf(page)).length === 6);
      await page.reload();
      await until('a reload shows no other', async () => (await labelsOf(page)).length === 6);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'all of it by keyboard only',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await using watched = await openPage(program.inspectorUrl, (text) => /40[01]/.test(text));
      const { page } = watched;
      const { keyboard } = page;
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(program.inspectorUrl);
      await page.getByLabel('Token').waitFor();
      await keyboard.type(program.token);
      await keyboard.press('Enter');

      /** Goes on with Tab until what has the focus is named so. */
      const tabTo = async (name: RegExp): Promise<void> => {
        for (let i = 0; i < 60; i++) {
          await keyboard.press('Tab');
          const focused = await page.evaluate(
            '(document.activeElement.ariaLabel ?? "") + " " + document.activeElement.textContent',
          );
          if (name.test(String(focused).trim())) return;
        }
        throw new Error(`Tab does not lead to ${String(name)}.`);
      };
      await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
      await tabTo(/^▶?\s*Missed/);
      await keyboard.press('Enter');
      await until(
        'it is there and over',
        async () => (await labelsOf(page))[0]?.startsWith('missed') === true,
        30_000,
      );

      await keyboard.press('j');
      await keyboard.press('Enter');
      const detail = detailOf(page);
      await detail.getByRole('heading', { name: 'Ladder' }).waitFor();
      const clock = detail.getByRole('radio', { checked: true });
      const before = await clock.first().getAttribute('value');
      await keyboard.press('t');
      await until(
        'the clock changes',
        async () => (await clock.first().getAttribute('value')) !== before,
      );
      await keyboard.press('y');
      await page.getByRole('menu').getByRole('menuitem').first().waitFor();
      await keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'hidden' });
      await keyboard.press('Escape');
      await detail.waitFor({ state: 'detached' });
      // The focus is back in the row it was opened from.
      expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);

      await keyboard.press('/');
      await keyboard.type('typ:hangup');
      await page.getByRole('button', { name: 'Use type' }).waitFor();
      await keyboard.press('Control+A');
      await keyboard.type('outcome:answered');
      await keyboard.press('Enter');
      await page.getByRole('heading', { name: 'No stored call matches' }).waitFor();
      await keyboard.press('/');
      await keyboard.press('Control+A');
      await keyboard.press('Delete');
      await keyboard.press('Enter');
      await until('it is back', async () => (await labelsOf(page)).length === 1);
      await keyboard.press('Escape');

      await keyboard.press('Space');
      await page.getByText('Paused', { exact: true }).waitFor();
      await sendEvent(
        program.receiverUrl,
        'myid=7&EventType=dial-in&CallID=aabbccdd&CallerIDNum=1',
      );
      await page.getByText('Paused (1 new)').waitFor();
      expect((await labelsOf(page)).length).toBe(1);
      expect(await page.title()).toBe('(1) Ringlog');
      await keyboard.press('Space');
      await until('it goes on', async () => (await labelsOf(page)).length === 2);

      await keyboard.press('g');
      await keyboard.press('r');
      await page.getByRole('main', { name: 'Requests' }).waitFor();
      await until('the requests are there', async () => (await labelsOf(page)).length > 2);
      await keyboard.press('g');
      await keyboard.press('s');
      await page.getByRole('main', { name: 'Set-up' }).waitFor();
      await keyboard.press('g');
      await keyboard.press('f');
      await page.getByRole('main', { name: 'Findings' }).waitFor();
      await keyboard.press('g');
      await keyboard.press('c');
      await page.getByRole('main', { name: 'Calls' }).waitFor();
      await keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );
});
