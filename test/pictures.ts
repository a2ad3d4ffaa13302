/**
 * Draws the pictures of the README: a queue call that was played, in a browser, as whoever starts Ringlog sees it.
 * `node test/pictures.ts` writes `data/pictures/*.png`. Needs the built program and Chromium.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { ApiRun } from '../src/api/run.ts';
import { startBrowser } from './support/browser.ts';
import { startProgram, temporaryDirectory, type Program } from './support/program.ts';
import { until } from './support/until.ts';

const playLimitMs = 5 * 60_000;
const target = join(import.meta.dirname, '..', 'data', 'pictures');

/** The call that is open, at the pace of life, and what came before it. It takes four minutes. */
const queueCall = { scenarios: ['queue-answered'], speed: 1, seed: 4, myid: '175' };
const others = {
  mix: 'in-answered:3,out-answered:5,in-missed:5,ivr-answered:4,ivr-abandoned:1,queue-ring-all:2,out-busy:1,forward-outside:1,internal-answered:2',
  calls: 24,
  rate: 0.4,
  speed: 2,
  seed: 11,
  myid: '175',
};

const pictures = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 960 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 960 },
  { name: 'narrow', colorScheme: 'light', width: 390, height: 780 },
] as const;

using directory = temporaryDirectory();
await using program = await startProgram({ data: join(directory.path, 'data') });
await play(program, others);
const callId = await play(program, queueCall);
mkdirSync(target, { recursive: true });
const browser = await startBrowser();
try {
  for (const { name, colorScheme, width, height } of pictures) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    await show(page, program, callId);
    await page.screenshot({ path: join(target, `${name}.png`) });
    await context.close();
    console.log(`data/pictures/${name}.png`);
  }
} finally {
  await browser.close();
}

/** Plays to the end. @returns the CallID of the first call */
async function play(server: Program, order: object): Promise<string> {
  const { inspectorUrl, token } = server;
  const answer = await fetch(`${inspectorUrl}/api/v1/runs`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (answer.status !== 202) throw new Error(await answer.text());
  const { id } = ((await answer.json()) as { run: ApiRun }).run;
  let run: ApiRun | undefined;
  const isDone = async (): Promise<boolean> => {
    ({ run } = (await (await server.ask(`/api/v1/runs/${id}`)).json()) as { run: ApiRun });
    return run.state === 'done';
  };
  await until('it was played', isDone, playLimitMs);
  return run?.callIds[0] ?? '';
}

async function show(page: Page, { inspectorUrl, token }: Program, callId: string): Promise<void> {
  await page.goto(`${inspectorUrl}/c/${callId}`);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Ladder' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  // The chart is drawn last; on a narrow screen what is open stands in its place.
  const chart = page.getByRole('slider', { name: /^Time chart/ });
  if ((page.viewportSize()?.width ?? 0) > 900) await chart.waitFor();
  await page.evaluate('document.fonts.ready.then(() => new Promise(requestAnimationFrame))');
}
