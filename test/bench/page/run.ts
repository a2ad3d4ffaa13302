/**
 * What the page costs in a browser: `node test/bench/page/run.ts [--calls N] [--data DIR] [--tmp DIR]`. A journal of so many calls of five
 * events (200,000 unless told otherwise: 1,000,000 events; kept in DIR, if it is given), the built page in Chromium, and the goals it has.
 * A missed goal is printed; the status is 1 if the page showed something wrong.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { openPage } from '../../support/browser.ts';
import { startProgram, type Program } from '../../support/program.ts';
import { until } from '../../support/until.ts';
import { benchMain } from '../bench-main.ts';
import { fillJournal } from '../query/fill.ts';
import { describeMachine } from '../receive/machine.ts';

const usage = 'node test/bench/page/run.ts [--calls N] [--data DIR] [--tmp DIR]';
const goals = {
  firstRowsMs: 1_500,
  scriptShare: 0.05,
  heapMB: 60,
  scriptKB: 185,
  styleKB: 30,
} as const;
const tailPerS = 100;
const tailSecs = 10;
const tries = 5;
const indexLimitMs = 10 * 60_000;

interface Options {
  readonly calls: number;
  readonly data: string | undefined;
  readonly tmp: string;
}

process.exitCode = await benchMain(process.argv.slice(2), {
  usage,
  parseOptions,
  limitMs: () => 25 * 60_000,
  run,
});

function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', default: '200000' },
      data: { type: 'string' },
      tmp: { type: 'string', default: join(import.meta.dirname, '..', 'out') },
    },
  });
  const calls = Number(values.calls);
  if (!(calls >= 1)) throw new Error('--calls is a number from 1 on');
  mkdirSync(values.tmp, { recursive: true });
  return { calls, data: values.data, tmp: values.tmp };
}

async function run({ calls, data, tmp }: Options, directory: string): Promise<number> {
  console.log(JSON.stringify(describeMachine(undefined)), `tmp=${tmp.slice(0, 4)}`);
  const kept = data ?? directory;
  const journal = join(kept, 'data');
  if (!existsSync(journal)) {
    const dayUs = 86_400_000_000;
    const traffic = { fromUs: Date.now() * 1000 - dayUs + 60_000_000, calls };
    await fillJournal(journal, traffic);
    writeFileSync(join(kept, 'made.json'), JSON.stringify(traffic));
  }
  tellSizes();
  await using program = await startProgram({ data: journal, args: ['--event-log', 'off'] });
  await until('the index is there', () => isIndexed(program), indexLimitMs);
  for (const view of ['calls', 'requests'] as const) await measureView(program, view);
  return 0;
}

async function isIndexed(program: Program): Promise<boolean> {
  const { behind } = (await (await program.ask('/api/v1/index')).json()) as { behind: number };
  return behind === 0;
}

/** What a browser that takes gzip loads at first and later. */
function tellSizes(): void {
  const assets = new URL('../../../dist/web/assets/', import.meta.url);
  const names = readdirSync(assets).filter((name) => name.endsWith('.gz'));
  for (const [kind, goal] of [
    ['js', goals.scriptKB],
    ['css', goals.styleKB],
  ] as const) {
    const bytes = names
      .filter((name) => name.endsWith(`.${kind}.gz`))
      .reduce((sum, name) => sum + readFileSync(new URL(name, assets)).length, 0);
    tell(`${kind}, gzip`, bytes / 1000, 'kB', goal);
  }
}

