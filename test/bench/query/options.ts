import { resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';

export interface Options {
  readonly calls: number;
  readonly rate: number;
  readonly rounds: number;
  readonly product: string;
  readonly data: string | undefined;
  readonly tmp: string;
}

export const usage = `npm run bench:query -- [options]
  --calls 200000            calls of five events stored before
  --rate 500                events a second that come in meanwhile
  --rounds 60               samples of each query, in turns
  --product dist/main.js    the script whose "serve" is measured
  --data DIR                keep the data there, and use what an earlier run with the same --calls left
  --tmp DIR                 where data is written otherwise; must not be in memory`;

/** @throws {Error} with a sentence for the user. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', default: '200000' },
      rate: { type: 'string', default: '500' },
      rounds: { type: 'string', default: '60' },
      product: { type: 'string', default: 'dist/main.js' },
      data: { type: 'string' },
      tmp: { type: 'string', default: tmpdir() },
    },
  });
  return {
    calls: whole('--calls', values.calls, 2_000_000),
    rate: whole('--rate', values.rate, 5_000),
    rounds: whole('--rounds', values.rounds, 2_000),
    product: resolve(values.product),
    data: values.data === undefined ? undefined : resolve(values.data),
    tmp: values.tmp,
  };
}

function whole(flag: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`${flag}: "${text}" is not a whole number from 1 to ${most}`);
  return number;
}
