/**
 * How long a large access log takes to be imported, twice, and what memory it takes on both sides. One line in twenty is broken. Needs the built
 * program, and about four times the size of the log on the disk of the temporary directory.
 * `node test/bench/import.ts [MEGABYTES]`: 200 unless told otherwise.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  spawnProgram,
  startProgram,
  temporaryDirectory,
  type Program,
} from '../support/program.ts';
import { until } from '../support/until.ts';
import { writeAccessLog } from '../support/written-access-log.ts';

const megabytes = Number(process.argv[2] ?? 200);
const limitMs = 30 * 60_000;
/** What the first line of the program says, and `npm start`. */
const asInstalled = { NODE_OPTIONS: '--max-semi-space-size=8' };

/** Of a process in MB: what it has, and the most it ever had; 0 if it is gone. */
function memoryOf(pid: number): { rss: number; peak: number } {
  let status = '';
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It has just ended.
  }
  const read = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { rss: read('VmRSS'), peak: read('VmHWM') };
}

/** Sends one event after another until it is over. @returns the sorted times to the answer, in ms */
async function sendLive(program: Program, isOver: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (!isOver()) {
    const startedAt = performance.now();
    const response = await fetch(`${program.receiverUrl}/fordel/show.php?live=${times.length}`);
    await response.text();
    if (response.status !== 200) throw new Error(`a live event was answered ${response.status}`);
    times.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times.sort((a, b) => a - b);
}

async function importOnce(program: Program, file: string, what: string): Promise<void> {
  const startedAt = performance.now();
  const importing = spawnProgram(['import', file, '--receive-path', '/fordel', '-o', 'json'], {
    RINGLOG_SERVER: program.inspectorUrl,
    RINGLOG_TOKEN: program.token,
    ...asInstalled,
  });
  let clientMb = 0;
  const look = setInterval(() => {
    if (importing.child.exitCode === null)
      clientMb = Math.max(clientMb, memoryOf(importing.child.pid ?? 0).peak);
  }, 100);
  const live = await sendLive(program, () => importing.child.exitCode !== null);
  clearInterval(look);
  const status = await importing.closed;
  const seconds = (performance.now() - startedAt) / 1000;
  const [report] = JSON.parse(importing.text.stdout) as Record<string, unknown>[];
  const lines = Number(report?.['lines']);
  const at = (share: number): string => (live[Math.floor(live.length * share)] ?? NaN).toFixed(1);
  console.log(
    `${what}: ${seconds.toFixed(1)} s, exit ${status}, ${(megabytes / seconds).toFixed(1)} MB/s, ${Math.round(lines / seconds)} lines/s`,
  );
  console.log(`  ${JSON.stringify({ ...report, notes: undefined })}`);
  const server = memoryOf(program.pid);
  console.log(
    `  client peak ${clientMb.toFixed(0)} MB; server ${server.rss.toFixed(0)} MB, peak ${server.peak.toFixed(0)} MB`,
  );
  console.log(
    `  live events meanwhile: ${live.length}, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${(live.at(-1) ?? NaN).toFixed(1)} ms`,
  );
}

using directory = temporaryDirectory();
const file = join(directory.path, 'access.log');
console.log(JSON.stringify(writeAccessLog(file, megabytes * 1e6)));
await using program = await startProgram({
  data: join(directory.path, 'data'),
  args: ['--event-log', join(directory.path, 'events.log')],
  env: asInstalled,
});
console.log(`server at rest: ${memoryOf(program.pid).rss.toFixed(0)} MB`);
await importOnce(program, file, 'first');
const startedAt = performance.now();
await until(
  'the index has all',
  async () => {
    const status = (await (await program.ask('/api/v1/index')).json()) as { behind: number };
    return status.behind === 0;
  },
  limitMs,
);
console.log(`the index had all ${((performance.now() - startedAt) / 1000).toFixed(1)} s later`);
await importOnce(program, file, 'second');
for (const name of ['ringlog.db', 'index.db'])
  console.log(
    `${name}: ${(statSync(join(directory.path, 'data', name)).size / 1e6).toFixed(0)} MB`,
  );
