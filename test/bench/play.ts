/**
 * How fast `ringlog play` is beside wrk: both send to the same server in turn, the same method over as many connections, events of calls that
 * are not there yet. `node test/bench/play.ts [--calls N] [--rounds N] [--method GET|POST] [--script FILE] [--tmp DIR]`.
 *
 * Ends with 1 if something was not answered 200, or if what was answered is not what is stored; a missed goal is printed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchMain } from './bench-main.ts';
import { trafficTemplates } from './query/traffic.ts';
import type { Children } from './receive/children.ts';
import { LoadMaker, type Method } from './receive/load.ts';
import { describeMachine, isInstalled } from './receive/machine.ts';
import { idle, startProduct } from './receive/product.ts';
import { median } from './receive/statistics.ts';

const usage =
  'node test/bench/play.ts [--calls N] [--rounds N] [--method GET|POST] [--script FILE] [--tmp DIR]';

/** Of a PBX no more is asked, and it is what one Node.js process needs to keep a server busy. */
const goals = { eventsPerS: 2_500, partOfWrk: 0.4 };

/** As many as `play` has. */
const connections = 32;

const wrkSecs = 8;

interface Options {
  readonly calls: number;
  readonly rounds: number;
  readonly method: Method;
  readonly script: string;
  readonly tmp: string;
}

process.exitCode = await benchMain(process.argv.slice(2), {
  usage,
  parseOptions,
  limitMs: ({ calls, rounds }) => 120_000 + rounds * (60_000 + calls * 20),
  run,
});

function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '3' },
      method: { type: 'string', default: 'POST' },
      script: { type: 'string', default: 'dist/main.js' },
      tmp: { type: 'string', default: join(import.meta.dirname, 'out') },
    },
  });
  const { method, script, tmp } = values;
  const [calls, rounds] = [Number(values.calls), Number(values.rounds)];
  if (!(calls >= 1 && rounds >= 1)) throw new Error('--calls and --rounds are numbers from 1 on');
  if (method !== 'GET' && method !== 'POST') throw new Error('--method is GET or POST');
  mkdirSync(tmp, { recursive: true });
  return { calls, rounds, method, script, tmp };
}

async function run(options: Options, directory: string, children: Children): Promise<number> {
  const { rounds, method, script } = options;
  const templates = join(directory, 'templates');
  writeFileSync(templates, `${trafficTemplates(5_000).join('\n')}\n`);
  const product = await startProduct(children, { part: 'play', script, log: 'off', directory });
  const loads = new LoadMaker(children, templates, isInstalled('wrk') ? 'wrk' : 'node');
  console.log(JSON.stringify(describeMachine(undefined)));
  const rates: { readonly wrk: number; readonly play: number }[] = [];
  let answered = { ok: 0, unknown: 0 };
  let areAllTaken = true;
  for (let round = 0; round < rounds; round += 1) {
    const wrk = await loads.closed(product.url, method, connections, wrkSecs);
    // What the server put off during one load is not to be paid by the next.
    await idle(product.roots);
    const play = await playLoad(children, product.url, options);
    await idle(product.roots);
    answered = {
      ok: answered.ok + wrk.requests + play.ok,
      unknown: answered.unknown + (loads.isExact ? 0 : connections),
    };
    areAllTaken &&= play.ok === play.sent && Object.keys(wrk.errors).length === 0;
    const rate = { wrk: wrk.requests / wrk.secs, play: play.sent / play.seconds };
    rates.push(rate);
    console.log(
      `wrk ${Math.round(rate.wrk)}/s; play ${Math.round(rate.play)}/s, ${(rate.play / rate.wrk).toFixed(2)} of it, ${play.sent} events sent, ${play.ok} answered 200`,
    );
  }
  const { problems } = await product.check(answered);
  for (const problem of problems) console.error(problem);
  const part = median(rates.map(({ wrk, play }) => play / wrk));
  const eventsPerS = median(rates.map(({ play }) => play));
  const isMet = part >= goals.partOfWrk && eventsPerS >= goals.eventsPerS;
  console.log(
    `medians: ${Math.round(eventsPerS)} events/s, ${part.toFixed(2)} of wrk; ${isMet ? 'met' : 'MISSED'}: at least ${goals.eventsPerS} and ${goals.partOfWrk}`,
  );
  return areAllTaken && problems.length === 0 ? 0 : 1;
}

/** Runs the command as a user does. */
async function playLoad(
  children: Children,
  url: string,
  { calls, method, script }: Options,
): Promise<{ readonly sent: number; readonly ok: number; readonly seconds: number }> {
  const args = ['play', '--calls', String(calls), '--rate', 'max', '--method', method];
  const limitMs = 60_000 + calls * 20;
  const text = await children.run(
    'play',
    process.execPath,
    [script, ...args, '--to', url, '--output', 'json'],
    limitMs,
  );
  const report = JSON.parse(text) as {
    sent: number;
    answered: Record<string, number>;
    seconds: number;
  };
  return { sent: report.sent, ok: report.answered['200'] ?? 0, seconds: report.seconds };
}
