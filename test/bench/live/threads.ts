import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of the threads of a process by their names, in µs: threads of one name are added up. */
export type ThreadCpu = ReadonlyMap<string, number>;

/** What each thread has used so far. Node gives its workers' names to their threads; the main one is `MainThread`. */
export function threadCpu(pid: number): ThreadCpu {
  const used = new Map<string, number>();
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const directory = `/proc/${pid}/task/${task}`;
    try {
      const name = readFileSync(`${directory}/comm`, 'utf8').trim();
      // Time on a core in ns: exact, where `stat` counts steps of 10 ms.
      const [ns] = readFileSync(`${directory}/schedstat`, 'latin1').split(' ');
      used.set(name, (used.get(name) ?? 0) + Number(ns) / 1000);
    } catch {
      // A thread may end between being listed and being read.
    }
  }
  return used;
}

/** What some of the threads used between two looks. */
export function usedBetween(before: ThreadCpu, after: ThreadCpu, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (after.get(name) ?? 0) - (before.get(name) ?? 0), 0);
}

/** Without these nothing is received. */
export const receivingThreads = ['MainThread', 'writer-thread'] as const;
/** Beside them: what follows the journal. */
export const followingThreads = ['projector', 'search', 'reader-thread'] as const;
