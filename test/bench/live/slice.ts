import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../query/api.ts';
import type { Child, Children } from '../receive/children.ts';
import type { Load } from '../receive/load.ts';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { pathsOf, type ConditionName, type FollowPlan } from './follow-plan.ts';
import type { LoopName } from './options.ts';
import { followingThreads, receivingThreads, threadCpu, usedBetween } from './threads.ts';

/** What one load cost beside one set of followers. */
export interface Slice {
  readonly loop: LoopName;
  readonly condition: ConditionName;
  readonly round: number;
  readonly requestsPerSec: number;
  readonly p99Ms: number;
  /** CPU of the threads that receive, µs an event, until the followers have been told all of it. */
  readonly receivingUs: number;
  readonly mainUs: number;
  readonly followingUs: number;
  readonly behind: number;
  readonly errors: Load['errors'];
}

export interface Server {
  readonly pid: number;
  readonly api: Api;
  readonly inspectorUrl: string;
  readonly token: string;
}

/** Opens the followers, runs the load, and measures until nothing is left to tell. */
export async function measureSlice(
  server: Server,
  children: Children,
  plan: Pick<Slice, 'loop' | 'condition' | 'round'>,
  run: () => Promise<Load>,
): Promise<Slice> {
  const { pid, api } = server;
  const followers = await openFollowers(server, children, plan.condition);
  await sleep(restMs);
  const before = threadCpu(pid);
  const load = await run();
  const behind = await api.behind();
  while ((await api.behind()) > 0) await sleep(50);
  await sleep(restMs);
  const after = threadCpu(pid);
  if (followers) await children.stop(followers);
  await followed(api, 0);
  return {
    ...plan,
    requestsPerSec: load.requests / load.secs,
    p99Ms: load.p99Ms,
    receivingUs: usedBetween(before, after, receivingThreads) / load.requests,
    mainUs: usedBetween(before, after, ['MainThread']) / load.requests,
    followingUs: usedBetween(before, after, followingThreads) / load.requests,
    behind,
    errors: load.errors,
  };
}

const restMs = 300;
const openMs = 30_000;

async function openFollowers(
  { api, inspectorUrl, token }: Server,
  children: Children,
  condition: ConditionName,
): Promise<Child | undefined> {
  const { cursor } = JSON.parse(await api.get('/api/v1/cursor')) as { cursor: string };
  const paths = pathsOf(condition, cursor);
  if (paths.length === 0) return undefined;
  const plan: FollowPlan = { url: inspectorUrl, token, paths };
  const file = join(import.meta.dirname, 'followers.ts');
  const child = children.start('followers', process.execPath, [file, JSON.stringify(plan)]);
  const deadline = performance.now() + openMs;
  while (!readFileSync(child.stdoutFile, 'utf8').startsWith('ready')) {
    if (!child.isRunning || performance.now() > deadline)
      throw new Error(`followers: ${readFileSync(child.stderrFile, 'utf8').slice(0, 500)}`);
    await sleep(20);
  }
  await followed(api, paths.length);
  return child;
}

/** Waits until the server counts so many followers. */
async function followed(api: Api, count: number): Promise<void> {
  const deadline = performance.now() + openMs;
  for (;;) {
    const metrics = await api.get('/metrics');
    const found = Number(/^ringlog_live_followers (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
    if (found === count) return;
    if (performance.now() > deadline)
      throw new Error(`${found} followers where ${count} should be`);
    await sleep(50);
  }
}
