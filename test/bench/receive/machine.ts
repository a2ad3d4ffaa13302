import { readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** CPU time of the whole machine since it started, in µs over all cores. */
export interface MachineCpu {
  readonly busyUs: number;
  readonly stealUs: number;
  readonly totalUs: number;
}

export function machineCpu(): MachineCpu {
  const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    line
      .trim()
      .split(/ +/)
      .slice(1)
      .map((ticks) => Number(ticks) * 1e4);
  const busyUs = user + nice + system + irq + softirq;
  return { busyUs, stealUs: steal, totalUs: busyUs + idle + iowait + steal };
}

const tmpfsMagic = 0x01021994;

/** True if the directory is in memory, where a flush costs nothing and the figures would flatter. */
export function isInMemory(directory: string): boolean {
  return statfsSync(directory).type === tmpfsMagic;
}

/** Whether a program is there, by asking the shell's own look-up. */
export function isInstalled(program: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', program]).status === 0;
}

/** What was measured on, and with which versions. */
export function describeMachine(phpFpm: string | undefined): Readonly<Record<string, string>> {
  const firstLine = (program: string, ...args: string[]): string => {
    if (!isInstalled(program)) return 'not installed';
    const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    return (stdout + stderr).trim().split('\n', 1)[0] ?? '';
  };
  return {
    cpu: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    node: process.version,
    express: packageVersion('express'),
    'better-sqlite3': packageVersion('better-sqlite3'),
    commit: firstLine('git', 'rev-parse', '--short', 'HEAD'),
    wrk: firstLine('wrk', '-v'),
    nginx: firstLine('nginx', '-v'),
    'php-fpm': phpFpm === undefined ? 'not installed' : firstLine(phpFpm, '-v'),
  };
}

function packageVersion(name: string): string {
  const manifest: unknown = createRequire(import.meta.url)(`${name}/package.json`);
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
