import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { conditionNames, type ConditionName } from './follow-plan.ts';

export interface Options {
  readonly conditions: readonly ConditionName[];
  readonly loops: readonly LoopName[];
  readonly rate: number;
  readonly rounds: number;
  readonly secs: number;
  readonly closedSecs: number;
  readonly product: string;
  readonly tmp: string;
}

export const loopNames = ['open', 'closed'] as const;
export type LoopName = (typeof loopNames)[number];

export const usage = `npm run bench:live -- [options]
  --conditions none,usual,all   of ${conditionNames.join(', ')}
  --loops open,closed           a fixed rate; 32 connections that send again when answered
  --rate 2000                   events a second of the open loop
  --rounds 8                    slices of each condition and loop, in turns
  --secs 10 --closed-secs 4     their length
  --product dist/main.js        the script whose "serve" is measured
  --tmp DIR                     where data is written; must not be in memory`;

/** @throws {Error} with a sentence for the user. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      conditions: { type: 'string', default: 'none,usual,all' },
      loops: { type: 'string', default: 'open,closed' },
      rate: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '8' },
      secs: { type: 'string', default: '10' },
      'closed-secs': { type: 'string', default: '4' },
      product: { type: 'string', default: 'dist/main.js' },
      tmp: { type: 'string', default: tmpdir() },
    },
  });
  return {
    conditions: words('--conditions', values.conditions, conditionNames),
    loops: words('--loops', values.loops, loopNames),
    rate: whole('--rate', values.rate, 20_000),
    rounds: whole('--rounds', values.rounds, 100),
    secs: whole('--secs', values.secs, 60),
    closedSecs: whole('--closed-secs', values['closed-secs'], 60),
    product: resolve(values.product),
    tmp: values.tmp,
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

function whole(flag: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`${flag}: "${text}" is not a whole number from 1 to ${most}`);
  return number;
}
