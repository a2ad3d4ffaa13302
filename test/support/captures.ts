import { randomUUID } from 'node:crypto';
import type { Capture } from '../../src/journal/capture.ts';

/** A capture that a store takes; name only what the test is about. */
export function someCapture(members: Partial<Capture> = {}): Capture {
  return {
    id: randomUUID(),
    receivedAtUs: 1_700_000_000_000_000,
    peer: '192.0.2.7:40123',
    origin: 'received',
    answer: { status: 200 },
    head: 'GET /fordel/show.php?myid=175 HTTP/1.1\r\nHost: somehost.com\r\n',
    body: new Uint8Array(),
    ...members,
  };
}

export function someCaptures(count: number): Capture[] {
  return Array.from({ length: count }, () => someCapture());
}
