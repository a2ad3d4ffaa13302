import { setTimeout as sleep } from 'node:timers/promises';
import { treeMemory } from '../receive/process-tree.ts';
import { median, percentile } from '../receive/statistics.ts';
import { threadCpu, usedBetween } from '../live/threads.ts';
import type { Api } from './api.ts';
import type { Query } from './queries.ts';

/** How long the answers to one question took, in ms, the whole body read. */
export interface Timing {
  readonly name: string;
  readonly samples: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** CPU of the thread that searches: the median, which other work on the machine changes little. */
  readonly searchMs: number;
  /** Of the last answer. */
  readonly bytes: number;
  /** Calls, events, counted values or stretches of time in the last answer. */
  readonly found: number;
}

/** Asks all questions in turns, one at a time; a question's samples are spread over the whole run. */
export async function timeQueries(
  api: Api,
  queries: readonly Query[],
  options: { readonly pid: number; readonly rounds: number; readonly isOver: () => boolean },
): Promise<readonly Timing[]> {
  const times = queries.map((): number[] => []);
  const cpuUs = queries.map((): number[] => []);
  const answers = queries.map(() => '{}');
  for (let round = -warmRounds; round < options.rounds && !options.isOver(); round += 1)
    for (const [at, query] of queries.entries()) {
      const cpuBefore = threadCpu(options.pid);
      const before = performance.now();
      answers[at] = await api.get(query.path(Math.abs(round) * 3 + 1));
      if (round < 0) continue;
      times[at]?.push(performance.now() - before);
      cpuUs[at]?.push(usedBetween(cpuBefore, threadCpu(options.pid), ['search']));
    }
  return queries.map(({ name }, at) => {
    const ms = times[at] ?? [];
    const text = answers[at] ?? '{}';
    return {
      name,
      samples: ms.length,
      p50Ms: percentile(ms, 0.5),
      p95Ms: percentile(ms, 0.95),
      maxMs: percentile(ms, 1),
      searchMs: median(cpuUs[at] ?? []) / 1000,
      bytes: Buffer.byteLength(text),
      found: foundIn(text),
    };
  });
}

/** Statements are prepared, code is compiled, the pages that everything begins with are read. */
const warmRounds = 3;

function foundIn(text: string): number {
  const answer = JSON.parse(text) as {
    calls?: unknown[];
    events?: unknown[];
    findings?: unknown[];
    buckets?: unknown[];
    matches?: number;
  };
  const list = answer.calls ?? answer.events ?? answer.findings ?? answer.buckets;
  return list?.length ?? answer.matches ?? 0;
}

/** What is seen of the server beside the questions. */
export interface Watched {
  readonly behind: readonly number[];
  readonly pssMiB: readonly number[];
  readonly rssMiB: readonly number[];
}

/** Looks four times a second how far the index is behind, and each second how much memory the server has, until told to end. */
export function watch(api: Api, roots: readonly number[]): { end(): Promise<Watched> } {
  const behind: number[] = [];
  const pssMiB: number[] = [];
  const rssMiB: number[] = [];
  let isOver = false;
  const work = async (): Promise<void> => {
    for (let n = 0; !isOver; n += 1) {
      behind.push(await api.behind());
      if (n % 4 === 0) {
        const memory = treeMemory(roots);
        pssMiB.push(memory.pssMiB);
        rssMiB.push(memory.rssMiB);
      }
      await sleep(250);
    }
  };
  const working = work();
  return {
    end: async () => {
      isOver = true;
      await working;
      return { behind, pssMiB, rssMiB };
    },
  };
}
