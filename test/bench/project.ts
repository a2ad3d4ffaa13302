/**
 * How many events a second the projector takes, in this process and without HTTP: an index with its calls is made of a journal that was
 * filled before; then of one that has a single CallID. `node test/bench/project.ts [EVENTS]`: 200,000 unless told otherwise, in each.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { maxBatch } from '../../src/journal/store.ts';
import { CallMatcher } from '../../src/live/call-matcher.ts';
import { Matcher } from '../../src/live/matcher.ts';
import { Projection } from '../../src/projector/projection.ts';
import { Teller } from '../../src/projector/teller.ts';
import { JournalFollower } from '../../src/storage/sqlite/journal-follower.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { someCapture } from '../support/captures.ts';
import { temporaryDirectory } from '../support/program.ts';
import { fillJournal } from './query/fill.ts';
import { eventsPerCall } from './query/traffic.ts';

const events = Number(process.argv[2] ?? 200_000);
const nowUs = (): number => Date.now() * 1000;

using directory = temporaryDirectory();
const usual = join(directory.path, 'usual');
await fillJournal(usual, { calls: events / eventsPerCall, fromUs: nowUs() - 86_400_000_000 });
project('calls of five events', usual);
const single = join(directory.path, 'single');
await fillWithOneCall(single);
project('one CallID', single);

/** Prints the rates of ten equal parts: a cost that grows shows in the last ones. */
function project(name: string, data: string): void {
  const journal = new JournalFollower(data);
  const projection = new Projection({
    directory: data,
    journal,
    teller: new Teller({
      matchers: { events: new Matcher(), calls: new CallMatcher() },
      journal,
      nowUs,
      publish: () => undefined,
    }),
    onRebuilt: () => undefined,
    onPartial: () => undefined,
    onDropped: (error) => {
      throw error;
    },
  });
  const rates: number[] = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  let [at, since] = [0, startedAt];
  while (projection.step()) {
    const done = events - projection.status.behind;
    if (done < at + events / 10) continue;
    rates.push(Math.round(((done - at) * 1000) / (performance.now() - since)));
    [at, since] = [done, performance.now()];
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const rate = (spent: number): number => Math.round(events / spent);
  console.log(
    `${name}: ${rate(seconds)} events/s, ${rate((user + system) / 1e6)} a CPU second; in turn ${rates.join(' ')}; RSS ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`,
  );
  projection.close();
  journal.close();
}

async function fillWithOneCall(data: string): Promise<void> {
  const store = await openSqliteStore({ directory: data, synchronous: 'OFF', nowUs });
  for (let n = 0; n < events; n += maxBatch)
    await store.append(
      Array.from({ length: Math.min(maxBatch, events - n) }, (_, i) => {
        const fields = `EventType=dial-in&CallID=always&SubCallID=${(n + i) % 97}-always&EventTime=${1_700_000_000_000_000 + n + i}`;
        const head = `GET /?myid=175&${fields}&CallFlow=in&CalledExtension=000*101@domain HTTP/1.1\r\nHost: a\r\n`;
        return someCapture({ id: randomUUID(), head });
      }),
    );
  await store.close();
}
