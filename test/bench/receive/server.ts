import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child, Children } from './children.ts';

export type ServerName = 'product' | 'raw' | 'express' | 'php';

/** A server under load. */
export interface Server {
  readonly name: ServerName;
  readonly url: string;
  /** The processes whose trees are this server. */
  readonly roots: readonly number[];
  /** Ends it and waits for that; gives how it ended. */
  stop(): Promise<string>;
}

const startMs = 60_000;

/** Waits for the line `ready name=value …` on a child's stdout and gives its values. */
export async function readyValues(child: Child): Promise<ReadonlyMap<string, string>> {
  const deadline = performance.now() + startMs;
  for (;;) {
    const line = /^ready (.*)\n/.exec(readFileSync(child.stdoutFile, 'utf8'))?.[1];
    if (line !== undefined) {
      return new Map(
        line.split(' ').map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), pair.slice(at + 1)];
        }),
      );
    }
    if (!child.isRunning || performance.now() > deadline) {
      const why = child.isRunning ? 'not ready in time' : await child.ended;
      throw new Error(
        `${child.name}: ${why}: ${readFileSync(child.stderrFile, 'utf8').slice(0, 2000)}`,
      );
    }
    await sleep(20);
  }
}

/** Starts one of the baselines written for Node. */
export async function startNodeBaseline(
  children: Children,
  name: 'raw' | 'express',
): Promise<Server> {
  const file = join(import.meta.dirname, 'baselines', `${name}.ts`);
  const child = children.start(name, process.execPath, [file]);
  const url = (await readyValues(child)).get('receiver');
  if (url === undefined) throw new Error(`${name}: no address in its ready line`);
  return { name, url, roots: [child.pid], stop: () => children.stop(child) };
}