async function measureView(program: Program, view: 'calls' | 'requests'): Promise<void> {
  await using watched = await openPage(program.inspectorUrl, () => true);
  const { page } = watched;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(program.inspectorUrl);
  await page.getByLabel('Token').fill(program.token);
  await page.getByRole('button', { name: 'Log in' }).click();
  const rows = page.getByRole('main').getByRole('listitem');
  await rows.first().waitFor();
  const address = `${program.inspectorUrl}/?view=${view}`;

  const first: number[] = [];
  for (let i = 0; i < tries; i++) {
    const startedAt = performance.now();
    await page.goto(address);
    await rows.first().waitFor();
    first.push(performance.now() - startedAt);
  }
  tell(`${view}: first rows, slowest of ${tries}`, Math.max(...first), 'ms', goals.firstRowsMs);

  const jumps: number[] = [];
  for (let i = 1; i <= tries; i++) {
    const oldest = await oldestAt(program, view);
    const after = new Date(Date.parse(oldest) + (i * 86_400_000) / (tries + 2)).toISOString();
    const before = new Date(Date.parse(after) + 600_000).toISOString();
    const startedAt = performance.now();
    await page.goto(`${address}&q=${encodeURIComponent(`after:${after} before:${before}`)}`);
    await rows.first().waitFor();
    jumps.push(performance.now() - startedAt);
  }
  tell(
    `${view}: a jump anywhere, slowest of ${tries}`,
    Math.max(...jumps),
    'ms',
    goals.firstRowsMs,
  );

  await page.goto(address);
  await rows.first().waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await sleep(3_000); // What is loaded late, such as the chart, is no part of following.
  const before = await metricsOf(session);
  const sent = await sendTail(program);
  const after = await metricsOf(session);
  const script = (after.ScriptDuration - before.ScriptDuration) / tailSecs;
  const busy = (after.TaskDuration - before.TaskDuration) / tailSecs;
  tell(
    `${view}: script while ${sent / tailSecs}/s come, of a core`,
    script * 100,
    '%',
    goals.scriptShare * 100,
  );
  console.log(`  (all of its main thread: ${(busy * 100).toFixed(1)} %)`);
  await session.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize } = await metricsOf(session);
  tell(`${view}: heap after it`, JSHeapUsedSize / 1e6, 'MB', goals.heapMB);
  await scrollFar(page);
  await session.send('HeapProfiler.collectGarbage');
  const scrolled = await metricsOf(session);
  tell(`${view}: heap after scrolling far`, scrolled.JSHeapUsedSize / 1e6, 'MB', goals.heapMB);
}

async function oldestAt(program: Program, view: 'calls' | 'requests'): Promise<string> {
  const path = view === 'calls' ? 'calls' : 'events';
  const answer = await program.ask(`/api/v1/${path}?order=oldest&limit=1`);
  const page = (await answer.json()) as Record<
    string,
    { startedAt?: string; receivedAt?: string }[]
  >;
  return page[path]?.[0]?.startedAt ?? page[path]?.[0]?.receivedAt ?? '';
}

/** Sends so many events a second, each when it is due. @returns how many */
async function sendTail(program: Program): Promise<number> {
  const startedAt = performance.now();
  const count = tailPerS * tailSecs;
  const answers: Promise<Response>[] = [];
  for (let i = 0; i < count; i++) {
    const dueInMs = (i * 1000) / tailPerS - (performance.now() - startedAt);
    if (dueInMs > 0) await sleep(dueInMs);
    const call = `${Date.now().toString(16)}${Math.floor(i / 4)
      .toString(16)
      .padStart(8, '0')}`;
    const type = ['dial-in', 'answer', 'hangup', 'dial-out'][i % 4] ?? '';
    const query = `myid=9&EventType=${type}&CallID=${call}&CallerIDNum=%2B7812${i}&CalledNumber=101`;
    answers.push(fetch(`${program.receiverUrl}/fordel/show.php?${query}`));
  }
  await Promise.all(answers);
  return count;
}

async function scrollFar(page: Page): Promise<void> {
  const list = page.getByRole('main').getByRole('list');
  for (let i = 0; i < 150; i++) {
    await list.evaluate((element) => {
      (element as unknown as { scrollTop: number }).scrollTop = 1e9;
    });
    await sleep(30);
  }
}

type Metrics = Readonly<Record<'ScriptDuration' | 'TaskDuration' | 'JSHeapUsedSize', number>>;

async function metricsOf(session: CDPSession): Promise<Metrics> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as unknown as Metrics;
}

function tell(what: string, value: number, unit: string, goal: number): void {
  const verdict = value <= goal ? 'ok' : 'MISSED';
  console.log(`${verdict.padEnd(7)}${what}: ${value.toFixed(1)} ${unit} (goal ${goal})`);
}
