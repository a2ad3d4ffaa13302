import type { Goal } from './goals.ts';
import { cell, collectFailures, foreignShare, noisyShare, type Results } from './results.ts';
import type { ServerName } from './server.ts';
import { median, spread } from './statistics.ts';
import type { ThroughputSlice } from './throughput.ts';

const serverNames: readonly ServerName[] = ['product', 'raw', 'express', 'php'];

/** The run as a Markdown page; the figures are all in the JSON file beside it. */
export function toMarkdown(results: Results, goals: readonly Goal[]): string {
  const failures = collectFailures(results);
  return [
    `# Receive benchmark, ${results.startedAt}`,
    verdictOf(results, failures),
    results.options.isSmoke
      ? 'Smoke run: correctness only, the figures mean nothing.'
      : section('Goals', ['goal', 'bound', 'measured', 'verdict'], goals.map(goalRow)),
    ...throughputSections(results),
    openLoopSection(results),
    slowDiskSection(results),
    section(
      'Memory (greatest of all samples)',
      ['load', 'PSS MiB', 'RSS MiB', 'samples'],
      results.memory.map((found) => [
        found.load,
        figure(found.pssMiB),
        figure(found.rssMiB),
        found.samples,
      ]),
    ),
    section(
      'Correctness',
      ['part', '200s counted', 'cut off in flight', 'rows', 'log lines', 'ended', 'problems'],
      results.correctness.map((one) => [
        ...[one.part, one.ok, one.unknown, one.rows, one.logLines ?? 'off', one.ended],
        one.problems.join('; ') || 'none',
      ]),
    ),
    section(
      'Write 16 KiB + fsync, µs, before and after the run',
      ['append p50', 'append p99', 'overwrite p50', 'overwrite p99'],
      results.sync.map((probe) =>
        [probe.appendP50Us, probe.appendP99Us, probe.overwriteP50Us, probe.overwriteP99Us].map(
          (us) => figure(us),
        ),
      ),
    ),
    section(
      'Machine',
      ['', ''],
      Object.entries({ ...results.machine, 'load tool': results.loadTool }),
    ),
    `Options: \`${JSON.stringify(results.options)}\``,
    howToRead,
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const howToRead = `Medians over all slices; nothing is left out. \`÷\` is the ratio of the medians, then the median of the ratios within a round [least–greatest].
CPU is that of the server's processes; "put off" is what they used after the load was over. wrk is a closed loop: while a server stalls, it sends nothing.`;

function verdictOf(results: Results, failures: readonly string[]): string {
  const share = foreignShare(results);
  const unsettled = results.throughput.filter((slice) => !slice.isSettled).length;
  return [
    ...(failures.length === 0
      ? ['Correctness: every answer was 200, everything answered was kept.']
      : ['**FAILED**', ...failures.map((failure) => `- ${failure}`)]),
    ...(results.options.productLog === 'off'
      ? ['**Without the event log**: the goals are set for a run with it.']
      : []),
    ...(share > noisyShare ? [`**noisy**: ratios only, no verdict is safe.`] : []),
    ...(Number.isNaN(share) ? [] : [`Foreign CPU: median ${percent(share)} of all cores.`]),
    ...(unsettled > 0
      ? [`After ${unsettled} slices a server was not idle within 20 s and disturbed the next.`]
      : []),
  ].join('\n');
}

function goalRow(goal: Goal): string[] {
  const verdict = goal.verdict === 'missed' ? '**missed**' : goal.verdict;
  return [goal.text, goal.bound, goal.measured, verdict];
}

function throughputSections(results: Results): string[] {
  const { methods, connections, against } = results.options;
  const head = [
    ...['server', 'req/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'CPU µs', 'put off µs'],
    ...['PSS MiB', 'foreign', 'steal', ...against.map((base) => `÷ ${base}`)],
  ];
  return connections.flatMap((c) =>
    methods.map((method) => {
      const rows = serverNames
        .map((name) => ({ name, slices: cell(results, name, method, c) }))
        .filter(({ slices }) => slices.length > 0)
        .map(({ name, slices }) => [
          name,
          ...throughputFigures(slices),
          ...against.map((base) => ratioText(slices, cell(results, base, method, c))),
        ]);
      return section(`Closed loop, ${method}, c=${c}`, head, rows);
    }),
  );
}

function throughputFigures(slices: readonly ThroughputSlice[]): string[] {
  const of = (value: (slice: ThroughputSlice) => number): number => median(slices.map(value));
  return [
    of((slice) => slice.requestsPerSec).toFixed(0),
    figure(of((slice) => slice.p50Ms)),
    figure(of((slice) => slice.p99Ms)),
    figure(of((slice) => slice.p999Ms)),
    figure(Math.max(...slices.map((slice) => slice.maxMs))),
    figure(of((slice) => slice.cpuUs)),
    figure(of((slice) => slice.deferredCpuUs)),
    figure(of((slice) => slice.pssMiB)),
    percent(of((slice) => slice.foreignShare)),
    percent(of((slice) => slice.stealShare)),
  ];
}

function ratioText(of: readonly ThroughputSlice[], base: readonly ThroughputSlice[]): string {
  if (of.length === 0 || base.length === 0 || of[0]?.server === base[0]?.server) return '';
  const rates = (slices: readonly ThroughputSlice[]): number[] =>
    slices.map((slice) => slice.requestsPerSec);
  const pairs = spread(rates(of).map((rate, index) => rate / (rates(base)[index] ?? Number.NaN)));
  const ratio = median(rates(of)) / median(rates(base));
  const range = `${figure(pairs.min)}–${figure(pairs.max)}`;
  return `${figure(ratio)}; ${figure(pairs.median)} [${range}]`;
}

function openLoopSection(results: Results): string {
  return section(
    'Open loop, 1,000 requests a second over 64 connections (from the time each was due)',
    ['server', 'round', 'answered', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'sent late p99 ms'],
    results.openLoop.map((slice) => [
      ...[slice.server, slice.round + 1, slice.requests],
      ...[slice.p50Ms, slice.p99Ms, slice.p999Ms, slice.maxMs].map((ms) => figure(ms)),
      figure(slice.sendLatenessP99Ms ?? Number.NaN),
    ]),
  );
}

function slowDiskSection(results: Results): string {
  return section(
    'Each fsync 10 ms slower, c=32 (ms)',
    [
      ...['round', 'req/s', 'p50', 'p99', 'receiver /healthz p50', 'p99', 'max'],
      ...['inspector /healthz p50', 'p99', 'max'],
    ],
    results.slowDisk.map(({ round, load, receiverHealth, inspectorHealth }) => [
      ...[
        round + 1,
        (load.requests / load.secs).toFixed(0),
        figure(load.p50Ms),
        figure(load.p99Ms),
      ],
      ...[receiverHealth, inspectorHealth].flatMap((health) =>
        [health.p50Ms, health.p99Ms, health.maxMs].map((ms) => figure(ms)),
      ),
    ]),
  );
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [`## ${title}`, '', ...lines].join('\n');
}

function figure(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
