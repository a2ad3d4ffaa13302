import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what /proc counts CPU time in on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Fields of /proc/PID/stat after the command name, which may itself hold blanks and parentheses. */
function statFields(pid: number | 'self'): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** The processes and all their descendants that live now. */
export function processTree(roots: readonly number[]): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = attempt(() => statFields(Number(name)));
    if (fields !== undefined) parents.set(Number(name), Number(fields[1]));
  }
  const tree = new Set(roots.filter((pid) => parents.has(pid)));
  for (let size = -1; size !== tree.size;) {
    size = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** CPU time used so far by a tree, in µs (steps of 10 ms), with the children it has already waited for. */
export function treeCpuUs(roots: readonly number[]): number {
  let ticks = 0;
  for (const pid of processTree(roots)) {
    const fields = attempt(() => statFields(pid));
    for (const at of [11, 12, 13, 14]) ticks += Number(fields?.[at] ?? 0);
  }
  return (ticks * 1e6) / ticksPerSecond;
}

/** CPU time of this process and the children it has waited for, in µs: the load tools of a slice. */
export function ownCpuUs(): number {
  const fields = statFields('self');
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
  return (ticks * 1e6) / ticksPerSecond;
}

/** Memory of a tree in MiB: PSS shares out what processes have in common, RSS counts it for each. */
export function treeMemory(roots: readonly number[]): { pssMiB: number; rssMiB: number } {
  let pssKiB = 0;
  let rssKiB = 0;
  for (const pid of processTree(roots)) {
    const text = attempt(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')) ?? '';
    pssKiB += Number(/^Pss: +(\d+)/m.exec(text)?.[1] ?? 0);
    rssKiB += Number(/^Rss: +(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return { pssMiB: pssKiB / 1024, rssMiB: rssKiB / 1024 };
}

/** A process may end between being listed and being read. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
