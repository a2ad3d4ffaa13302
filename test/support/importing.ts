import { request as httpRequest } from 'node:http';
import type { ImportResult } from '../../src/api/import-routes.ts';
import type { Capture } from '../../src/journal/capture.ts';
import type { Event } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { FailingStore } from './failing-store.ts';
import { ask, honest, startInspector, type Answered, type TestInspector } from './inspector.ts';
import { temporaryDirectory } from './program.ts';

export const importPath = '/api/v1/import';
export const linesType = ['Content-Type', 'application/x-ndjson'] as const;

export interface Importing extends AsyncDisposable {
  readonly inspector: TestInspector;
  readonly journal: Journal;
  readonly store: FailingStore;
  /** Posts lines at once. */
  post(lines: string): Promise<Answered>;
  /** The same, and what is answered to those that are read. */
  result(lines: string): Promise<ImportResult>;
  /** All that is stored, in order. */
  events(): Promise<readonly Event[]>;
}

/** An inspector with a true journal in a directory of its own, without flushes. */
export async function startImporting(): Promise<Importing> {
  const directory = temporaryDirectory();
  const store = new FailingStore(
    await openSqliteStore({ directory: directory.path, synchronous: 'OFF' }),
  );
  const journal = new Journal({
    store,
    onFatal: () => undefined,
    endOfTurn: setImmediate,
    elapsedUs: () => performance.now() * 1000,
  });
  const inspector = await startInspector({ deps: { store, journal } });
  const post = (lines: string): Promise<Answered> =>
    ask(inspector.url, importPath, {
      method: 'POST',
      headers: [...honest, linesType, ['Content-Length', String(Buffer.byteLength(lines))]],
      body: lines,
    });
  return {
    inspector,
    journal,
    store,
    post,
    result: async (lines) => JSON.parse((await post(lines)).text) as ImportResult,
    events: async () => {
      const events: Event[] = [];
      for (;;) {
        const page = await store.since(events.at(-1)?.cursor ?? '', 1000);
        if (page.length === 0) return events;
        events.push(...page);
      }
    },
    [Symbol.asyncDispose]: async () => {
      store.release('append');
      await inspector[Symbol.asyncDispose]();
      await journal.close();
      await store.close();
      directory[Symbol.dispose]();
    },
  };
}

/** A line with the bytes of a request; number n has an id of its own. */
export function importedLine(n: number, body: Uint8Array = new Uint8Array()): string {
  return `${JSON.stringify({
    id: `0190a5c4-1111-8000-8000-${String(n).padStart(12, '0')}`,
    receivedAt: '2017-05-30T15:07:50.000001Z',
    headBase64: btoa(`POST /fordel/show.php?myid=175&n=${n} HTTP/1.1\r\n`),
    bodyBase64: Buffer.from(body).toString('base64'),
    request: { peer: '192.0.2.1:5060' },
    answer: { status: 200 },
  })}\n`;
}

export function importedLines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, i) => importedLine(from + i)).join('');
}

/** What of an event an import keeps. */
export function keptOf({
  id,
  receivedAtUs,
  peer,
  forwardedPeer,
  answer,
  head,
  body,
}: Capture): object {
  return {
    id,
    receivedAtUs,
    peer,
    forwardedPeer,
    answer,
    head,
    body: Buffer.from(body).toString('latin1'),
  };
}

/** A POST whose body goes on for as long as the test likes. */
export function openPost(url: string): {
  /** Resolves when the system has taken it. */
  readonly write: (text: string) => Promise<void>;
  readonly end: () => void;
  readonly destroy: () => void;
  readonly answer: Promise<{ status: number; text: string }>;
} {
  const headers = { ...Object.fromEntries([...honest, linesType]), Expect: '100-continue' };
  const request = httpRequest(new URL(importPath, url), { method: 'POST', headers, agent: false });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
  });
  answer.catch(() => undefined);
  return {
    write: (text) =>
      new Promise((resolve) => {
        request.write(text, () => {
          resolve();
        });
      }),
    end: () => request.end(),
    destroy: () => request.destroy(),
    answer,
  };
}
