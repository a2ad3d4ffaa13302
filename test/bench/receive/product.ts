import { createReadStream, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Children } from './children.ts';
import { treeCpuUs } from './process-tree.ts';
import { readyValues, type Server } from './server.ts';

export type ProductLog = 'file' | 'stdout' | 'off';

export interface Product extends Server {
  readonly inspectorUrl: string;
  /** Stops it and compares what it kept with what it answered. */
  check(answered: Answered): Promise<Correctness>;
}

/** What the load tools saw of one product: at least `ok` answers 200, and up to `unknown` requests more that they cut off. */
export interface Answered {
  readonly ok: number;
  readonly unknown: number;
}

export interface Correctness extends Answered {
  readonly part: string;
  readonly rows: number;
  /** Lines of the event log; absent when the product ran without one. */
  readonly logLines?: number;
  readonly ended: string;
  readonly problems: readonly string[];
}

const drainMs = 300_000;

/** The flags that `npm start` gives to Node. */
function startFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.match(/--max-[\w-]+=\d+/g) ?? [];
}

/** Starts the product on free loopback ports, with a data directory of its own under `directory`. */
export async function startProduct(
  children: Children,
  options: {
    readonly part: string;
    readonly script: string;
    readonly log: ProductLog;
    readonly directory: string;
    /** What comes before node on its command line, and into its environment: a slow disk. */
    readonly wrapper?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Product> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const data = join(options.directory, 'data');
  const logFile = join(options.directory, 'events.log');
  const [command = process.execPath, ...args] = [
    ...(options.wrapper ?? []),
    ...[process.execPath, ...startFlags(), options.script, 'serve'],
    ...['--receive', '127.0.0.1:0', '--inspect', '127.0.0.1:0', '--data', data],
    ...['--event-log', options.log === 'file' ? logFile : options.log],
  ];
  const child = children.start('product', command, args, options.env);
  const ready = await readyValues(child);
  const url = ready.get('receiver')?.replace(/\/$/, '');
  const inspectorUrl = ready.get('inspector')?.replace(/\/$/, '');
  const pid = Number(ready.get('pid'));
  if (url === undefined || inspectorUrl === undefined || !(pid > 0))
    throw new Error('product: its ready line lacks receiver, inspector or pid');
  const stop = (): Promise<string> => children.stop(child, pid);

  const check = async (answered: Answered): Promise<Correctness> => {
    await idle([child.pid]);
    const ended = await stop();
    const rows = countRows(join(data, 'ringlog.db'));
    const logLines = await countLines(options.log, logFile, child.stdoutFile);
    const found = {
      part: options.part,
      ...answered,
      rows,
      ...(logLines === undefined ? {} : { logLines }),
      ended,
    };
    return { ...found, problems: problemsOf(found) };
  };
  return { name: 'product', url, inspectorUrl, roots: [child.pid], stop, check };
}

function problemsOf(found: Omit<Correctness, 'problems'>): string[] {
  const { ok, unknown, rows, logLines, ended } = found;
  const problems: string[] = [];
  if (rows < ok) problems.push(`${ok - rows} events answered 200 are not stored`);
  if (rows > ok + unknown) problems.push(`${rows - ok - unknown} events more than were sent`);
  if (logLines !== undefined && logLines !== rows)
    problems.push(`the event log has ${logLines} lines for ${rows} events`);
  if (ended !== 'code 0') problems.push(`it ended with ${ended}`);
  return problems;
}

/** Waits until the product does nothing more: index and event log follow the journal at their own pace. */
export async function idle(roots: readonly number[]): Promise<void> {
  const deadline = performance.now() + drainMs;
  for (let quiet = 0; quiet < 5 && performance.now() < deadline;) {
    const before = treeCpuUs(roots);
    await sleep(200);
    quiet = treeCpuUs(roots) - before <= 10_000 ? quiet + 1 : 0;
  }
}

function countRows(path: string): number {
  const database = new Database(path, { readonly: true });
  try {
    return Number(database.prepare('SELECT count(*) FROM event').pluck().get());
  } finally {
    database.close();
  }
}

async function countLines(
  log: ProductLog,
  logFile: string,
  stdoutFile: string,
): Promise<number | undefined> {
  if (log === 'off') return undefined;
  const path = log === 'file' ? logFile : stdoutFile;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return 0;
  let lines = 0;
  // A file opened without an encoding gives buffers.
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return log === 'stdout' ? lines - 1 : lines;
}
