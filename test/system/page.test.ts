import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openPage } from '../support/browser.ts';
import { describeWith } from '../support/fault.ts';
import { places, bytesOf } from '../support/naughty-places.ts';
import { naughtyStrings } from '../support/naughty-strings.ts';
import { deadlineMs, startProgram, temporaryDirectory, within } from '../support/program.ts';
import { exchange } from '../support/raw-request.ts';
import { until } from '../support/until.ts';

const limitMs = 120_000;

/** Sends an event as a PBX does. */
async function send(receiverUrl: string, query: string): Promise<void> {
  const { status } = await fetch(`${receiverUrl}/fordel/show.php?${query}`);
  expect(status).toBe(200);
}

async function logInByToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('#events').waitFor();
}

/** The link that `serve` prints, which it does on a terminal only: util-linux's `script` is one. */
async function serveOnTerminal(data: string): Promise<{
  inspectorUrl: string;
  receiverUrl: string;
  loginUrl: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const serve = `exec ${process.execPath} dist/main.js serve --receive 127.0.0.1:0 --inspect 127.0.0.1:0 --data ${data}`;
  const child = spawn('script', ['-qefc', serve, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const find = (what: RegExp): string => what.exec(output)?.[1] ?? '';
  await until('serve prints the link', () => find(/(http:\S+\/#login=[\w-]{43})\s/) !== '');
  return {
    receiverUrl: find(/ready receiver=(\S+)/),
    inspectorUrl: find(/ready receiver=\S+ inspector=(\S+)/),
    loginUrl: find(/(http:\S+\/#login=[\w-]{43})\s/),
    [Symbol.asyncDispose]: async () => {
      process.kill(Number(find(/ pid=(\d+)/)), 'SIGTERM');
      await within(exited, () => `it did not end: ${output}`);
    },
  };
}

describeWith(['chromium', 'script'], () => {
  test(
    'the printed link logs in, once, and an event appears by itself; the code stays nowhere',
    async () => {
      using directory = temporaryDirectory();
      await using program = await serveOnTerminal(join(directory.path, 'data'));
      await using watched = await openPage(program.inspectorUrl, (text) => text.includes('401'));
      const { page } = watched;
      await page.goto(program.loginUrl);
      await page.getByText('No events yet').waitFor();
      expect(page.url()).toBe(`${program.inspectorUrl}/`);
      await page.getByText('live', { exact: true }).waitFor();
      await send(program.receiverUrl, 'myid=175&EventType=dial-in&CallerIDNum=%2B78120000000');
      await page.getByRole('cell', { name: '+78120000000' }).waitFor();
      // Nothing was loaded again: the document is the one from before.
      expect(await page.evaluate('performance.getEntriesByType("navigation").length')).toBe(1);
      expect(watched.faults).toEqual([]);

      await page.context().clearCookies();
      await page.goto('about:blank');
      await page.goto(program.loginUrl);
      await page.getByText('This link was used before').waitFor();
      expect(await page.locator('#rows tr').count()).toBe(0);
    },
    limitMs,
  );

  test(
    'a filter and an event are in the address, and the back button undoes each',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await send(program.receiverUrl, 'myid=1&EventType=hangup&CallID=aaaaaaaa');
      await send(program.receiverUrl, 'myid=2&EventType=answer&CallID=bbbbbbbb&CallerIDName=A%20B');
      await using watched = await openPage(program.inspectorUrl, (text) => text.includes('400'));
      const { page } = watched;
      await page.goto(program.inspectorUrl);
      await logInByToken(page, program.token);
      const rows = page.locator('#rows tr');
      await until('both are there', async () => (await rows.count()) === 2);

      await page.keyboard.press('/');
      await page.keyboard.type('type:answer');
      await page.keyboard.press('Enter');
      await until('one is left', async () => (await rows.count()) === 1);
      expect(new URL(page.url()).searchParams.get('q')).toBe('type:answer');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      const detail = page.getByRole('complementary', { name: 'Event' });
      await detail.getByRole('row', { name: 'CallerIDName A B' }).waitFor();
      await page.goBack();
      await detail.waitFor({ state: 'hidden' });
      await page.goBack();
      await until('both are back', async () => (await rows.count()) === 2);

      await page.getByRole('searchbox').fill('typ:answer');
      await page.keyboard.press('Enter');
      const fault = page.locator('#filter-error');
      await fault.getByText('Did you mean').waitFor();
      expect(await fault.locator('mark').textContent()).toContain('typ');
      await fault.getByRole('button').click();
      await until('the mended filter is used', async () => (await rows.count()) === 1);
      await page.reload();
      await until('it stays after a reload', async () => (await rows.count()) === 1);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'new events wait above while one reads further down, and older ones are loaded below',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      for (let i = 0; i < 130; i++) await send(program.receiverUrl, `myid=${i}&EventType=hangup`);
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      await page.goto(program.inspectorUrl);
      await logInByToken(page, program.token);
      const rows = page.locator('#rows tr');
      await until('a page is there', async () => (await rows.count()) === 100);
      await page.getByRole('button', { name: 'Load older' }).click();
      await until('all are there', async () => (await rows.count()) === 130);
      await page.getByText('live', { exact: true }).waitFor();
      const place = (): Promise<unknown> =>
        page.evaluate(
          '[scrollY, document.querySelector("#rows tr:nth-child(60)").getBoundingClientRect().top]',
        );
      await page.evaluate('scrollTo(0, 1000)');
      const before = await place();
      await send(program.receiverUrl, 'myid=new&EventType=answer');
      const pill = page.getByRole('button', { name: '↑ 1 new' });
      await pill.waitFor();
      expect(await place()).toEqual(before);
      await pill.click();
      await until('it is on top', async () =>
        ((await rows.first().textContent()) ?? '').includes('answer'),
      );
      expect(await page.evaluate('scrollY')).toBe(0);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'the badge says so when the server goes, and finds back by itself',
    async () => {
      using directory = temporaryDirectory();
      const data = join(directory.path, 'data');
      const first = await startProgram({ data });
      const { port } = new URL(first.inspectorUrl);
      await using watched = await openPage(first.inspectorUrl, (text) => text.includes('ERR_'));
      const { page } = watched;
      await page.goto(first.inspectorUrl);
      await logInByToken(page, first.token);
      await page.getByText('live', { exact: true }).waitFor();
      expect(await first.stop()).toBe(0);
      await page.getByText(/^(reconnecting|offline since)/).waitFor();
      await using second = await startProgram({ data, args: ['--inspect', `127.0.0.1:${port}`] });
      await page.getByText('live', { exact: true }).waitFor({ timeout: deadlineMs });
      await send(second.receiverUrl, 'myid=again&EventType=hangup');
      await page.getByRole('cell', { name: 'again', exact: true }).waitFor();
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'naughty strings in every place are shown as text in list and detail, and nothing runs',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({
        data: join(directory.path, 'data'),
        args: ['--event-log', 'off'],
      });
      const host = new URL(program.receiverUrl).host;
      const scripts = naughtyStrings.filter((text) => /[<>"'`]|script|javascript/i.test(text));
      expect(scripts.length).toBeGreaterThan(100);
      const ids: string[] = [];
      for (const place of places)
        for (const text of scripts) {
          const request = place.request(text);
          if (!request) continue;
          const { answers } = await exchange(program.receiverUrl, [bytesOf(request, host)]);
          if (answers[0]?.status === 200) ids.push(answers[0].eventId);
        }
      expect(ids.length).toBeGreaterThan(8 * scripts.length);
      await using watched = await openPage(program.inspectorUrl);
      const { page } = watched;
      await page.goto(program.inspectorUrl);
      await logInByToken(page, program.token);
      const rows = page.locator('#rows tr');
      const older = page.getByRole('button', { name: 'Load older' });
      for (let count = 100; count < ids.length; count += 100) {
        await until('a page is there', async () => (await rows.count()) >= count);
        await older.click();
      }
      await until('all are listed', async () => (await rows.count()) === ids.length);
      // Each place and each string among them.
      for (const id of ids.filter((_, i) => i % 23 === 5)) {
        await page.evaluate(`
        history.pushState(null, '', './?event=${id}');
        dispatchEvent(new PopStateEvent('popstate'));
      `);
        await page.getByRole('cell', { name: id, exact: true }).waitFor();
      }
      expect(await page.locator('main script, main img, main iframe, main svg').count()).toBe(0);
      expect(watched.faults).toEqual([]);
    },
    5 * limitMs,
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
