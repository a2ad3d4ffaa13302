import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openPage } from '../support/browser.ts';
import { describeWith } from '../support/fault.ts';
import { detailOf, enter, goTo } from '../support/page-steps.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';

describeWith(['chromium'], () => {
  test('a body that is no form is shown with its event as text and as bytes, and comes whole as a download', async () => {
    using directory = temporaryDirectory();
    await using program = await startProgram({ data: join(directory.path, 'data') });
    const body = '{"EventType":"hangup",\n"name":"<b>x</b>\\u202e\u202e"}';
    const headers = { 'Content-Type': 'application/json' };
    const url = `${program.receiverUrl}/a?myid=5`;
    const answer = await fetch(url, { method: 'POST', headers, body });
    const id = answer.headers.get('x-event-id') ?? '';
    await using watched = await openPage(program.inspectorUrl);
    const { page } = watched;
    await enter(page, program);
    await goTo(page, `e/${id}`);
    const detail = detailOf(page);
    await detail.getByRole('tab', { name: 'Raw' }).click();
    const shown = detail.getByRole('region', { name: 'Body as text' });
    await shown.waitFor();
    // What would not be seen, or would turn its surroundings around, has a sign.
    const signs = body.replace('\n', '↵\n').replace('\u202e', 'U+202E');
    expect(await shown.textContent()).toBe(signs);
    await detail.getByRole('radio', { name: 'Hex' }).check();
    const hex = detail.getByRole('region', { name: 'Body as hex' });
    expect(await hex.textContent()).toContain('7b 22 45 76 65 6e 74 54');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      detail.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toBe(body);

    const bare = await fetch(`${program.receiverUrl}/a?myid=6&EventType=hangup`);
    await goTo(page, `e/${bare.headers.get('x-event-id') ?? ''}?tab=raw`);
    await detail.getByText('It has no body.').waitFor();
    expect(await detail.getByRole('link', { name: 'Download' }).count()).toBe(0);
    expect(watched.faults).toEqual([]);
  }, 60_000);
});
