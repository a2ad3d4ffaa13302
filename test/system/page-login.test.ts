import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeWith } from '../support/fault.ts';
import { enter, logInByToken, rowsOf, sendEvent } from '../support/page-steps.ts';
import { deadlineMs, startProgram, temporaryDirectory, within } from '../support/program.ts';
import { sharedBrowser } from '../support/shared-browser.ts';
import { until } from '../support/until.ts';

const limitMs = 120_000;

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

/** Everything of the page that outlasts a moment, as text. */
const kept = `JSON.stringify([
  location.href, document.documentElement.outerHTML, document.cookie, history.state,
  { ...localStorage }, { ...sessionStorage }, window.name,
  performance.getEntriesByType('resource').map(({ name }) => name),
])`;
/** Another for each document that is loaded. */
const documents = 'performance.timeOrigin';

describeWith(['chromium', 'script'], () => {
  const openPage = sharedBrowser();

  test(
    'the printed link logs in, once, and its code stays nowhere',
    async () => {
      using directory = temporaryDirectory();
      await using program = await serveOnTerminal(join(directory.path, 'data'));
      const { inspectorUrl, loginUrl } = program;
      await using watched = await openPage(inspectorUrl, (text) => text.includes('401'));
      const { page } = watched;
      const code = loginUrl.slice(-43);
      const asked: string[] = [];
      page.on('request', (request) => {
        const { referer = '' } = request.headers();
        asked.push(`${request.url()} ${referer}`);
      });
      await page.goto(loginUrl);
      await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
      expect(page.url()).toBe(`${inspectorUrl}/`);
      expect(await page.evaluate(kept)).not.toContain(code);
      // The browser's own record of the address it was sent to is the only place.
      expect(asked.filter((line) => line.includes(code) && !line.startsWith(loginUrl))).toEqual([]);

      await page.context().clearCookies();
      await page.goto('about:blank');
      await page.goto(loginUrl);
      await page.getByRole('alert').filter({ hasText: 'This link was used before' }).waitFor();
      expect(page.url()).toBe(`${inspectorUrl}/`);
      expect(await page.getByLabel('Token').count()).toBe(1);
      expect(await page.getByRole('navigation').count()).toBe(0);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'the token logs in, a wrong one is told; neither is kept where a script could read it',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      const { inspectorUrl, token } = program;
      await using watched = await openPage(inspectorUrl, (text) => text.includes('401'));
      const { page } = watched;
      await page.goto(inspectorUrl);
      await page.getByLabel('Token').fill('not the token of this server');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.getByLabel('Token').inputValue()).toBe('');
      expect(await page.getByRole('navigation').count()).toBe(0);
      await logInByToken(page, ` ${token}\n`);
      await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
      expect(await page.evaluate(kept)).not.toContain(token);

      await page.getByRole('button', { name: 'Settings and help' }).click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
      await page.getByLabel('Token').waitFor();
      await page.reload();
      await page.getByLabel('Token').waitFor();
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'when the token changes the page asks for it, without a reload, and shows nothing any more',
    async () => {
      using directory = temporaryDirectory();
      const data = join(directory.path, 'data');
      const first = await startProgram({ data });
      const { port } = new URL(first.inspectorUrl);
      const isExpected = (text: string): boolean => /ERR_|401/.test(text);
      await using watched = await openPage(first.inspectorUrl, isExpected);
      const { page } = watched;
      await sendEvent(first.receiverUrl, 'myid=1&EventType=hangup&CallID=aaaaaaaa');
      await enter(page, first);
      await rowsOf(page).waitFor();
      const before = await page.evaluate(documents);
      await first.stop();
      const token = 'another-token-another-token-another';
      await using second = await startProgram({
        data,
        args: ['--inspect', `127.0.0.1:${port}`],
        env: { RINGLOG_TOKEN: token },
      });
      await page.getByLabel('Token').waitFor({ timeout: deadlineMs });
      expect(await page.getByRole('main').textContent()).not.toContain('aaaaaaaa');
      expect(await rowsOf(page).count()).toBe(0);
      await logInByToken(page, token);
      await sendEvent(second.receiverUrl, 'myid=2&EventType=hangup&CallID=bbbbbbbb');
      await until('both calls are there', async () => (await rowsOf(page).count()) === 2);
      expect(await page.evaluate(documents)).toEqual(before);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );
});
