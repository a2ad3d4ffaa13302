import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeWith } from '../support/fault.ts';
import { detailOf, enter, rowsOf, sendEvent, type ShownElement } from '../support/page-steps.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';
import { sharedBrowser } from '../support/shared-browser.ts';
import { until } from '../support/until.ts';

const limitMs = 120_000;

/** Another for each document that is loaded. */
const documents = 'performance.timeOrigin';

describeWith(['chromium'], () => {
  const openPage = sharedBrowser();

  test(
    'what is sent appears by itself, in the calls and in the requests, without a reload',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      await enter(page, program);
      const before = await page.evaluate(documents);
      await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
      await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
      const call = 'myid=175&CallID=aaaaaaaa&SubCallID=s1&CallFlow=in&CallerIDNum=%2B78120000000';
      await sendEvent(program.receiverUrl, `EventType=dial-in&${call}`);
      await rowsOf(page).getByText('+78120000000').waitFor();
      await sendEvent(program.receiverUrl, `EventType=answer&${call}`);
      await rowsOf(page).getByText('2 events').waitFor();
      await page.getByRole('link', { name: 'Requests' }).click();
      await until('both requests', async () => (await rowsOf(page).count()) === 2);
      await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
      await sendEvent(program.receiverUrl, `EventType=hangup&${call}`);
      await until('the third is on top', async () =>
        ((await rowsOf(page).first().textContent()) ?? '').includes('hangup'),
      );
      expect(await rowsOf(page).count()).toBe(3);
      expect(await page.evaluate(documents)).toEqual(before);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'a filter and what is open are in the address; the back button undoes each, a link brings both back',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await sendEvent(program.receiverUrl, 'myid=1&EventType=hangup&CallID=aaaaaaaa');
      const named = 'myid=2&EventType=answer&CallID=bbbbbbbb&CallerIDName=A%20B';
      const id = await sendEvent(program.receiverUrl, named);
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      await enter(page, program);
      await page.keyboard.press('g');
      await page.keyboard.press('r');
      const rows = rowsOf(page);
      await until('both are there', async () => (await rows.count()) === 2);
      await page.keyboard.press('/');
      await page.keyboard.type('type:answer');
      await page.keyboard.press('Enter');
      await until('one is left', async () => (await rows.count()) === 1);
      expect(new URL(page.url()).searchParams.get('q')).toBe('type:answer');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      const detail = detailOf(page);
      await detail.getByRole('row', { name: /CallerIDName.*A B/ }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/e/${id}`);
      const link = page.url();
      await page.goBack();
      await detail.waitFor({ state: 'detached' });
      expect(await rows.count()).toBe(1);
      await page.goBack();
      await until('both are back', async () => (await rows.count()) === 2);
      await page.goForward();
      await page.goForward();
      await detail.getByRole('row', { name: /CallerIDName.*A B/ }).waitFor();

      const other = await page.context().newPage();
      await other.goto(link);
      await detailOf(other)
        .getByRole('row', { name: /CallerIDName.*A B/ })
        .waitFor();
      await until('its list is filtered', async () => (await rowsOf(other).count()) === 1);
      expect(await other.getByLabel('Filter', { exact: true }).inputValue()).toBe('type:answer');
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'a wrong filter is marked where it is wrong and changes nothing; its suggestion mends it',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await sendEvent(program.receiverUrl, 'myid=1&EventType=hangup&CallID=aaaaaaaa');
      await sendEvent(program.receiverUrl, 'myid=2&EventType=answer&CallID=bbbbbbbb');
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      await enter(page, program);
      await page.getByRole('link', { name: 'Requests' }).click();
      const rows = rowsOf(page);
      await until('both are there', async () => (await rows.count()) === 2);
      const box = page.getByLabel('Filter', { exact: true });
      await box.fill('myid:2 typ:answer');
      await page.keyboard.press('Enter');
      await page.locator('mark').waitFor();
      expect(await page.locator('mark').textContent()).toContain('typ');
      expect(await box.getAttribute('aria-invalid')).toBe('true');
      expect(new URL(page.url()).searchParams.get('q')).toBeNull();
      expect(await rows.count()).toBe(2);
      await page.getByRole('search').getByRole('button', { name: /^Use / }).click();
      await until('the mended filter is used', async () => (await rows.count()) === 1);
      expect(new URL(page.url()).searchParams.get('q')).toBe('myid:2 type:answer');
      expect(await page.locator('mark').count()).toBe(0);
      await page.reload();
      await until('it stays after a reload', async () => (await rows.count()) === 1);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'new rows wait above while one reads further down, and older ones are loaded below',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      for (let i = 0; i < 130; i++)
        await sendEvent(program.receiverUrl, `myid=m${i}&EventType=hangup`);
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      await enter(page, program);
      await page.getByRole('link', { name: 'Requests' }).click();
      await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
      const list = page.getByRole('list', { name: 'Requests' });
      const scrollTo = (px: number): Promise<number> =>
        list.evaluate((element: ShownElement, top: number) => (element.scrollTop = top), px);
      await until('the oldest is reached', async () => {
        await scrollTo(1e6);
        return (await rowsOf(page).getByText('m0', { exact: true }).count()) === 1;
      });
      await list.getByText('That is all.').waitFor();
      await scrollTo(2_000);
      await rowsOf(page).getByText('m85', { exact: true }).waitFor();
      const place = (): Promise<unknown> =>
        list.evaluate((element: ShownElement) => [
          element.scrollTop,
          ...Array.from(element.querySelectorAll('a'), (row) => [
            row.textContent,
            row.getBoundingClientRect().top,
          ]),
        ]);
      const before = await place();
      await sendEvent(program.receiverUrl, 'myid=new&EventType=answer');
      const pill = page.getByRole('button', { name: '↑ 1 new' });
      await pill.waitFor();
      expect(await place()).toEqual(before);
      await pill.click();
      await until('it is on top', async () =>
        ((await rowsOf(page).first().textContent()) ?? '').includes('answer'),
      );
      expect(await list.evaluate((element: ShownElement) => element.scrollTop)).toBe(0);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'the page comes from its own server alone, in files named by their content that are kept for good',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      const files: { path: string; cache: string; encoding: string }[] = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        const { 'cache-control': cache = '', 'content-encoding': encoding = '' } =
          response.headers();
        if (/\.(js|css)$/.test(pathname)) files.push({ path: pathname, cache, encoding });
      });
      await enter(page, program);
      await sendEvent(program.receiverUrl, 'myid=1&EventType=hangup&CallID=aaaaaaaa');
      await rowsOf(page).waitFor();
      const hashed = files.filter(({ path }) => /^\/assets\/[\w-]+-[\w-]{8}\.(js|css)$/.test(path));
      expect(hashed.length).toBeGreaterThanOrEqual(2);
      for (const { cache, encoding } of hashed) {
        expect(cache).toContain('immutable');
        expect(encoding).toBe('br');
      }
      // What sets the colours before anything is drawn has one name for ever, so it is asked for again.
      const others = files.filter((file) => !hashed.includes(file));
      expect(others.map(({ path, cache }) => [path, cache])).toEqual([
        ['/assets/scheme.js', 'no-cache'],
      ]);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'the policy is in force, also where the page itself would be wrong',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await using watched = await openPage(program.inspectorUrl);
      await watched.page.goto(`${program.inspectorUrl}/docs`);
      expect(watched.faults).toEqual([]);
      const tryIt = `try { document.body.innerHTML = '<img src=x onerror=alert(1)>'; 'set' } catch (error) { error.name }`;
      expect(await watched.page.evaluate(tryIt)).toBe('TypeError');
      await until('the violation is told', () =>
        watched.faults.some((fault) => fault.startsWith('policy: require-trusted-types-for')),
      );
    },
    limitMs,
  );
});
