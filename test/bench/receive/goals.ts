import type { Load } from './load.ts';
import { cell, type Results } from './results.ts';
import type { ServerName } from './server.ts';
import { median } from './statistics.ts';

/** What the receiver promises, with what was measured. */
export interface Goal {
  readonly text: string;
  readonly bound: string;
  readonly measured: string;
  readonly verdict: 'reached' | 'missed' | 'not measured';
}

const methods = ['GET', 'POST'] as const;
const allConnections = [1, 32, 256];
const leastShare: Readonly<Record<string, readonly number[]>> = {
  raw: [0.15, 0.45, 0.55],
  express: [0.25, 1.1, 1.2],
};
const stretchOfRaw = [0.25, 0.65, 0.75];

/** Every goal in a fixed order, also the missed ones and those that this run did not measure. */
export function judge(results: Results): readonly Goal[] {
  return [
    ...methods.flatMap((method) => throughputGoals(results, method)),
    ...openLoopGoals(results),
    ...slowDiskGoals(results),
    ...memoryGoals(results),
  ];
}

function throughputGoals(results: Results, method: string): Goal[] {
  const ratio = (base: ServerName, connections: number, of: (slice: Figures) => number): number =>
    median(cell(results, 'product', method, connections).map(of)) /
    median(cell(results, base, method, connections).map(of));
  const rate = (slice: Figures): number => slice.requestsPerSec;
  const tail = (slice: Figures): number => slice.p99Ms;
  const goals: Goal[] = [];
  for (const [index, connections] of allConnections.entries()) {
    const where = `${method} c=${connections}`;
    for (const base of ['raw', 'express'] as const) {
      const bound = leastShare[base]?.[index] ?? Number.NaN;
      goals.push(atLeast(`${where}: req/s ÷ ${base}`, ratio(base, connections, rate), bound));
    }
    const stretch = stretchOfRaw[index] ?? Number.NaN;
    goals.push(
      atLeast(`${where}: req/s ÷ raw (stretch)`, ratio('raw', connections, rate), stretch),
    );
    if (connections === 1) {
      goals.push(atMost(`${where}: p99 ÷ raw`, ratio('raw', connections, tail), 5));
    } else {
      goals.push(atLeast(`${where}: req/s ÷ nginx + php-fpm`, ratio('php', connections, rate), 2));
      goals.push(atMost(`${where}: p99 ÷ express`, ratio('express', connections, tail), 1));
    }
  }
  return goals;
}

interface Figures {
  readonly requestsPerSec: number;
  readonly p99Ms: number;
}

function openLoopGoals(results: Results): Goal[] {
  const of = (server: ServerName): Results['openLoop'] =>
    results.openLoop.filter((slice) => slice.server === server);
  const tail = (server: ServerName): number => median(of(server).map((slice) => slice.p99Ms));
  const product = of('product');
  return [
    atMost('open loop 1,000/s: errors', product.length === 0 ? NaN : errorCount(product), 0),
    atMost('open loop 1,000/s: p99 ÷ nginx + php-fpm', tail('product') / tail('php'), 2.5),
  ];
}

function slowDiskGoals({ slowDisk }: Results): Goal[] {
  const tail = (loads: readonly Load[]): number => median(loads.map((load) => load.p99Ms));
  const text = 'fsync + 10 ms, c=32: p99 of /healthz, ms,';
  return [
    atMost(`${text} receiver`, tail(slowDisk.map((round) => round.receiverHealth)), 50),
    atMost(`${text} inspector`, tail(slowDisk.map((round) => round.inspectorHealth)), 50),
  ];
}

function memoryGoals(results: Results): Goal[] {
  const seen = [
    ...results.memory,
    ...results.throughput.filter((slice) => slice.server === 'product'),
  ];
  const greatest = (of: (found: { pssMiB: number; rssMiB: number }) => number): number =>
    seen.length === 0 ? NaN : Math.max(...seen.map(of));
  return [
    atMost(
      'memory under load: PSS, MiB',
      greatest(({ pssMiB }) => pssMiB),
      150,
    ),
    atMost(
      'memory under load: RSS, MiB',
      greatest(({ rssMiB }) => rssMiB),
      150,
    ),
  ];
}

function errorCount(loads: readonly Load[]): number {
  return loads.flatMap(({ errors }) => Object.values(errors)).reduce((sum, n) => sum + n, 0);
}

function atLeast(text: string, measured: number, bound: number): Goal {
  return goal(text, measured, `≥ ${bound}`, measured >= bound);
}

function atMost(text: string, measured: number, bound: number): Goal {
  return goal(text, measured, `≤ ${bound}`, measured <= bound);
}

function goal(text: string, measured: number, bound: string, isReached: boolean): Goal {
  if (Number.isNaN(measured)) return { text, bound, measured: '–', verdict: 'not measured' };
  const digits = measured >= 100 ? 0 : 2;
  return {
    text,
    bound,
    measured: measured.toFixed(digits),
    verdict: isReached ? 'reached' : 'missed',
  };
}
