import { mkdirSync } from 'node:fs';
import { uuidv7 } from 'uuidv7';
import type { Capture } from '../../../src/journal/capture.ts';
import { maxBatch } from '../../../src/journal/store.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { trafficEvents, type Traffic, type TrafficEvent } from './traffic.ts';

/** Makes a journal of that traffic in a data directory, without the flushes: what is measured later is reading. */
export async function fillJournal(directory: string, traffic: Traffic): Promise<number> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let count = 0;
  let atUs = 0;
  await using store = await openSqliteStore({ directory, synchronous: 'OFF', nowUs: () => atUs });
  let batch: Capture[] = [];
  for (const event of trafficEvents(traffic)) {
    batch.push(toCapture(event));
    ({ atUs } = event);
    count += 1;
    if (batch.length < maxBatch) continue;
    await store.append(batch);
    batch = [];
  }
  if (batch.length > 0) await store.append(batch);
  return count;
}

function toCapture({ atUs, target }: TrafficEvent): Capture {
  return {
    id: uuidv7(),
    receivedAtUs: atUs,
    peer: '203.0.113.7:40123',
    origin: 'received',
    answer: { status: 200 },
    head: `GET ${target} HTTP/1.1\r\nHost: somehost.com\r\nUser-Agent: PBX\r\nAccept: */*\r\n`,
    body: none,
  };
}

const none = new Uint8Array();
