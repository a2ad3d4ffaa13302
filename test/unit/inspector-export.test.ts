import { get as httpGet, type IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import type { Capture } from '../../src/journal/capture.ts';
import type { Event } from '../../src/journal/event.ts';
import type { Store } from '../../src/journal/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { captured, posted, startInspector, token } from '../support/inspector.ts';
import { temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

/** A real store in a directory of its own, without flushes; `read` counts the events that were read by `since`. */
async function openStore(): Promise<{
  store: Store;
  counts: { read: number };
  [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const directory = temporaryDirectory();
  const store = await openSqliteStore({ directory: directory.path, synchronous: 'OFF' });
  const counts = { read: 0 };
  const since = store.since.bind(store);
  store.since = async (cursor, limit) => {
    const page = await since(cursor, limit);
    counts.read += page.length;
    return page;
  };
  return {
    store,
    counts,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      directory[Symbol.dispose]();
    },
  };
}

async function append(
  store: Pick<Store, 'append'>,
  captures: readonly Capture[],
): Promise<string[]> {
  const cursors: string[] = [];
  for (let i = 0; i < captures.length; i += 250)
    cursors.push(...(await store.append(captures.slice(i, i + 250))));
  return cursors;
}

/** Begins an export and reads nothing of its body yet. */
function begin(url: string, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    httpGet(new URL(path, url), { headers, agent: false }, (response) => {
      response.pause();
      resolve(response);
    }).on('error', reject);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function cursorsOf(ndjson: string): string[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as Event).cursor);
}

/** Resolves once a number has not changed for 20 looks in a row: nothing moves any more. */
async function untilStill(what: string, read: () => number): Promise<number> {
  let last = -1;
  let still = 0;
  await until(`${what} stands still`, () => {
    still = read() === last ? still + 1 : 0;
    last = read();
    return still >= 20;
  });
  return last;
}

test('an export of 5,000 events waits for a slow reader and then gives every one, in order', async () => {
  await using opened = await openStore();
  await using inspector = await startInspector({ deps: { store: opened.store } });
  const body = `EventType=hangup&Note=${'x'.repeat(4_000)}`;
  const stored = await append(
    opened.store,
    Array.from({ length: 5_000 }, () => posted(body)),
  );
  opened.counts.read = 0;
  const response = await begin(inspector.url, '/api/v1/export.ndjson');
  // About 16 KB a line: what the sockets' buffers hold is read, and no more.
  expect(await untilStill('reading', () => opened.counts.read)).toBeLessThan(2_500);
  expect(cursorsOf(await textOf(response))).toEqual(stored);
  expect(response.headers['content-disposition']).toBe('attachment; filename="ringlog.ndjson"');
});

test('an export whose reader goes away stops reading, and nobody is alarmed', async () => {
  await using opened = await openStore();
  await using inspector = await startInspector({ deps: { store: opened.store } });
  const body = 'x'.repeat(20_000);
  await append(
    opened.store,
    Array.from({ length: 1_500 }, () => posted(body)),
  );
  opened.counts.read = 0;
  const response = await begin(inspector.url, '/api/v1/export.ndjson');
  await untilStill('reading', () => opened.counts.read);
  response.destroy();
  const read = await untilStill('reading', () => opened.counts.read);
  expect(read).toBeLessThan(1_500);
  expect(inspector.logged).toEqual([]);
});

test('an export that fails in its middle is cut off, not ended as if it were whole, and is logged', async () => {
  await using inspector = await startInspector();
  const body = 'x'.repeat(20_000);
  await inspector.store.append(Array.from({ length: 1_000 }, () => posted(body)));
  const response = await begin(inspector.url, '/api/v1/export.ndjson');
  await untilStill('reading', () => inspector.store.read);
  inspector.store.fault = new Error('disk');
  await expect(textOf(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(inspector.logged).toHaveLength(1);
});

test('closing does not wait for an export that nobody reads', async () => {
  await using inspector = await startInspector();
  const body = 'x'.repeat(20_000);
  await inspector.store.append(Array.from({ length: 1_000 }, () => posted(body)));
  const response = await begin(inspector.url, '/api/v1/export.ndjson');
  const startedAt = performance.now();
  await inspector[Symbol.asyncDispose]();
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  await expect(textOf(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('an export ends where the journal ended when it began', async () => {
  await using inspector = await startInspector();
  const { store } = inspector;
  const stored = await store.append(Array.from({ length: 450 }, () => captured()));
  const since = store.since.bind(store);
  store.since = async (cursor, limit) => {
    await store.append([captured()]);
    return since(cursor, limit);
  };
  expect(cursorsOf((await inspector.get('/api/v1/export.ndjson')).text)).toEqual(stored);
});

test('after and until bound the export: without the first, with the last', async () => {
  await using inspector = await startInspector();
  const { store } = inspector;
  const stored = await store.append(Array.from({ length: 7 }, () => captured()));
  store.eventsAPage = 2;
  for (let from = 0; from <= stored.length; from++)
    for (let to = Math.max(from, 1); to <= stored.length; to++) {
      const after = from === 0 ? '' : (stored[from - 1] ?? '');
      const path = `/api/v1/export.ndjson?after=${after}&until=${stored[to - 1] ?? ''}`;
      expect(cursorsOf((await inspector.get(path)).text)).toEqual(stored.slice(from, to));
    }
  expect(await inspector.json('/api/v1/export.ndjson?after=mem-5&until=mem-3')).toMatchObject({
    code: 'bad_request',
    detail: 'Parameter "until" is a cursor before "after".',
  });
});

test('a range that ends before it begins is refused also within one transaction', async () => {
  await using inspector = await startInspector();
  const { store } = inspector;
  await store.append(Array.from({ length: 5 }, () => captured({ receivedAtUs: 1_000_000 })));
  store.eventsAPage = 2;
  const upTo = async (after: number, until: number): Promise<string> =>
    (await inspector.get(`/api/v1/export.ndjson?after=mem-${after}&until=mem-${until}`)).text;
  expect(JSON.parse(await upTo(5, 1))).toMatchObject({ code: 'bad_request' });
  expect(cursorsOf(await upTo(1, 5))).toEqual(['mem-2', 'mem-3', 'mem-4', 'mem-5']);
  expect(await upTo(3, 3)).toBe('');
});

test('an export ends at its last cursor even when that event is deleted by now', async () => {
  await using opened = await openStore();
  await using inspector = await startInspector({ deps: { store: opened.store } });
  const stored = await append(
    opened.store,
    Array.from({ length: 10 }, () => captured()),
  );
  await opened.store.prune(Number.MAX_SAFE_INTEGER, 4);
  const upTo = async (i: number): Promise<string[]> => {
    const path = `/api/v1/export.ndjson?after=${stored[0] ?? ''}&until=${stored[i] ?? ''}`;
    return cursorsOf((await inspector.get(path)).text);
  };
  expect(await upTo(2)).toEqual([]);
  expect(await upTo(5)).toEqual(stored.slice(4, 6));
});

test("the phplog is the vendor's form, query first, every field", async () => {
  await using inspector = await startInspector();
  await inspector.store.append([
    posted('EventType=answer&CallerIDName=%D0%98%D0%B2%D0%B0%D0%BD', {
      receivedAtUs: 1_496_156_870_000_000,
    }),
  ]);
  const { text, headers } = await inspector.get('/api/v1/export.phplog');
  const lines = text.split('\n').map((line) => line.replace(/^\[[^\]]*2017\] /, '[…] '));
  expect(lines).toEqual([
    '[…] ------',
    '[…] myid => 175',
    '[…] EventType => answer',
    '[…] CallerIDName => Иван',
    '',
  ]);
  expect(headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': 'attachment; filename="ringlog.phplog"',
  });
});

test('an export from the head on is empty, whatever comes in meanwhile', async () => {
  await using inspector = await startInspector();
  const { store } = inspector;
  await store.append([captured()]);
  const since = store.since.bind(store);
  store.since = async (cursor, limit) => {
    // One event, when the range is fixed already.
    if (limit > 1 && store.events.length === 1) await store.append([captured()]);
    return since(cursor, limit);
  };
  expect((await inspector.get('/api/v1/export.ndjson?after=mem-1')).text).toBe('');
});
