import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { describeWith } from '../support/fault.ts';
import { deadlineMs, startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

const limitMs = 120_000;

/** Sends events as a PBX does, each of another number. */
async function send({ receiverUrl }: Program, myid: string, ...numbers: string[]): Promise<void> {
  for (const number of numbers) {
    const query = `myid=${myid}&EventType=dial-in&CallID=call${number}&CallerIDNum=${number}`;
    const { status } = await fetch(`${receiverUrl}/fordel/show.php?${query}`);
    expect(status).toBe(200);
  }
}

/** A browser whose tabs share what tabs share, logged in. */
interface Tabs extends AsyncDisposable {
  readonly context: BrowserContext;
  /** Errors of consoles, which tell of the policy, too, and of scripts. */
  readonly faults: string[];
  /** Another tab, with the requests that match. */
  open(q: string): Promise<Page>;
}

async function openTabs(
  { inspectorUrl, token }: Program,
  isExpected: (text: string) => boolean = () => false,
): Promise<Tabs> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const context = await browser.newContext();
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) faults.push(message.text());
  });
  context.on('weberror', (fault) => faults.push(fault.error().message));
  const page = await context.newPage();
  await page.goto(inspectorUrl);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByLabel('Token').waitFor({ state: 'hidden' });
  await page.close();
  return {
    context,
    faults,
    open: async (q) => {
      const tab = await context.newPage();
      await tab.goto(`${inspectorUrl}/?view=requests&q=${encodeURIComponent(q)}`);
      return tab;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** The numbers in the list, the newest first. */
async function numbersIn(page: Page): Promise<string[]> {
  const rows = await page.getByRole('list').getByRole('link').allTextContents();
  return rows.flatMap((text) => /555\d{4}/.exec(text)?.[0] ?? []);
}

function untilShown(page: Page, numbers: readonly string[], ms = deadlineMs): Promise<void> {
  return until(
    `the list is ${numbers.join(' ')}`,
    async () => (await numbersIn(page)).join() === numbers.join(),
    ms,
  );
}

function untilLive(page: Page): Promise<void> {
  return page.getByRole('status').getByText('Live', { exact: true }).waitFor();
}

describeWith(['chromium'], () => {
  test(
    'two tabs with one filter have one stream; when the one that reads is closed, the other goes on',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await using tabs = await openTabs(program);
      let streams = 0;
      tabs.context.on('request', (request) => {
        if (new URL(request.url()).pathname === '/api/v1/stream') streams++;
      });
      await send(program, '7', '5550001');
      const first = await tabs.open('myid:7');
      await untilLive(first);
      const second = await tabs.open('myid:7');
      await untilLive(second);
      await send(program, '7', '5550002');
      await send(program, '8', '5559999');
      await send(program, '7', '5550003');
      for (const page of [first, second]) await untilShown(page, ['5550003', '5550002', '5550001']);
      expect(streams).toBe(1);
      await first.close();
      await send(program, '7', '5550004', '5550005');
      await untilShown(second, ['5550005', '5550004', '5550003', '5550002', '5550001']);
      await untilLive(second);
      expect(streams).toBe(2);
      expect(tabs.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'nine tabs with filters of their own, more than a browser has connections, all show what comes',
    async () => {
      using directory = temporaryDirectory();
      await using program = await startProgram({ data: join(directory.path, 'data') });
      await using tabs = await openTabs(program);
      const pages: Page[] = [];
      for (let i = 1; i <= 9; i++) {
        await send(program, `${i}`, `555000${i}`);
        pages.push(await tabs.open(`myid:${i}`));
      }
      for (const [i, page] of pages.entries()) await untilShown(page, [`555000${i + 1}`]);
      for (let i = 1; i <= 9; i++) await send(program, `${i}`, `555100${i}`);
      for (const [i, page] of pages.entries())
        await untilShown(page, [`555100${i + 1}`, `555000${i + 1}`], 10_000);
      expect(tabs.faults).toEqual([]);
    },
    limitMs,
  );

  test(
    'when the server is killed the badge says since when it is away, and back again the list is whole',
    async () => {
      using directory = temporaryDirectory();
      const data = join(directory.path, 'data');
      await using killed = await startProgram({ data });
      const { port } = new URL(killed.inspectorUrl);
      await using tabs = await openTabs(killed, (text) => text.includes('ERR_'));
      const pages = [await tabs.open(''), await tabs.open('')];
      for (const page of pages) await untilLive(page);
      await send(killed, '7', '5550001');
      for (const page of pages) await untilShown(page, ['5550001']);
      await killed.stop('SIGKILL');
      for (const page of pages)
        await page
          .getByRole('status')
          .getByText(/^Offline since/)
          .waitFor();
      await using again = await startProgram({ data, args: ['--inspect', `127.0.0.1:${port}`] });
      await send(again, '7', '5550002', '5550003');
      for (const page of pages) await untilLive(page);
      await send(again, '7', '5550004');
      for (const page of pages)
        await untilShown(page, ['5550004', '5550003', '5550002', '5550001']);
      expect(tabs.faults).toEqual([]);
    },
    limitMs,
  );
});
