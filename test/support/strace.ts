import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { until } from './until.ts';

/** The calls that show when an event is written, flushed and answered. */
const calls = 'trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg';

/** Whole pages of the database are needed to find an event in them. */
const options = ['-f', '-y', '-ttt', '-s', '5000', '-e', calls];

/** Words before a command that write its system calls to a file. */
export function straceInto(file: string): string[] {
  return ['strace', '--seccomp-bpf', ...options, '-o', file];
}

/**
 * Makes the n-th flush of every thread of a running process, and all later ones, fail with EIO, and writes its system calls to a file.
 * Not the n-th alone: that may be one of the directory, whose failure SQLite ignores. Resolves once every thread is held.
 */
export async function failFlush(pid: number, n: number, file: string): Promise<void> {
  const inject = `inject=fsync,fdatasync:error=EIO:when=${n}+`;
  spawn('strace', ['-p', `${pid}`, ...options, '-e', inject, '-o', file], { stdio: 'ignore' });
  await until('strace holds every thread', () =>
    readdirSync(`/proc/${pid}/task`).every((thread) =>
      /^TracerPid:\t[1-9]/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1')),
    ),
  );
}

/** What a trace of system calls shows about the promise that an answer leaves only after the flush. */
export interface FlushOrder {
  /** Answers 200 with an event's id that left. */
  readonly answers: number;
  /** Flushes of the write-ahead log that succeeded. */
  readonly flushes: number;
  /** Ids whose 200 left although their own write had not been flushed. */
  readonly unflushed: readonly string[];
  /** When a flush was made to fail, s since 1970. */
  readonly failedAt: number | undefined;
}

/**
 * Reads a trace. Its lines are in the order in which the calls of all threads began and ended. The first write to the write-ahead log that
 * holds an event's key is its batch's; its 200 may begin only when a flush has ended well that began after that write.
 * @param keyOf the key that a request carried, by the id that its answer named
 */
export function readFlushOrder(file: string, keyOf: ReadonlyMap<string, string>): FlushOrder {
  const writtenAt = new Map<string, number>();
  const flushBegan = new Map<string, number>();
  const unflushed: string[] = [];
  let [answers, flushes, newestFlushBegan] = [0, 0, -1];
  let failedAt: number | undefined;
  for (const [at, line] of readFileSync(file, 'latin1').split('\n').entries()) {
    const match = /^(\d+) +([\d.]+) (?:<\.\.\. )?(\w+)/.exec(line);
    const [, thread = '', time = '', call = ''] = match ?? [];
    if (line.endsWith('(INJECTED)')) failedAt ??= Number(time);
    if (call === 'fsync' || call === 'fdatasync') {
      if (line.includes('-wal>')) flushBegan.set(thread, at);
      const beganAt = flushBegan.get(thread);
      if (beganAt === undefined || line.endsWith('<unfinished ...>')) continue;
      flushBegan.delete(thread);
      if (!/\) += 0$/.test(line)) continue;
      flushes++;
      newestFlushBegan = Math.max(newestFlushBegan, beganAt);
    } else if (/^\S+ +\S+ p?write(?:64)?\(\d+<[^>]*-wal>/.test(line)) {
      for (const [key] of line.matchAll(/(?<=[?&]n=)[\w.-]+/g))
        if (!writtenAt.has(key)) writtenAt.set(key, at);
    } else if (line.includes('HTTP/1.1 200 ')) {
      for (const [, id = ''] of line.matchAll(/X-Event-Id: ([\w-]+)/gi)) {
        answers++;
        const written = writtenAt.get(keyOf.get(id) ?? '');
        if (written === undefined || newestFlushBegan < written) unflushed.push(id);
      }
    }
  }
  return { answers, flushes, unflushed, failedAt };
}
