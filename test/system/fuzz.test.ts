import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { randomFrame, type Frame } from '../support/frames.ts';
import { mutate } from '../support/mutate.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { announcedRandom, type Random } from '../support/random.ts';
import { exchange, type Exchange } from '../support/raw-request.ts';
import { SentAndStored, type Sent } from '../support/sent-and-stored.ts';
import { refusals, storedEvents } from '../support/stored.ts';

/**
 * Twenty thousand requests, a third of them damaged, against the built program. What was sent on each connection is remembered, and at the
 * end held against everything the program stored and everything it refused.
 */

const requests = 20_000;
/** By then the caches of SQLite and of the compiler are full. */
const warmUpRequests = 4_000;
const parallel = 24;

test('stores what it answers 200 byte for byte, notes what it refuses and stays alive, whatever bytes come', async () => {
  const random = announcedRandom('fuzz');
  using directory = temporaryDirectory();
  await using program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', 'off'],
    // How much garbage V8 lets lie depends on how much it may; bounded, what is measured is what is kept.
    env: { NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=64' },
  });
  const warmUp = await sendMany(program, random, warmUpRequests, { net: 1, mayTakeLong: true });
  const rssBefore = await untilIdle(program, () => true);
  const startedAt = performance.now();
  const rest = requests - warmUpRequests;
  const main = await sendMany(program, random, rest, { net: 2, mayTakeLong: false });
  const sent = [...(await warmUp.all), ...(await main.all)];
  const seconds = (performance.now() - startedAt) / 1000;
  const rssAfter = await untilIdle(program, (rss) => rss - rssBefore < 64 * mib);

  const stored = await storedEvents(program);
  const facts = await refusals(program);
  const ledger = new SentAndStored(stored, facts);
  for (const one of sent) ledger.check(one);
  const { tally, wrong } = ledger;
  process.stderr.write(
    `fuzz: ${JSON.stringify({ ...tally, seconds, rssBefore, rssAfter, facts: facts.length })}\n`,
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  // The fuzz itself must not have become harmless.
  expect(tally.valid).toBeGreaterThan(requests * 0.6);
  expect(tally.damagedRefused).toBeGreaterThan(requests * 0.1);
  expect(tally.damagedStored).toBeGreaterThan(requests * 0.02);
  expect(rssAfter - rssBefore).toBeLessThan(64 * mib);

  const metrics = await (await program.ask('/metrics')).text();
  // Fewer than the ring holds, so each one counted is there to be read.
  expect(refusalsCounted(metrics)).toBe(facts.length);
  expect(await program.stop()).toBe(0);
  expect(program.stderr()).not.toMatch(/unhandled|uncaught|"level":50|at .*\.js:\d+/i);
}, 240_000);

const mib = 1 << 20;

/**
 * Sends so many requests, several connections at a time; resolves when all are begun and all but the patient ones have ended.
 * @param options `net`: a number for the addresses it sends from. `mayTakeLong`: whether some wait for the program's own time limits
 */
async function sendMany(
  program: Program,
  random: Random,
  count: number,
  { net, mayTakeLong }: { net: number; mayTakeLong: boolean },
): Promise<{ all: Promise<readonly Sent[]> }> {
  const all: Promise<Sent>[] = [];
  let planned = 0;
  const worker = async (own: Random): Promise<void> => {
    while (planned < count) {
      const one = plan(own, new URL(program.receiverUrl).host, mayTakeLong);
      planned += one.frames.length + (one.damaged === undefined ? 0 : 1);
      const from = {
        address: `127.0.${net}.${1 + (all.length >> 14)}`,
        port: 20_000 + (all.length & 0x3fff),
      };
      const sending = send(program, own, one, from).then((seen) => ({ ...one, exchange: seen }));
      all.push(sending);
      if (!one.isPatient) await sending;
    }
  };
  await Promise.all(Array.from({ length: parallel }, () => worker(random.fork())));
  return { all: Promise.all(all) };
}

interface Plan {
  readonly frames: readonly Frame[];
  readonly damaged?: string;
  /** Whether we leave it to the program to end a request that it cannot read. */
  readonly isPatient: boolean;
}

/** Mostly a connection for each request, as a PBX does it; some are kept alive. */
function plan(random: Random, host: string, mayTakeLong: boolean): Plan {
  const isDamaged = random.chance(0.37);
  const count = random.chance(0.9) ? (isDamaged ? 0 : 1) : 1 + random.below(5);
  const frames = Array.from({ length: count }, () => randomFrame(random, host));
  // HTTP/1.0 ends its connection.
  if (!isDamaged && random.chance(0.05)) frames.push(randomFrame(random, host, '1.0'));
  if (!isDamaged) return { frames, isPatient: false };
  const damaged = mutate(random, randomFrame(random, host).bytes);
  const isPatient = random.chance(0.03) || hasUpgrade(damaged);
  if (isPatient && !mayTakeLong) return plan(random, host, mayTakeLong);
  return { frames, damaged, isPatient };
}

/** Of a damaged body behind such a head, Node's parser reports no error: only a time limit ends it. */
function hasUpgrade(bytes: string): boolean {
  return /^upgrade:/im.test(bytes);
}

async function send(
  { receiverUrl }: Program,
  random: Random,
  { frames, damaged, isPatient }: Plan,
  from: { address: string; port: number },
): Promise<Exchange> {
  const isPipelined = random.chance(0.5);
  const pieces = frames.map(({ bytes }) => bytes);
  const waitAfter = isPipelined ? [] : frames.map((_, i) => ({ chunk: i, answers: i + 1 }));
  if (damaged === undefined)
    return exchange(receiverUrl, isPipelined ? [pieces.join('')] : pieces, {
      answers: frames.length,
      waitAfter,
      chunkPauseMs: 0,
      from,
    });
  // A damaged request may wait for more that never comes.
  const patience = isPatient
    ? { answers: frames.length + 1 }
    : { answers: 0, halfCloseAfterMs: 100 };
  return exchange(receiverUrl, [...pieces, damaged], {
    waitAfter: frames.map((_, i) => ({ chunk: i, answers: i + 1 })),
    chunkPauseMs: 0,
    from,
    ...patience,
  });
}

/** Resident memory once the journal waits for nothing and `isEnough` holds; after a while, whatever it is by then. */
async function untilIdle(program: Program, isEnough: (rss: number) => boolean): Promise<number> {
  const until = performance.now() + 20_000;
  for (;;) {
    const status = readFileSync(`/proc/${program.pid}/status`, 'latin1');
    const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    if (isEnough(rss) || performance.now() > until) return rss;
    await pause(200);
  }
}

function refusalsCounted(metrics: string): number {
  const lines = metrics.match(/^ringlog_receiver_refused_total\{.*$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
