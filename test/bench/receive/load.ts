import { join } from 'node:path';
import type { Children } from './children.ts';

export type Method = 'GET' | 'POST';

/** What a load tool saw. Latencies of the closed loop count from sending, of the open loop from the time the request was due. */
export interface Load {
  readonly requests: number;
  readonly secs: number;
  /** Number of failures by kind; a status other than 200 is one. */
  readonly errors: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  /** Open loop only: how late the generator itself was. */
  readonly sendLatenessP99Ms?: number;
}

/** What generator.ts does: with `rate` (requests a second) an open loop, else a closed one. */
export interface GeneratorPlan {
  readonly url: string;
  readonly method: Method;
  readonly path: string;
  /** File of the templates; without it `path` is asked for as it stands. */
  readonly templates?: string;
  readonly prefix: string;
  readonly connections: number;
  readonly secs: number;
  readonly count?: number;
  readonly rate?: number;
}

interface WrkResult {
  requests: number;
  us: number;
  connect: number;
  read: number;
  write: number;
  timeout: number;
  status: number;
  p50Us: number;
  p99Us: number;
  p999Us: number;
  maxUs: number;
}

export const receivePath = '/fordel/show.php?myid=175';
const here = import.meta.dirname;

/** Sends the benchmark's requests; each load has a CallID prefix of its own, so no CallID comes twice in a run. */
export class LoadMaker {
  readonly #children: Children;
  readonly #templates: string;
  readonly #tool: 'wrk' | 'node';
  #count = 0;

  constructor(children: Children, templates: string, tool: 'wrk' | 'node') {
    this.#children = children;
    this.#templates = templates;
    this.#tool = tool;
  }

  /** True if the answers counted are exactly the requests sent: wrk drops what is in flight when its time is over. */
  get isExact(): boolean {
    return this.#tool === 'node';
  }

  /** A closed loop for `secs`, with the tool chosen for the run. */
  closed(url: string, method: Method, connections: number, secs: number): Promise<Load> {
    return this.#tool === 'wrk'
      ? this.#wrk(url, method, connections, secs)
      : this.generate({ url, method, connections, secs });
  }

  /** Any loop of the bundled generator. */
  generate(
    plan: Omit<GeneratorPlan, 'path' | 'prefix' | 'templates'> & { path?: string },
  ): Promise<Load> {
    const full: GeneratorPlan = {
      path: receivePath,
      prefix: this.#nextPrefix(),
      ...(plan.path === undefined ? { templates: this.#templates } : {}),
      ...plan,
    };
    const args = [join(here, 'generator.ts'), JSON.stringify(full)];
    return this.#result<Load>('generator', process.execPath, args, plan.secs);
  }

  async #wrk(url: string, method: Method, connections: number, secs: number): Promise<Load> {
    const args = ['-t1', `-c${connections}`, `-d${secs}s`, '--timeout', '10s'];
    args.push('-s', join(here, 'wrk.lua'), url, '--', this.#templates, method, this.#nextPrefix());
    const result = await this.#result<WrkResult>('wrk', 'wrk', args, secs);
    const { connect, read, write, timeout, status } = result;
    const kinds = { connect, read, write, timeout, status };
    return {
      requests: result.requests,
      secs: result.us / 1e6,
      errors: Object.fromEntries(Object.entries(kinds).filter(([, count]) => count > 0)),
      p50Ms: result.p50Us / 1000,
      p99Ms: result.p99Us / 1000,
      p999Ms: result.p999Us / 1000,
      maxMs: result.maxUs / 1000,
    };
  }

  #nextPrefix(): string {
    this.#count += 1;
    return this.#count.toString(16).padStart(24, '0');
  }

  async #result<T>(name: string, command: string, args: string[], secs: number): Promise<T> {
    const output = await this.#children.run(name, command, args, (secs + 40) * 1000);
    const line = output.split('\n').find((text) => text.startsWith('RESULT '));
    if (line === undefined) throw new Error(`${name} gave no result: ${output.slice(0, 500)}`);
    // Both tools are files of this folder and print the type that is read here.
    return JSON.parse(line.slice('RESULT '.length)) as T;
  }
}
