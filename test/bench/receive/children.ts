import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** How it ended, once it has. */
  readonly ended: Promise<string>;
  isRunning: boolean;
}

const stopMs = 30_000;

/** Every process the benchmark starts, so that each is ended whatever happens. Output goes to files: a full pipe would stop a server. */
export class Children {
  readonly #directory: string;
  readonly #running = new Set<Child>();
  readonly #stopped = new Set<Child>();
  readonly #crashes: string[] = [];
  #isClosed = false;
  #count = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws if the command cannot be started. */
  start(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Child {
    if (this.#isClosed) throw new Error('the run was broken off');
    this.#count += 1;
    const stdoutFile = join(this.#directory, `${this.#count}-${name}.out`);
    const stderrFile = join(this.#directory, `${this.#count}-${name}.err`);
    const out = openSync(stdoutFile, 'w', 0o600);
    const err = openSync(stderrFile, 'w', 0o600);
    // A group of its own: what a killed master leaves behind can be ended by the group's id.
    const started = spawn(command, args, {
      stdio: ['ignore', out, err],
      env: { ...plainEnvironment(), ...env },
      detached: true,
    });
    closeSync(out);
    closeSync(err);
    if (started.pid === undefined) {
      started.on('error', () => undefined);
      throw new Error(`${command} cannot be started`);
    }
    const child: Child = {
      name,
      pid: started.pid,
      stdoutFile,
      stderrFile,
      isRunning: true,
      ended: ending(started),
    };
    this.#running.add(child);
    void child.ended.then((how) => {
      child.isRunning = false;
      this.#running.delete(child);
      if (how !== 'code 0' && !this.#stopped.has(child))
        this.#crashes.push(`${name} ended with ${how}: ${tail(stderrFile)}`);
    });
    return child;
  }

  /**
   * Runs a command to its end; gives its stdout.
   * @throws if it fails or takes longer than `limitMs`.
   */
  async run(
    name: string,
    command: string,
    args: readonly string[],
    limitMs: number,
  ): Promise<string> {
    const child = this.start(name, command, args);
    const aborter = new AbortController();
    const limit = sleep(limitMs, 'limit', { signal: aborter.signal }).catch(() => 'limit');
    const how = await Promise.race([child.ended, limit]);
    aborter.abort();
    if (how === 'limit') await this.stop(child);
    if (how !== 'code 0') throw new Error(`${name}: ${how}: ${tail(child.stderrFile)}`);
    return readFileSync(child.stdoutFile, 'utf8');
  }

  /** Asks a child to end (by `pid` if a wrapper stands before the one that listens), then insists. Gives how it ended. */
  async stop(child: Child, pid = child.pid): Promise<string> {
    this.#stopped.add(child);
    if (child.isRunning) process.kill(pid, 'SIGTERM');
    const aborter = new AbortController();
    const insist = sleep(stopMs, undefined, { signal: aborter.signal }).then(
      () => {
        killGroup(child.pid);
      },
      () => undefined,
    );
    const how = await child.ended;
    aborter.abort();
    await insist;
    killGroup(child.pid);
    return how;
  }

  /** The children that ended badly without having been asked to, with their last words. */
  get crashes(): readonly string[] {
    return this.#crashes;
  }

  /** Stops all of them and starts no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#running].map((child) => this.stop(child)));
  }

  /** For the last moment of this process, when nothing can be awaited any more. */
  killAll(): void {
    for (const child of this.#running) killGroup(child.pid);
  }
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').slice(-1_000).trim();
}

/** What a shell has, without the settings a developer may have for the product. */
function plainEnvironment(): Record<string, string> {
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  return { PATH: `${PATH}:/usr/sbin:/sbin`, HOME, NODE_ENV: 'production' };
}

function ending(started: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    started.once('exit', (code, signal) => {
      resolve(signal === null ? `code ${code ?? '?'}` : `signal ${signal}`);
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: the group is empty, which is what is wanted.
  }
}
