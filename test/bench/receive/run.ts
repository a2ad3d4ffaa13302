/**
 * `npm run bench:receive`: what the receiver costs beside servers that do less, and whether it kept what it answered. See `--help`.
 *
 * Ends with 1 if an answer was not 200 or something answered was not kept; a missed goal is printed, it does not fail the run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { Children } from './children.ts';
import { judge } from './goals.ts';
import { LoadMaker } from './load.ts';
import { describeMachine, isInMemory, isInstalled } from './machine.ts';
import { runMemory } from './memory.ts';
import { runOpenLoop } from './open-loop.ts';
import { parseOptions, usage, type Options, type PartName } from './options.ts';
import { findPhpFpm } from './php.ts';
import { runSlowDisk } from './slow-disk.ts';
import type { Correctness } from './product.ts';
import { toMarkdown } from './report.ts';
import { collectFailures, type Results } from './results.ts';
import { probeSync } from './sync-probe.ts';
import { requestTemplates } from './templates.ts';
import { runThroughput } from './throughput.ts';

const outDirectory = join(import.meta.dirname, '..', 'out');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  let options: Options;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return 2;
  }
  const directory = mkdtempSync(join(options.tmp, 'ringlog-bench-'));
  const children = new Children(directory);
  let brokenOff: string | undefined;
  // The measurement then fails by itself, and what it has found until here is still reported; a second signal ends at once.
  const breakOff = (why: string): void => {
    if (brokenOff !== undefined) {
      children.killAll();
      process.exit(130);
    }
    brokenOff = why;
    void children.close();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, breakOff);
  const limitMs = 3 * plannedSecs(options) * 1000 + 120_000;
  const limit = setTimeout(
    breakOff,
    limitMs,
    `not ready after ${Math.round(limitMs / 60_000)} min`,
  );
  try {
    const results = await measure(options, directory, children);
    if (brokenOff !== undefined) results.failures.unshift(`broken off: ${brokenOff}`);
    return report(results);
  } finally {
    clearTimeout(limit);
    await children.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    for (const signal of signals) process.off(signal, breakOff);
  }
}

/** Runs the parts; a part that breaks off leaves what it has found, and why, in the results. */
async function measure(options: Options, directory: string, children: Children): Promise<Results> {
  const phpFpm = findPhpFpm();
  const loadTool = options.loadTool ?? (isInstalled('wrk') ? 'wrk' : 'node');
  const templates = join(directory, 'templates');
  writeFileSync(templates, requestTemplates().join('\n') + '\n');
  const bench: Bench = {
    options,
    children,
    loads: new LoadMaker(children, templates, loadTool),
    directory,
    phpFpm,
    progress: (text) => {
      console.error(text);
    },
  };
  if (isInMemory(directory))
    bench.progress(`${directory} is in memory: flushes cost nothing there, choose another --tmp`);
  if (phpFpm === undefined && options.against.includes('php'))
    bench.progress('php: NOT MEASURED, nginx or php-fpm is not installed (test/bench/packages)');
  bench.progress(`about ${Math.ceil(plannedSecs(options) / 60)} min`);

  const results: Results = {
    startedAt: new Date().toISOString(),
    options,
    machine: describeMachine(phpFpm),
    loadTool,
    sync: [],
    throughput: [],
    openLoop: [],
    slowDisk: [],
    memory: [],
    correctness: [],
    failures: [],
  };
  const probe = (): void => {
    results.sync.push(probeSync(directory, options.isSmoke ? 30 : 300));
  };
  try {
    probe();
    for (const part of options.parts) {
      const correctness = await runPart(part, bench, results);
      if (correctness !== undefined) results.correctness.push(correctness);
    }
    probe();
  } catch (error) {
    results.failures.push(...children.crashes);
    results.failures.push(error instanceof Error ? error.message : String(error));
  }
  return results;
}

function runPart(part: PartName, bench: Bench, results: Results): Promise<Correctness | undefined> {
  switch (part) {
    case 'throughput':
      return runThroughput(bench, results.throughput);
    case 'openloop':
      return runOpenLoop(bench, results.openLoop);
    case 'slowdisk':
      return runSlowDisk(bench, results.slowDisk);
    case 'memory':
      return runMemory(bench, results.memory);
  }
}

function report(results: Results): number {
  const goals = judge(results);
  const failures = collectFailures(results);
  const markdown = toMarkdown(results, goals);
  mkdirSync(outDirectory, { recursive: true });
  const name = join(outDirectory, `receive-${results.startedAt.replaceAll(/[:.]/g, '-')}`);
  writeFileSync(
    `${name}.json`,
    JSON.stringify({ ...results, failures, goals }, undefined, 1) + '\n',
  );
  writeFileSync(`${name}.md`, markdown + '\n');
  console.log(`${markdown}\n\n${name}.json and .md`);
  return failures.length === 0 ? 0 : 1;
}

/** How long the run takes if every server is idle again at once. */
function plannedSecs(options: Options): number {
  const servers = options.against.length + 1;
  const cells = options.connections.length * options.methods.length;
  const warmSecs = options.isSmoke ? 1 : 5;
  const secs: Record<PartName, number> = {
    throughput: servers * (warmSecs + cells * options.rounds * (options.secs + 0.6)),
    openloop: servers * (warmSecs + options.openRounds * (options.openSecs + 0.6)),
    slowdisk: 30,
    memory: 10 + 2 * options.methods.length * 10,
  };
  return options.parts.reduce((sum, part) => sum + secs[part] + 5, 0);
}
