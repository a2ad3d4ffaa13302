import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openPage } from '../support/browser.ts';
import { describeWith } from '../support/fault.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

describeWith(['chromium'], () => {
  test('a body that is no form is shown with its event, as text; the bar is as low after an error as before', async () => {
    using directory = temporaryDirectory();
    await using program = await startProgram({ data: join(directory.path, 'data') });
    const body = '{"EventType":"hangup",\n"name":"<b>x</b>\\u202e\u202e"}';
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${program.receiverUrl}/a?myid=5`, { method: 'POST', headers, body });
    await using watched = await openPage(program.inspectorUrl, (text) => text.includes('400'));
    const { page } = watched;
    await page.goto(program.inspectorUrl);
    await page.getByLabel('Token').fill(program.token);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('#rows tr').click();
    const detail = page.getByRole('complementary', { name: 'Event' });
    await detail.getByText('Body as download').waitFor();
    expect(await detail.locator('pre').last().textContent()).toBe(
      body.replace('\u202e', '\\u{202e}'),
    );

    const height = (): Promise<number> =>
      page.evaluate('document.querySelector("header").offsetHeight');
    const before = await height();
    const filter = page.getByRole('searchbox');
    await filter.fill('typ:hangup');
    await page.keyboard.press('Enter');
    await until('the error makes it higher', async () => (await height()) > before);
    await filter.fill('');
    await page.keyboard.press('Enter');
    await until('it is as before', async () => (await height()) === before);

    await fetch(`${program.receiverUrl}/a?myid=6&EventType=hangup&Duration=149900000`);
    await page.getByRole('cell', { name: '2m30s' }).click();
    await until(
      'the other is shown',
      async () => (await detail.textContent())?.includes('/a?myid=6') === true,
    );
    // It has no body, so there is none to download.
    expect(await detail.getByText('Body as download').count()).toBe(0);
    expect(watched.faults).toEqual([]);
  }, 60_000);
});
