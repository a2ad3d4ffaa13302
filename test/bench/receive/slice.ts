import { setTimeout as sleep } from 'node:timers/promises';
import { machineCpu } from './machine.ts';
import type { Load } from './load.ts';
import { ownCpuUs, treeCpuUs, treeMemory } from './process-tree.ts';
import type { Server, ServerName } from './server.ts';

/** What the machine did while one load ran against one server. */
export interface Slice extends Load {
  readonly server: ServerName;
  readonly requestsPerSec: number;
  /** CPU of the server's processes during the load, in µs for each answer. */
  readonly cpuUs: number;
  /** CPU it used after the load for what it had put off (index, log), in µs for each answer, and how long that took. */
  readonly deferredCpuUs: number;
  readonly settleMs: number;
  readonly isSettled: boolean;
  readonly pssMiB: number;
  readonly rssMiB: number;
  /** Share of all cores used by neither the server nor the load; a run with much of it is noisy. */
  readonly foreignShare: number;
  readonly stealShare: number;
}

const settleLimitMs = 20_000;
const settleStepMs = 100;

/**
 * Runs a load and measures beside it. Returns only when the server is idle again, so that work it put off is charged to it and does not
 * slow the next server down.
 */
export async function measureSlice(server: Server, run: () => Promise<Load>): Promise<Slice> {
  const before = { machine: machineCpu(), tree: treeCpuUs(server.roots), own: ownCpuUs() };
  const load = await run();
  const after = { machine: machineCpu(), tree: treeCpuUs(server.roots), own: ownCpuUs() };
  const memory = treeMemory(server.roots);
  const settled = await settle(server);

  const treeUs = after.tree - before.tree;
  const totalUs = after.machine.totalUs - before.machine.totalUs;
  const busyUs = after.machine.busyUs - before.machine.busyUs;
  const foreignUs = busyUs - treeUs - (after.own - before.own);
  return {
    server: server.name,
    ...load,
    requestsPerSec: load.requests / load.secs,
    cpuUs: treeUs / load.requests,
    deferredCpuUs: settled.cpuUs / load.requests,
    settleMs: settled.ms,
    isSettled: settled.isSettled,
    ...memory,
    foreignShare: Math.max(0, foreignUs / totalUs),
    stealShare: (after.machine.stealUs - before.machine.stealUs) / totalUs,
  };
}

/** Idle: less than 5 % of a core, twice in a row. */
async function settle(server: Server): Promise<{ cpuUs: number; ms: number; isSettled: boolean }> {
  const startedAt = performance.now();
  const startUs = treeCpuUs(server.roots);
  let lastUs = startUs;
  let quiet = 0;
  while (quiet < 2 && performance.now() - startedAt < settleLimitMs) {
    await sleep(settleStepMs);
    const nowUs = treeCpuUs(server.roots);
    quiet = nowUs - lastUs < settleStepMs * 50 ? quiet + 1 : 0;
    lastUs = nowUs;
  }
  const ms = performance.now() - startedAt;
  return { cpuUs: lastUs - startUs, ms, isSettled: quiet >= 2 };
}
