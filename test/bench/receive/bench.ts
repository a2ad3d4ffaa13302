import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from './children.ts';
import type { Load, LoadMaker } from './load.ts';
import type { Options } from './options.ts';
import { startPhp } from './php.ts';
import { startProduct, type Answered, type Correctness, type Product } from './product.ts';
import { startNodeBaseline, type Server, type ServerName } from './server.ts';

/** What every part of a run is given. */
export interface Bench {
  readonly options: Options;
  readonly children: Children;
  readonly loads: LoadMaker;
  /** Temporary; removed at the end of the run. */
  readonly directory: string;
  /** Absent where nginx or php-fpm is not installed. */
  readonly phpFpm: string | undefined;
  /** Tells the user how far it is. */
  progress(text: string): void;
}

/** The product and the baselines of one part, and what the product has answered so far. */
export class Servers {
  readonly product: Product;
  readonly all: readonly Server[];
  #answered: Answered = { ok: 0, unknown: 0 };

  constructor(product: Product, baselines: readonly Server[]) {
    this.product = product;
    this.all = [product, ...baselines];
  }

  /** Notes what a load saw; `cutOff` is how many requests in flight the tool may have dropped at its end. */
  note(server: Server, load: Load, cutOff: number): void {
    if (server !== this.product) return;
    const failed = Object.entries(load.errors);
    const sum = (entries: typeof failed): number => entries.reduce((total, [, n]) => total + n, 0);
    const refused = sum(failed.filter(([kind]) => kind.startsWith('status')));
    this.#answered = {
      ok: this.#answered.ok + load.requests - refused,
      unknown: this.#answered.unknown + cutOff + sum(failed),
    };
  }

  /** Stops all of them; tells whether the product kept what it answered. */
  async finish(): Promise<Correctness> {
    const correctness = await this.product.check(this.#answered);
    await Promise.all(this.all.map((server) => server.stop()));
    return correctness;
  }
}

/** Starts the product and the named baselines; those that are not installed are left out. */
export async function startServers(
  bench: Bench,
  part: string,
  baselines: readonly ServerName[],
  slowDisk: { wrapper?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Servers> {
  const directory = join(bench.directory, part);
  mkdirSync(directory, { recursive: true });
  const product = await startProduct(bench.children, {
    part,
    script: bench.options.product,
    log: bench.options.productLog,
    directory,
    ...slowDisk,
  });
  const started: Server[] = [];
  for (const name of baselines) {
    if (name === 'raw' || name === 'express')
      started.push(await startNodeBaseline(bench.children, name));
    if (name === 'php' && bench.phpFpm !== undefined)
      started.push(await startPhp(bench.children, join(directory, 'php'), bench.phpFpm));
  }
  return new Servers(product, started);
}

/** First exactly 64 requests that must all be answered 200, then load until everything is compiled and cached. */
export async function warm(bench: Bench, servers: Servers): Promise<void> {
  for (const server of servers.all) {
    const { url } = server;
    for (const method of bench.options.methods) {
      const first = await bench.loads.generate({
        ...{ url, method, connections: 2, secs: 5, count: 64 },
      });
      servers.note(server, first, 0);
      if (first.requests < 64 || Object.keys(first.errors).length > 0)
        throw new Error(`${server.name} answers ${method} with ${JSON.stringify(first.errors)}`);
      if (bench.options.isSmoke) continue;
      const secs = bench.options.methods.length > 1 ? 2 : 3;
      const load = await bench.loads.closed(url, method, 32, secs);
      servers.note(server, load, bench.loads.isExact ? 0 : 32);
    }
  }
}
