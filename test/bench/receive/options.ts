import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Method } from './load.ts';
import type { ProductLog } from './product.ts';

export const partNames = ['throughput', 'openloop', 'slowdisk', 'memory'] as const;
export type PartName = (typeof partNames)[number];
export type BaselineName = 'raw' | 'express' | 'php';

export interface Options {
  readonly against: readonly BaselineName[];
  readonly connections: readonly number[];
  readonly methods: readonly Method[];
  readonly parts: readonly PartName[];
  readonly rounds: number;
  readonly secs: number;
  readonly openRounds: number;
  readonly openSecs: number;
  readonly product: string;
  readonly productLog: ProductLog;
  readonly loadTool: 'wrk' | 'node' | undefined;
  readonly tmp: string;
  readonly isSmoke: boolean;
}

export const usage = `npm run bench:receive -- [options]
  --against raw,express,php   what the product is compared with
  --c 1,32,256                connections of the closed loop
  --methods GET,POST
  --rounds 8 --secs 2         slices of each server, connections and method, and their length
  --only throughput,openloop,slowdisk,memory
  --open-rounds 3 --open-secs 10
  --product dist/main.js      the script whose "serve" is measured
  --product-log file          or stdout, off
  --load wrk                  or node; default: wrk where it is installed
  --tmp DIR                   where data is written; must not be in memory
  --smoke                     10 s, correctness only`;

/** @throws {Error} with a sentence for the user. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: 'string', default: 'raw,express,php' },
      c: { type: 'string', default: '1,32,256' },
      methods: { type: 'string', default: 'GET,POST' },
      only: { type: 'string', default: partNames.join(',') },
      rounds: { type: 'string', default: '8' },
      secs: { type: 'string', default: '2' },
      'open-rounds': { type: 'string', default: '3' },
      'open-secs': { type: 'string', default: '10' },
      product: { type: 'string', default: 'dist/main.js' },
      'product-log': { type: 'string', default: 'file' },
      load: { type: 'string' },
      tmp: { type: 'string', default: tmpdir() },
      smoke: { type: 'boolean', default: false },
    },
  });
  const isSmoke = values.smoke;
  return {
    against: isSmoke ? ['raw'] : words('--against', values.against, ['raw', 'express', 'php']),
    connections: isSmoke ? [32] : values.c.split(',').map((text) => whole('--c', text)),
    methods: words('--methods', values.methods, ['GET', 'POST']),
    parts: isSmoke ? ['throughput', 'openloop'] : words('--only', values.only, partNames),
    rounds: isSmoke ? 1 : whole('--rounds', values.rounds),
    secs: isSmoke ? 1 : whole('--secs', values.secs),
    openRounds: isSmoke ? 1 : whole('--open-rounds', values['open-rounds']),
    openSecs: isSmoke ? 1 : whole('--open-secs', values['open-secs']),
    product: resolve(values.product),
    productLog:
      words('--product-log', values['product-log'], ['file', 'stdout', 'off'])[0] ?? 'file',
    loadTool: isSmoke ? 'node' : loadTool(values.load),
    tmp: values.tmp,
    isSmoke,
  };
}

function words<T extends string>(flag: string, text: string, known: readonly T[]): readonly T[] {
  return text.split(',').map((word) => {
    const found = known.find((name) => name === word);
    if (found === undefined)
      throw new Error(`${flag}: "${word}" is not one of ${known.join(', ')}`);
    return found;
  });
}

function whole(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 2_000)
    throw new Error(`${flag}: "${text}" is not a whole number from 1 to 2000`);
  return number;
}

function loadTool(text: string | undefined): 'wrk' | 'node' | undefined {
  return text === undefined ? undefined : words('--load', text, ['wrk', 'node'])[0];
}
